import CSQLite

extension SQLiteStore {
  public func tables(includeInternal: Bool) throws -> [TableDescription] {
    try tableNames(includeInternal: includeInternal).compactMap { try describe($0) }
  }

  /// Tables and views of the main and the temporary schema in byte order; not the parts that virtual tables keep.
  func tableNames(includeInternal: Bool) throws -> [String] {
    var names: [String] = []
    try query(SQLiteText.tableNames, []) { row in
      let name = row.text(0)
      if includeInternal || !name.hasPrefix("vnb_") { names.append(name) }
      return true
    }
    return names
  }

  public func describe(_ table: String) throws -> TableDescription? {
    if table.isEmpty || table.utf8.contains(0) { return nil }
    var isView: Bool?
    try query(SQLiteText.isView, [.text(table)]) { row in
      isView = row.int(0) == 1
      return false
    }
    guard let isView else { return nil }
    var columns: [ColumnDescription] = []
    var key: [(place: Int64, name: String)] = []
    try query(SQLiteText.columns, [.text(table)]) { row in
      let name = row.text(0)
      let place = row.int(3)
      columns.append(
        ColumnDescription(
          name: name, type: SQLiteTypes.columnType(row.text(1)), isNullable: row.int(2) == 0 && place == 0))
      if place > 0 { key.append((place, name)) }
      return true
    }
    key.sort { $0.place < $1.place }
    return TableDescription(name: table, columns: columns, key: key.map(\.name), isView: isView)
  }

  /// Its change log is kept when the log's table and triggers are there, word for word: renaming a column rewrites them.
  public func hasIndex(_ name: String, on table: String, _ column: String) throws -> Bool {
    guard let key = try describe(table)?.key.first else { return false }
    let log = SQLiteChangeLog(table: table, column: column, key: key)
    var found: Set<String> = []
    try query(SQLiteText.triggers, [.text(log.table), .text(log.name)]) { row in
      found.insert(row.text(0))
      return true
    }
    return found.isSuperset(of: log.definitions)
  }
}
