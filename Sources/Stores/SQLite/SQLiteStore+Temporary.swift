extension SQLiteStore {
  /// What the names of temporary tables begin with.
  static let temporaryPrefix = "vnb_rows_"

  public func temporaryTable(_ columns: [ColumnDescription], rows: [[SQLValue]]) throws -> String {
    try locked { _ in
      let before = changed
      defer { changed = before }
      temporaryTables += 1
      let name = "\(Self.temporaryPrefix)\(temporaryTables)"
      // A savepoint, unlike BEGIN IMMEDIATE, asks for no lock on the main file.
      try execute(SQLiteText.savepoint(SQLiteText.rows), [])
      do {
        try execute(dialect.createTemporary(name, columns), [])
        let insert = try prepare(dialect.insert(into: name, columns: columns.map(\.name)))
        defer { insert.finish() }
        for row in rows {
          for (at, value) in row.prefix(columns.count).enumerated() { try insert.bind(at + 1, value) }
          try insert.run()
        }
        try execute(SQLiteText.release(SQLiteText.rows), [])
      } catch {
        if isInTransaction {
          _ = try? execute(SQLiteText.undo(SQLiteText.rows), [])
          _ = try? execute(SQLiteText.release(SQLiteText.rows), [])
        }
        throw error
      }
      return name
    }
  }
}
