import CSQLite

extension SQLiteStore {
  public func query(_ sql: String, _ parameters: [SQLValue], _ body: (any ResultRow) throws -> Bool) throws {
    try withStatement(sql, parameters) { connection, statement, handle in
      try stepRows(statement, handle, connection, body)
    }
  }

  @discardableResult public func execute(_ sql: String, _ parameters: [SQLValue]) throws -> Int {
    try withStatement(sql, parameters) { connection, statement, handle in
      try stepAll(statement, handle, connection)
    }
  }

  public func prepare(_ sql: String) throws -> any PreparedStatement {
    try locked { connection in
      SQLiteStatement(handle: try compile(sql, connection), text: sql, owner: self)
    }
  }

  public func columns(of sql: String, _ parameters: [SQLValue]) throws -> [ColumnDescription] {
    try shape(of: sql).columns
  }

  public func shape(of sql: String) throws -> StatementShape {
    // Compiled afresh: a cached statement may know the tables as they were.
    try locked { connection in
      let handle = try compile(sql, connection)
      defer { sqlite3_finalize(handle) }
      let columns = (0..<Int(sqlite3_column_count(handle))).map { index in
        let declared = sqlite3_column_decltype(handle, Int32(index)).map { String(cString: $0) }
        return ColumnDescription(
          name: SQLiteRow.name(handle, index), type: SQLiteTypes.columnType(declared ?? ""))
      }
      return StatementShape(columns: columns, isReadOnly: sqlite3_stmt_readonly(handle) != 0)
    }
  }

  /// A cached statement with its values bound, reset afterwards whatever happened.
  func withStatement<T>(
    _ sql: String, _ parameters: [SQLValue],
    _ body: (_ connection: OpaquePointer, _ statement: SQLiteStatement, _ handle: OpaquePointer) throws -> T
  ) throws -> T {
    try locked { connection in
      let statement = try checkout(sql, connection)
      guard let handle = statement.handle else { throw StoreError.closed(store: name) }
      statement.isInUse = true
      defer {
        SQLiteValue.clear(handle)
        statement.isInUse = false
      }
      try bind(parameters, to: handle)
      return try body(connection, statement, handle)
    }
  }

  private func bind(_ parameters: [SQLValue], to handle: OpaquePointer) throws {
    let expected = Int(sqlite3_bind_parameter_count(handle))
    guard expected == parameters.count else {
      throw StoreError.parameterCount(expected: expected, given: parameters.count)
    }
    for (at, value) in parameters.enumerated() {
      let result = try SQLiteValue.bind(value, to: handle, at: at + 1)
      if result == SQLITE_TOOBIG { throw StoreError.tooBig(what: "the value of parameter \(at + 1)") }
      if result == SQLITE_NOMEM { throw StoreError.outOfMemory(store: name) }
    }
  }

  /// From the cache, or compiled and put there. A statement that is running already (a query inside its own row callback) is
  /// compiled a second time.
  private func checkout(_ sql: String, _ connection: OpaquePointer) throws -> SQLiteStatement {
    cacheClock += 1
    if let cached = cache[sql], !cached.isInUse, cached.handle != nil {
      cached.lastUse = cacheClock
      return cached
    }
    let statement = SQLiteStatement(handle: try compile(sql, connection), text: sql, owner: nil)
    statement.lastUse = cacheClock
    if cache[sql] == nil && sql.utf8.count < 65_536 {
      if cache.count >= SQLiteStore.cacheLimit { dropOldest() }
      cache[sql] = statement
    }
    return statement
  }

  private func dropOldest() {
    let oldest = cache.filter { !$0.value.isInUse }.min { $0.value.lastUse < $1.value.lastUse }
    if let oldest { cache[oldest.key] = nil }
  }

  /// Compiles exactly one statement.
  func compile(_ sql: String, _ connection: OpaquePointer) throws -> OpaquePointer {
    if sql.utf8.contains(0) { throw StoreError.nulInText(place: "the SQL text") }
    var handle: OpaquePointer?
    var rest = ""
    let result = sql.withCString { start in
      var tail: UnsafePointer<CChar>?
      let result = sqlite3_prepare_v3(connection, start, -1, 0, &handle, &tail)
      if let tail, tail.pointee != 0 { rest = String(cString: tail) }
      return result
    }
    guard result == SQLITE_OK else { throw failure(connection, statement: sql, code: nil) }
    guard let handle else { throw StoreError.emptyStatement }
    if !rest.isEmpty, SQLScanner.hasStatement(rest) {
      sqlite3_finalize(handle)
      throw StoreError.severalStatements
    }
    return handle
  }

  func stepRows(
    _ statement: SQLiteStatement, _ handle: OpaquePointer, _ connection: OpaquePointer,
    _ body: (any ResultRow) throws -> Bool
  ) throws {
    let before = sqlite3_total_changes64(connection)
    defer { noteChanges(handle, connection, since: before) }
    // Made after the first step, which compiles the statement again when a table has changed.
    var current: SQLiteRow?
    while true {
      switch sqlite3_step(handle) {
      case SQLITE_ROW:
        let row = current ?? SQLiteRow(handle)
        current = row
        if try !body(row) { return }
      case SQLITE_DONE: return
      default: throw failure(connection, statement: statement.text)
      }
    }
  }

  /// Steps to the end without looking at rows; how many rows were changed.
  func stepAll(_ statement: SQLiteStatement, _ handle: OpaquePointer, _ connection: OpaquePointer) throws
    -> Int
  {
    let before = sqlite3_total_changes64(connection)
    var result = sqlite3_step(handle)
    while result == SQLITE_ROW { result = sqlite3_step(handle) }
    guard result == SQLITE_DONE else { throw failure(connection, statement: statement.text) }
    noteChanges(handle, connection, since: before)
    return sqlite3_total_changes64(connection) == before ? 0 : Int(sqlite3_changes64(connection))
  }

  private func noteChanges(_ handle: OpaquePointer, _ connection: OpaquePointer, since before: Int64) {
    if !changed, sqlite3_total_changes64(connection) != before || sqlite3_stmt_readonly(handle) == 0 {
      changed = true
    }
  }
}
