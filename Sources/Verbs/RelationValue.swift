import Language
import Stores

/// A relation in the language: a query, and nothing is read before rows are asked for. Tables may gain columns meanwhile, so its
/// columns are looked up anew at each use.
final class RelationValue: TableValue {
  private let built: Relation
  /// Expressions of a `group` that waits for its `summarize`; empty else.
  let groups: [NamedExpression]

  init(_ relation: Relation, groups: [NamedExpression] = []) {
    self.built = relation
    self.groups = groups
  }

  /// The relation on the tables as they are now.
  func relation() throws -> Relation { try built.refreshed() }

  func columns() throws -> [TableColumn] {
    try stoppable { try shownRelation().columns }.map { TableColumn(name: $0.name, type: $0.type.typeName) }
  }

  func rowCount() throws -> Int { try stoppable { try shownRelation().count() } }

  func forEachRow(limit: Int?, _ body: ([Value]) throws -> Bool) throws {
    try stoppable { try shownRelation().forEachRow(limit: limit) { row in try body(row.map(\.value)) } }
  }

  /// Grouped rows that nothing summarizes show as their groups.
  private func shownRelation() throws -> Relation {
    groups.isEmpty ? try relation() : try relation().group(groups).summarize([])
  }
}

extension Session {
  /// The rows of a table by name.
  func tableValue(named name: String) throws -> any TableValue {
    RelationValue(try Relation.table(store, name))
  }

  /// A small table held by the call: `models`, search hits.
  func scratchTable(columns: [String], rows: [[SQLValue]]) throws -> any TableValue {
    RelationValue(try Relation.literal(store, columns: columns, rows: rows))
  }

  /// A table from records: columns in order of first appearance, or those named; absent fields are null.
  func scratchTable(_ records: [Record], columns: [String]? = nil) throws -> any TableValue {
    var names = columns ?? []
    if columns == nil {
      var seen = Set<String>()
      for record in records { names += record.names.filter { seen.insert($0).inserted } }
    }
    let rows = records.map { record in names.map { SQLValue(record[$0] ?? .null) ?? .null } }
    return try scratchTable(columns: names, rows: rows)
  }
}
