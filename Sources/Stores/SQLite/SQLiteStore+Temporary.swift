extension SQLiteStore {
  /// What the names of temporary tables begin with.
  static let temporaryPrefix = "vnb_rows_"

  public func temporaryTable(_ columns: [ColumnDescription], rows: [[SQLValue]]) throws -> String {
    try locked { _ in
      let before = changed
      defer { changed = before }
      temporaryTables += 1
      let name = "\(Self.temporaryPrefix)\(temporaryTables)"
      let parts = columns.map { "\(dialect.quote($0.name)) \(dialect.typeName($0.type))" }
      // A savepoint, unlike BEGIN IMMEDIATE, asks for no lock on the main file.
      try execute("SAVEPOINT vnb_rows", [])
      do {
        try execute("CREATE TEMP TABLE \(name) (\(parts.joined(separator: ", ")))", [])
        let insert = try prepare(dialect.insert(into: name, columns: columns.map(\.name)))
        defer { insert.finish() }
        for row in rows {
          for (at, value) in row.prefix(columns.count).enumerated() { try insert.bind(at + 1, value) }
          try insert.run()
        }
        try execute("RELEASE vnb_rows", [])
      } catch {
        if isInTransaction {
          _ = try? execute("ROLLBACK TO vnb_rows", [])
          _ = try? execute("RELEASE vnb_rows", [])
        }
        throw error
      }
      return name
    }
  }
}
