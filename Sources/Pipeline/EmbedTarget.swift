import Basics
import Embedding
import Stores

/// The column that `embed` writes: there already and fit for the model, or to be made.
struct EmbedTarget {
  let makesColumn: Bool
  /// Set when vectors of unknown origin are already there.
  let warning: String?
  private let table: String
  let column: ColumnDescription
  /// Nil when it is recorded already.
  private let lineage: ColumnLineage?

  /// - Throws: when the column holds something else, has another dimension or was made by another model.
  init(_ request: EmbedRequest, in table: KeyedTable) throws {
    let model = request.model
    self.table = table.name
    column = ColumnDescription(name: request.output, type: .vector(dimension: model.dimension))
    let made = ColumnLineage(table: table.name, column: request.output, model: model)
    guard let existing = table.description.column(request.output) else {
      try Relation.checkNewName(request.output)
      makesColumn = true
      lineage = made
      warning = nil
      return
    }
    makesColumn = false
    try Self.checkType(existing, table.name, model)
    guard let known = try Pipeline.lineage(of: request.output, in: table.name, store: table.store) else {
      lineage = made
      let filled = try table.count(where: request.output.column.isNotNull)
      warning =
        filled == 0
        ? nil
        : "\(counted(filled, "vector")) of unknown origin in `\(request.output)`; from now on the column counts as made by \(model.name)"
      return
    }
    try Self.checkModel(known, model)
    lineage = nil
    warning = nil
  }

  private static func checkType(_ column: ColumnDescription, _ table: String, _ model: any EmbeddingModel)
    throws
  {
    guard case .vector(let dimension) = column.type else {
      throw PipelineError.notVector(column: column.name, table: table, type: column.typeWords)
    }
    guard let dimension, dimension != model.dimension else { return }
    throw PipelineError.otherDimension(
      column: column.name, table: table, has: dimension, model: model.name, gives: model.dimension)
  }

  private static func checkModel(_ known: ColumnLineage, _ model: any EmbeddingModel) throws {
    guard known.digest != model.digest || known.dimension != model.dimension else { return }
    throw PipelineError.otherModel(
      column: known.column, table: known.table, has: known.model, asked: model.name,
      sameName: known.model == model.name)
  }

  /// What makes the column and its record, in order.
  func statements(_ dialect: any Dialect) -> [(sql: String, parameters: [SQLValue])] {
    var statements: [(String, [SQLValue])] = []
    if makesColumn { statements.append((dialect.addColumn(column, to: table), [])) }
    if let lineage {
      statements.append((dialect.createTable(LineageTable.definition), []))
      statements.append((LineageTable.insert(dialect), LineageTable.values(lineage)))
    }
    return statements
  }

  /// Makes the column and its record together. The model is loaded before: one whose files turn out damaged may not
  /// leave its name on a column, which the mended files, with another digest, could then not fill.
  func prepare(_ store: any Store, for model: any EmbeddingModel) throws {
    let statements = statements(store.dialect)
    if statements.isEmpty { return }
    _ = try model.encode([], workers: 1, isCancelled: nil)
    try store.repeatable {
      // Another program may have made the column since we looked.
      let isThere = try makesColumn && checkAgain(store, model)
      for statement in isThere ? statements.dropFirst() : statements[...] {
        try store.execute(statement.sql, statement.parameters)
      }
    }
  }

  /// True when the column is there now, and fit for the model.
  private func checkAgain(_ store: any Store, _ model: any EmbeddingModel) throws -> Bool {
    guard let existing = try store.describe(table)?.column(column.name) else { return false }
    try Self.checkType(existing, table, model)
    if let known = try Pipeline.lineage(of: column.name, in: table, store: store) {
      try Self.checkModel(known, model)
    }
    return true
  }
}
