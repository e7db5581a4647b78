import Stores

/// All that an index in a file sends to its store, for `table` and `column`; `key` is the table's. In the order of its making,
/// then of a search.
public func fileIndexStatements(table: String, column: String, key: ColumnDescription) throws -> [String] {
  let tables = FileIndexTables(table: table, column: column, key: key)
  let dialect = SQLiteDialect()
  let known = [FileIndexTables.files, tables.keys].map {
    TableDescription(name: $0.name, columns: $0.columns, key: $0.key, isView: false)
  }
  let store = ListedStore(dialect, tables: known)
  for sql in tables.log.begin + tables.records + tables.fill(dialect) + [tables.log.count] { store.note(sql) }
  _ = try FileIndexTables.source(of: "", in: store)
  _ = try tables.read([0, 1], in: store)
  for definition in [IndexTable.definition, FileIndexTables.files] {
    store.note(dialect.delete(from: definition.name, matching: definition.key))
  }
  return store.statements
}
