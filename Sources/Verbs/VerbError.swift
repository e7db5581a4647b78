import Language

/// What can be wrong with a call of a verb once its types fit. The words are in `VerbError+Words.swift`.
enum VerbError: Error, Equatable {
  // Arguments.
  case notATable(parameter: String, got: String)
  case notStoredTable(verb: String)
  case notAColumnName
  /// A value of a type that no column holds.
  case notStorable(type: String)
  case noScript
  case notAClustering(parameter: String)
  case clusteringOfOtherTable(own: String, piped: String)
  case clusteringNotSaved
  case clusteringHasVersion(column: String)
  /// Tables of the private store would be lost.
  case privateStoreWouldEnd
  case dryRunWithEmitSQL
  case conflictWithEmitSQL
  case onlyWithFollow(option: String)
  /// `follow` in a notebook without a bound.
  case endlessFollow
  case noModel(String, help: String?)
  /// Rows that `embed` could not give a vector, with the first reasons, and how many others are stored.
  case rowsWithoutVector(count: String, reasons: [String], stored: String)
  case notARowQuery
  case notAVectorElement(type: String)
  // Many queries of `search`.
  case notATableOfQueries
  case queryWithoutValue(number: Int, column: String)
  case planOfManyQueries
  case tooManyHits(queries: Int, limit: Int, most: Int)

  // Files of text: modules and scripts.
  case unreadableFile(path: String, reason: String)
  case fileTooLarge(path: String, limit: Int)
  case notUTF8(path: String)

  // Row expressions.
  case notARowExpression
  case noOperator(String)
  case notComparable(type: String)
  case notAMember
  case branchWithoutValue
  case formatInRow
  case descOutsideSort
  case namedArgumentInRow
  case columnFunctionArity
  case columnFunctionArgument(type: String)
  case recursiveRowFunction
  case notOneExpression
  case missingArgumentInRow(String)
  case noTranslation(String, suggestion: String?)

  // Row verbs.
  case afterGroup(verb: String)
  case groupWithoutColumn
  case sortWithoutColumn
  case tableTooLong
  case notARecord(element: Int, type: String)
  case fieldNotStorable(field: String, element: Int, type: String)
  case columnWithoutName
  case notAComputedColumn(type: String)
  case joinWithoutColumns

  // Functions of values.
  case emptySeparator
  case emptySearchText
  case overflow(what: String)
  case notWhole(String)
  case notANumber(String)
  case below(function: String, least: Int)
  case notAbove(function: String, bound: Int)
  case notFinite
  case noLength(type: String)
  case notABool
  case notAddable(type: String)
  case rangeTooLong
  case tooManyPieces
  case textTooLong(limit: Int)

  case onlyWithVectors(option: String)
  case notWithVectors(option: String)
  case oneVectorFile(String)
  /// The query of `index_query`.
  case notQueryVectors(type: String)
  // Clusters by density.
  case clusteringWithoutCentroids(method: String)
  case notAPositive(parameter: String)
  case noLabels(column: String)

  // Plots.
  case notPlottable(column: String, type: String)
  case tooManyBars(limit: Int)
  case tooManyGroups(limit: Int)
  case tooManyDimensions(asked: Int, dimension: Int)
  case unequalVectors(row: Int, has: Int, wanted: Int)
  case vectorNotFinite(row: Int)
  case notVectors(column: String, type: String)

  /// The user's own: `fail "…"`.
  case failed(message: String)
  /// An error that no target of the engine knows; its description is all there is to tell.
  case unexpected(description: String)
}

extension VerbError {
  func diagnostic(at span: SourceSpan?) -> Diagnostic {
    Diagnostic(code, message, at: span, label: label, notes: notes, help: help)
  }
}

extension Call {
  /// An error at one argument, or at the whole call.
  func fail(_ error: VerbError, at argument: String? = nil) -> Diagnostic {
    error.diagnostic(at: argument.map { span(of: $0) } ?? span)
  }
}
