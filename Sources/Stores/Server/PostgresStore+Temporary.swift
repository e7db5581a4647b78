extension PostgresStore {
  public func temporaryTable(_ columns: [ColumnDescription], rows: [[SQLValue]]) throws -> String {
    lock.lock()
    defer { lock.unlock() }
    let before = changed
    defer { changed = before }
    temporaryCount += 1
    let name = "\(SQLiteStore.temporaryPrefix)\(temporaryCount)"
    let parts = columns.map { "\(dialect.quote($0.name)) \(dialect.definitionType($0.type))" }
    try transaction {
      try control("CREATE TEMP TABLE \(name) (\(parts.joined(separator: ", ")))")
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
