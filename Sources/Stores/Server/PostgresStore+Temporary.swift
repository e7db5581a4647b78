extension PostgresStore {
  public func temporaryTable(_ columns: [ColumnDescription], rows: [[SQLValue]]) throws -> String {
    lock.lock()
    defer { lock.unlock() }
    let before = changed
    defer { changed = before }
    temporaryCount += 1
    let name = "\(SQLiteStore.temporaryPrefix)\(temporaryCount)"
    try transaction {
      try control(dialect.createTemporary(name, columns))
      let writer = try writer(
        WritePlan(table: name, columns: columns, key: [], action: .insert(.error)))
      defer { writer.finish() }
      for row in rows {
        for (index, value) in row.prefix(columns.count).enumerated() { try writer.bind(index + 1, value) }
        try writer.endRow()
      }
      try writer.flush()
    }
    temporaryTables.insert(name)
    return name
  }
}
