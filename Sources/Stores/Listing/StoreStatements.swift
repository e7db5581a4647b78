/// What a store sends by itself, apart from what jobs and verbs ask of it: by what sends it.
public enum StoreStatements {
  /// Sections in order: what sends the statements, and their texts.
  public static func of(_ dialect: any Dialect) -> [(what: String, statements: [String])] {
    if let server = dialect as? any ServerDialect { return self.server(server) }
    return sqlite
  }

  private static func server(_ dialect: any ServerDialect) -> [(what: String, statements: [String])] {
    let isCockroach = dialect.facts.isCockroach
    let vectors =
      isCockroach
      ? [] : [SessionText.findVectorType, SessionText.vectorVersion, SessionText.makeVectors]
    let allowance = isCockroach ? [SessionText.allowTemporary] : []
    let snapshot =
      isCockroach
      ? [SessionText.moment, SessionText.begin(asOf: "1700000000000000000.0000000000"), SessionText.begin]
      : [SessionText.beginSnapshot]
    let names =
      [SessionText.statement, SessionText.rows, SessionText.types, SessionText.nested(2)]
      + (isCockroach ? [] : [SessionText.vector])
    let marks = "\(dialect.quote("public")).\(dialect.quote(MarkTable.name))"
    return [
      (
        "session: set-up", pieces(SessionText.setUp) + vectors + allowance + [SessionText.deallocate("vnb_1")]
      ),
      ("session: catalogue", [CatalogText.all, CatalogText.one, CatalogText.index]),
      ("session: transactions", [SessionText.begin, SessionText.commit, SessionText.rollback]),
      ("session: snapshots", snapshot),
      (
        "session: savepoints",
        names.flatMap { [SessionText.savepoint($0), SessionText.release($0)] + pieces(SessionText.undo($0)) }
      ),
      (
        "session: marks of batches",
        [dialect.createMarks, MarkTable.write(marks), MarkTable.remove(marks), dialect.removeOldMarks(marks)]
      ),
      ("lists of many records", temporaryTables(dialect)),
      ("worker: chunks of shared jobs", ChunkStatements(dialect).all),
      ("doctor", DoctorStatements(isCockroach: isCockroach).all),
    ]
  }

  private static var sqlite: [(what: String, statements: [String])] {
    let names = [SQLiteText.rows, SQLiteText.nested(2)]
    return [
      (
        "session: set-up",
        [SQLiteText.journal, SQLiteText.countSchema]
          + SQLiteText.settings(pageSize: SQLiteStore.newPageSize).map(SQLiteText.pragma)
      ),
      ("session: catalogue", SQLiteText.catalog + [SQLiteText.tableOfIndex, SQLiteText.definitions]),
      (
        "session: transactions",
        [SQLiteText.begin, SQLiteText.beginWriting, SQLiteText.commit, SQLiteText.rollback]
      ),
      (
        "session: savepoints",
        names.flatMap { [SQLiteText.savepoint($0), SQLiteText.release($0), SQLiteText.undo($0)] }
      ),
      ("lists of many records", temporaryTables(SQLiteDialect())),
      ("worker: chunks of shared jobs", ChunkStatements(SQLiteDialect()).all),
      ("doctor", [SQLiteText.pageSize, SQLiteText.check, SQLiteText.trial("vnb_rows_1")]),
    ]
  }

  /// Columns of every type, and the rows that go in.
  private static func temporaryTables(_ dialect: any Dialect) -> [String] {
    let store = ListedStore(dialect, tables: [])
    let types: [(String, ColumnType)] = [
      ("a", .int), ("b", .float), ("c", .text), ("d", .bool), ("e", .vector(dimension: nil)),
    ]
    _ = try? store.temporaryTable(types.map { ColumnDescription(name: $0, type: $1) }, rows: [])
    return store.statements
  }

  /// The statements of a script of ours.
  private static func pieces(_ script: String) -> [String] {
    script.split(separator: ";").map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
  }
}
