extension PostgresStore {
  public func query(_ sql: String, _ parameters: [SQLValue], _ body: (any ResultRow) throws -> Bool) throws {
    try query(sql, body) { try $0.parameters(parameters) }
  }

  func query(
    _ sql: String, _ body: (any ResultRow) throws -> Bool,
    parameters: (ServerConnection) throws -> [ServerParameter]
  ) throws {
    var delivered = false
    _ = try perform(StatementKind(sql), isFresh: { !delivered }) { connection in
      try connection.run(sql, parameters(connection)) { row in
        delivered = true
        return try body(row)
      }
    }
  }

  @discardableResult public func execute(_ sql: String, _ parameters: [SQLValue]) throws -> Int {
    try execute(sql) { try $0.parameters(parameters.map(\.stored)) }
  }

  func execute(_ sql: String, parameters: (ServerConnection) throws -> [ServerParameter]) throws -> Int {
    let kind = StatementKind(sql)
    try check(kind)
    if let apart, kind.changesSchema { return try apart.run(sql) }
    try checkTransaction(kind)
    let result = try perform(kind) { try $0.run(sql, parameters($0)) }
    note(kind, sql, result)
    return kind.countsRows ? result.affected : 0
  }

  /// A server only warns.
  private func checkTransaction(_ kind: StatementKind) throws {
    switch kind.firstWord {
    case "BEGIN", "START": if isInTransaction { throw StoreError.transactionOpen }
    case "COMMIT", "END", "ROLLBACK", "ABORT": if !isInTransaction { throw StoreError.noTransaction }
    default: break
    }
  }

  public func prepare(_ sql: String) throws -> any PreparedStatement {
    // What is wrong with the text is told here, as by every engine.
    let described = try perform(.describing(sql)) { try $0.describe(sql) }
    return ServerStatement(sql, count: described.parameterTypes.count, in: self)
  }

  public func columns(of sql: String, _ parameters: [SQLValue]) throws -> [ColumnDescription] {
    try shape(of: sql, parameters).columns
  }

  public func shape(of sql: String, _ parameters: [SQLValue]) throws -> StatementShape {
    try shape(of: sql) { try $0.parameters(parameters).map(\.oid) }
  }

  public func shape(of sql: String) throws -> StatementShape { try shape(of: sql) { _ in [] } }

  private func shape(of sql: String, types: (ServerConnection) throws -> [UInt32]) throws -> StatementShape {
    let kind = StatementKind(sql)
    let described = try perform(.describing(sql)) { try $0.describe(sql, types: types($0)) }
    let columns = described.columns.map {
      // Its name tells that it has no order.
      ColumnDescription(
        name: $0.name, type: $0.columnType, declaredType: $0.type == .json ? "json" : nil)
    }
    return StatementShape(columns: columns, isReadOnly: kind.onlyReads)
  }

  public func split(_ script: String) throws -> [Range<Int>] {
    try SQLScanner.statements(script, lexis: .postgres)
  }

  /// What a statement that has run means for the connections to come.
  private func note(_ kind: StatementKind, _ sql: String, _ result: CommandResult) {
    if !kind.onlyReads { changed = true }
    // A kept statement that reads a changed table would fail, and end a transaction.
    if kind.changesSchema { connection?.statements.dropAll() }
    guard connection?.isInTransaction != true else { return }
    if kind.setsSession, settings.count < 100 { settings.append(sql) }
    if result.tag == "RESET", sql.lowercased().contains("all") { settings = [] }
  }
}

extension PostgresStore {
  /// Runs one statement: with a new connection when the old one is lost; again, outside of transactions, after a failure that
  /// stored nothing when no row of it was seen; and within a transaction of the user's own so that a failure undoes this
  /// statement alone.
  func perform<T>(
    _ kind: StatementKind, isFresh: () -> Bool = { true }, _ body: (ServerConnection) throws -> T
  ) throws -> T {
    lock.lock()
    defer { lock.unlock() }
    var pause = RetryPause(patience: .seconds(20))
    var tries = 0
    while true {
      tries += 1
      let connection = try readyConnection(for: kind)
      let wasInside = connection.isInTransaction
      do {
        return try guarded(connection, kind, body)
      } catch let failure as ServerFailure {
        let isHarmless = wasInside || kind.onlyReads
        try settle(failure, kind, wasInside: wasInside)
        switch failure.faultClass(isHarmless ? .nothingFinal : .mayBeFinal) {
        case .retry where !wasInside && isFresh(), .reconnect where !wasInside && isFresh():
          guard tries < FaultClass.attempts(failure.sqlState), let wait = pause.next() else {
            throw storeError(failure, kind, wasInside: wasInside)
          }
          try interruption.sleep(wait)
        default: throw storeError(failure, kind, wasInside: wasInside)
        }
      }
    }
  }

  /// The connection, made again when it is gone: never in the middle of a transaction of ours.
  private func readyConnection(for kind: StatementKind) throws -> ServerConnection {
    guard let current = connection else { throw StoreError.closed(store: name) }
    if hasLostTransaction {
      if depth > 0 { throw StoreError.connectionLost(server: name, wasInTransaction: true) }
      hasLostTransaction = false
    }
    let wasInside = current.isInTransaction
    if !current.isGone {
      if facts.lacksVectors, kind.mentionsVectors { try seekVectors(current) }
      return current
    }
    forgetConnection()
    if wasInside {
      hasLostTransaction = depth > 0
      passingFault = current.lostFailure()
      throw StoreError.connectionLost(server: name, wasInTransaction: true)
    }
    let made = try newConnection()
    connection = made
    return made
  }

  /// What lived in the old connection only.
  func forgetConnection() {
    lostTables.formUnion(temporaryTables)
    temporaryTables = []
  }

  private func guarded<T>(
    _ connection: ServerConnection, _ kind: StatementKind, _ body: (ServerConnection) throws -> T
  ) throws -> T {
    let isUsers =
      depth == 0 && connection.isInTransaction && connection.transactionStatus != .failed
      && !kind.controlsTransactions
    guard isUsers else { return try body(connection) }
    try connection.script(SessionText.savepoint(SessionText.statement))
    do {
      let result = try body(connection)
      if connection.transactionStatus == .open {
        try connection.script(SessionText.release(SessionText.statement))
      }
      return result
    } catch {
      if !connection.isLost, connection.isInTransaction {
        _ = try? connection.script(SessionText.undo(SessionText.statement))
      }
      throw error
    }
  }

  /// Remembers what a failure means for the transaction it came in.
  private func settle(_ failure: ServerFailure, _ kind: StatementKind, wasInside: Bool) throws {
    switch failure.faultClass(.nothingFinal) {
    case .retry, .reconnect: passingFault = failure
    default: if failure.isAboutTakenName { passingFault = failure }
    }
    if wasInside, failure.sqlState != "25P02" { transactionFault = failure }
    guard failure.connectionLost else { return }
    if wasInside { hasLostTransaction = depth > 0 }
    forgetConnection()
  }
}

extension ServerFacts {
  /// The server has no vector type, and an extension could bring it.
  var lacksVectors: Bool { !isCockroach && pgvectorVersion.isEmpty }
}
