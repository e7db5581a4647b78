import Stores

/// What the store keeps of an index in a file: the key of each row of the graph, the keys of rows changed since, and which
/// file is the right one.
struct FileIndexTables {
  let log: SQLiteChangeLog
  let keys: TableDefinition

  init(table: String, column: String, key: ColumnDescription) {
    log = SQLiteChangeLog(table: table, column: column, key: key.name)
    keys = TableDefinition(
      name: DerivedName.join("vnb_keys", table, column),
      columns: [
        ColumnDescription(name: "place", type: .int, isNullable: false),
        ColumnDescription(name: "row_key", type: key.type, isNullable: false),
      ], key: ["place"])
  }

  /// One row for each index: the digest of the keys and vectors that it was made from, which the file holds as well.
  static let files = TableDefinition(
    name: "vnb_index_files",
    columns: [
      ColumnDescription(name: "index_name", type: .text, isNullable: false),
      ColumnDescription(name: "source", type: .text, isNullable: false),
    ], key: ["index_name"])

  /// What the right file of an index says it was made from; nil when there is none.
  static func source(of name: String, in store: any Store) throws -> String? {
    guard try store.describe(files.name) != nil else { return nil }
    let node = Relation.Node.filter(.table(files.name), "index_name".column.equals(.text(name)))
    var source: String?
    try store.read(Relation(node: node, store: store, columns: files.columns, key: [])) { row in
      source = row.text(1)
      return false
    }
    return source
  }

  static func insert(_ dialect: any Dialect) -> String {
    dialect.insert(into: files.name, columns: files.columns.map(\.name), key: files.key, conflict: .replace)
  }

  /// Makes the tables that are missing, the one of keys anew.
  var records: [String] {
    let dialect = SQLiteDialect()
    return dropKeys + [IndexTable.definition, Self.files, keys].map { dialect.createTable($0) }
  }

  var dropKeys: [String] { ["DROP TABLE IF EXISTS \(SQLiteDialect().quoteTable(keys.name))"] }

  func fill(_ dialect: any Dialect) -> [String] {
    [dialect.insert(into: keys.name, columns: keys.columns.map(\.name), key: keys.key, conflict: .error)]
      + [IndexTable.insert(dialect), Self.insert(dialect)]
  }

  /// Writes the keys, in the order of the graph's rows.
  func write(_ values: [SQLValue], in store: any Store) throws {
    let plan = WritePlan(table: keys.name, columns: keys.columns, key: keys.key, action: .insert(.error))
    let writer = try store.writer(plan)
    defer { writer.finish() }
    for (place, value) in values.enumerated() {
      try writer.bindInt(1, Int64(place))
      try writer.bind(2, value)
      try writer.endRow()
    }
    try writer.flush()
  }

  /// The keys of some rows of the graph, by row.
  func read(_ rows: [Int], in store: any Store) throws -> [Int: SQLValue] {
    var found: [Int: SQLValue] = [:]
    let chosen = RowExpression.isIn("place".column, rows.map { .value(.int(Int64($0))) })
    let relation = Relation(
      node: .filter(.table(keys.name), chosen), store: store, columns: keys.columns, key: keys.key)
    try store.read(relation) { row in
      found[Int(row.int(0))] = row.value(1)
      return true
    }
    return found
  }
}
