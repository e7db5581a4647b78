import Basics
import Language

extension VerbError {
  /// V0901 to V0999.
  var code: String {
    switch self {
    case .notATable: "V0901"
    case .notStoredTable: "V0902"
    case .notAColumnName: "V0903"
    case .notStorable: "V0904"
    case .noScript: "V0906"
    case .notAClustering: "V0907"
    case .clusteringOfOtherTable: "V0908"
    case .clusteringNotSaved: "V0909"
    case .notARowQuery: "V0910"
    case .notAVectorElement: "V0911"
    case .clusteringHasVersion: "V0912"
    case .privateStoreWouldEnd: "V0913"
    case .rowsWithoutVector: "V0914"
    case .unreadableFile: "V0915"
    case .fileTooLarge: "V0916"
    case .notUTF8: "V0917"
    case .noModel: "V0950"
    case .dryRunWithEmitSQL, .conflictWithEmitSQL: "V0918"
    case .onlyWithFollow, .endlessFollow: "V0919"
    case .notARowExpression, .noOperator: "V0920"
    case .notComparable: "V0921"
    case .notAMember: "V0922"
    case .branchWithoutValue: "V0923"
    case .formatInRow: "V0924"
    case .descOutsideSort: "V0925"
    case .namedArgumentInRow: "V0926"
    case .columnFunctionArity, .columnFunctionArgument: "V0927"
    case .recursiveRowFunction: "V0928"
    case .notOneExpression: "V0929"
    case .missingArgumentInRow: "V0930"
    case .noTranslation: "V0931"
    case .afterGroup: "V0940"
    case .groupWithoutColumn: "V0941"
    case .tableTooLong: "V0942"
    case .notARecord: "V0943"
    case .fieldNotStorable: "V0944"
    case .columnWithoutName: "V0945"
    case .notAComputedColumn: "V0946"
    case .joinWithoutColumns: "V0947"
    case .emptySeparator: "V0960"
    case .emptySearchText: "V0961"
    case .overflow: "V0962"
    case .notWhole: "V0963"
    case .notANumber: "V0964"
    case .below, .notAbove: "V0965"
    case .notFinite: "V0966"
    case .sortWithoutColumn: "V0948"
    case .noLength: "V0967"
    case .notABool: "V0968"
    case .notAddable: "V0969"
    case .rangeTooLong, .tooManyPieces: "V0970"
    case .textTooLong: "V0972"
    case .notQueryVectors: "V0975"
    case .clusteringWithoutCentroids: "V0980"
    case .notAPositive: "V0981"
    case .noLabels: "V0982"
    case .onlyWithVectors, .notWithVectors: "V0976"
    case .oneVectorFile: "V0977"
    case .notATableOfQueries, .queryWithoutValue, .planOfManyQueries: "V0973"
    case .tooManyHits: "V0974"
    case .notPlottable: "V0990"
    case .tooManyBars: "V0991"
    case .tooManyGroups: "V0992"
    case .tooManyDimensions: "V0993"
    case .unequalVectors: "V0994"
    case .vectorNotFinite: "V0995"
    case .notVectors: "V0996"
    case .failed: "V0998"
    case .unexpected: "V0999"
    }
  }

  var message: String {
    switch self {
    case .notATable(let parameter, let got): "`\(parameter)` must be a table, got \(got)"
    case .notStoredTable(let verb): "`\(verb)` needs a stored table, and this is a query"
    case .notAColumnName: "a column is named by `.name` or a string"
    case .notStorable(let type): "a \(type) cannot be given to the store"
    case .noScript: "`sql` takes one text, or `file:`"
    case .notAClustering(let parameter): "`\(parameter)` must be a clustering"
    case .clusteringOfOtherTable(let own, let piped):
      "the clustering belongs to table `\(own)`, not to `\(piped)`"
    case .clusteringNotSaved: "the clustering was not saved, so rows cannot be assigned to it"
    case .clusteringHasVersion: "a clustering has its version already"
    case .clusteringWithoutCentroids(let method):
      "`\(method)` stored no centroids that rows could be assigned to"
    case .notAPositive(let parameter): "`\(parameter)` must be a number above 0"
    case .noLabels(let column): "`\(column)` holds vectors, and labels are needed"
    case .privateStoreWouldEnd: "the private store holds tables that would end here"
    case .dryRunWithEmitSQL: "`dry_run` has no meaning with `emit_sql`, which stores nothing"
    case .conflictWithEmitSQL: "statements written by `emit_sql` can only skip rows whose key is there"
    case .onlyWithFollow(let option): "`\(option)` works only with `follow: true`"
    case .noModel(let name, _): "No model \(name) found..."
    case .endlessFollow: "a notebook cannot follow without an end"
    case .rowsWithoutVector(let count, _, _): "\(count) got no vector"
    case .notARowQuery: "a row is named by one field, its key"
    case .notAVectorElement(let type): "a vector's elements must be numbers, got \(type)"
    case .notATableOfQueries: "a table of queries has one vector column, or one text column beside its key"
    case .queryWithoutValue(let number, let column): "query \(grouped(number)) has no value in `\(column)`"
    case .planOfManyQueries: "`dry_run` shows the statement of one query"
    case .tooManyHits(let queries, let limit, let most):
      "\(grouped(queries)) queries with up to \(grouped(limit)) rows each are more than \(grouped(most)) rows"
    case .unreadableFile(let path, let reason): "cannot read `\(path)`: \(reason)"
    case .fileTooLarge(let path, let limit): "`\(path)` is larger than \(limit) bytes"
    case .notUTF8(let path): "`\(path)` is not UTF-8 text"
    case .notARowExpression: "this cannot be computed by the store"
    case .noOperator(let text): "`\(text)` cannot be computed by the store"
    case .notComparable(let type): "a \(type) cannot be compared with a column"
    case .notAMember: "`in` needs a list of plain values, a range or a text on its right"
    case .branchWithoutValue: "an `if` over rows needs one value in each branch"
    case .formatInRow: "a format cannot be computed by the store"
    case .descOutsideSort: "`desc` belongs directly into `sort`"
    case .namedArgumentInRow: "functions of the store take their arguments by place"
    case .columnFunctionArity: "`column` takes one name"
    case .columnFunctionArgument(let type): "`column` takes a name, got \(type)"
    case .recursiveRowFunction: "functions call one another too deep to be computed by the store"
    case .notOneExpression: "only a function of one expression can be computed by the store"
    case .missingArgumentInRow(let name): "`\(name)` is missing"
    case .noTranslation(let what, _): "\(what) cannot be computed by the store"
    case .afterGroup(let verb): "`\(verb)` cannot follow `group` directly"
    case .groupWithoutColumn: "`group` needs a column"
    case .sortWithoutColumn: "`sort` needs a column"
    case .tableTooLong: "the table has more rows than a list can hold"
    case .notARecord(let element, let type):
      "element \(element) of the list is \(withArticle(type)), not a record"
    case .fieldNotStorable(let field, let element, let type):
      "field `\(field)` of element \(element) is \(withArticle(type)), which no column holds"
    case .columnWithoutName: "a computed column needs a name"
    case .notAComputedColumn(let type): "a \(type) cannot be a column"
    case .joinWithoutColumns: "`join` needs `on:`, or `left:` and `right:`"
    case .emptySeparator: "the separator is empty"
    case .emptySearchText: "there is nothing to look for"
    case .overflow(let what): "\(what) does not fit an int"
    case .notWhole(let text): "`\(text)` is not a whole number"
    case .notANumber(let text): "`\(text)` is not a number"
    case .below(let function, let least): "`\(function)` needs a number of at least \(least)"
    case .notAbove(let function, let bound): "`\(function)` needs a number above \(bound)"
    case .notFinite: "the result is not a finite number"
    case .noLength(let type): "\(withArticle(type)) has no length"
    case .notABool: "the function must give true or false"
    case .notAddable(let type): "cannot add \(withArticle(type))"
    case .rangeTooLong: "the range has more elements than a list can hold"
    case .tooManyPieces: "the text has more pieces than a list can hold"
    case .textTooLong(let limit): "the text would have more than \(groupedDigits(Int64(limit))) bytes"
    case .onlyWithVectors(let option): "`\(option)` is for files of vectors: .npy, .f32, .bin, .raw"
    case .notWithVectors(let option): "`\(option)` has no meaning for a file of vectors"
    case .oneVectorFile(let path): "`\(path)` holds vectors, and is loaded alone"
    case .notQueryVectors(let type): "a query is a file, a vector or a list of vectors, got \(type)"
    case .notPlottable, .tooManyBars, .tooManyGroups, .tooManyDimensions, .unequalVectors, .vectorNotFinite,
      .notVectors:
      plotMessage
    case .failed(let message): message
    case .unexpected(let description): description
    }
  }

  /// What stands under the carets.
  var label: String {
    switch self {
    case .notARowExpression: "not part of a row expression"
    case .noTranslation(_, let suggestion): suggestion.map { "did you mean `\($0)`?" } ?? "no translation"
    default: ""
    }
  }

  var notes: [String] {
    switch self {
    case .notStoredTable: ["nothing was changed"]
    case .privateStoreWouldEnd: ["the private store is still open"]
    case .endlessFollow: ["nothing was changed"]
    case .rowsWithoutVector(_, let reasons, let stored): reasons + ["\(stored) stored"]
    default: []
    }
  }

  var help: String? {
    switch self {
    case .notATable: "`table \"name\"`, `load` and `sql` give one"
    case .notStoredTable(let verb): "pipe the table itself: `table \"name\" | \(verb) …`"
    case .notStorable: "give a number, a string, true, false, null or a vector"
    case .noScript: "write `sql \"select 1 as n\"`"
    case .notAClustering: "`kmeans` and `clustering` give one"
    case .clusteringWithoutCentroids:
      "each row's label is stored already; `means: true` stores the mean of each cluster, too"
    case .noLabels: "name the column that tells the cluster, such as `by: .cluster_id`"
    case .clusteringOfOtherTable(let own, _): "pipe `table \"\(own)\"` into `assign`"
    case .clusteringNotSaved: "leave out `save: false` in `kmeans`"
    case .clusteringHasVersion(let column):
      "leave out `version`, or name the column: `assign .\(column), version: …`"
    case .privateStoreWouldEnd:
      "save it with `keep \"file.db\"`, or let it go with `close`; then open the file"
    case .noModel(_, let help): help
    case .conflictWithEmitSQL: "leave out `conflict`"
    case .endlessFollow:
      "give the minutes to wait for new rows, such as `max_idle: 0.5`, or leave out `follow`"
    case .rowsWithoutVector: "mend their text and run the same line again, which does only what is left"
    case .notARowQuery: "write `{pid: \"…\"}`"
    case .notAVectorElement: "give text, a vector, or a list of numbers"
    case .notATableOfQueries: "choose the column: `(table \"q\" | select .v)`"
    case .queryWithoutValue: "leave such rows out: `where .v != null`"
    case .planOfManyQueries: "give one text, vector or key"
    case .tooManyHits: "use a smaller `limit`, or give the queries in parts"
    case .notComparable: "use a number, a string, true, false, null or a vector"
    case .tableTooLong: "keep it a table: `head`, `where` and `summarize` work on any number of rows"
    case .notARecord: "a table needs records: `[{n: 1}, {n: 2}]`"
    case .fieldNotStorable: "columns hold numbers, strings, true, false, null and vectors"
    case .afterGroup(let verb):
      "put `summarize` between them: `group .label | summarize n: count() | \(verb) …`"
    case .groupWithoutColumn: "write `group .label`; `summarize` alone takes all rows"
    case .columnWithoutName: "write `name: expression`"
    case .sortWithoutColumn: "write `sort .n`, or `sort desc(.n)`"
    case .joinWithoutColumns: "write `join other, on: .pid`"
    case .emptySeparator: "`words` parts at white space"
    default: rowHelp
    }
  }

  private var rowHelp: String? {
    switch self {
    case .notARowExpression:
      "use columns, operators, `if` and the functions that `functions` lists; compute other values before, with `let`"
    case .notAMember: "for the rows of another table use `join other, on: .key, kind: \"semi\"`"
    case .branchWithoutValue: "write `if .n > 1 { \"many\" } else { \"one\" }`"
    case .formatInRow: "leave out what follows the colon"
    case .descOutsideSort: "write `sort desc(.n)`"
    case .namedArgumentInRow: "leave out the name"
    case .columnFunctionArity, .columnFunctionArgument: "write `column(\"label\")`"
    case .recursiveRowFunction: "row expressions cannot recurse"
    case .notOneExpression: "write it as `fn(x) => …`, or use the functions that `functions` lists"
    case .noTranslation:
      "`functions` lists what works on columns; nothing is computed row by row outside the store"
    default: plotHelp
    }
  }
}
