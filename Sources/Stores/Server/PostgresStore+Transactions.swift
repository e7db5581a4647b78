extension PostgresStore {
  public func transaction<T>(_ body: () throws -> T) throws -> T {
    try nested { isInTransaction ? try joining(body) : try owning(body) }
  }

  /// Counts the depth of our own transactions.
  func nested<T>(_ body: () throws -> T) throws -> T {
    lock.lock()
    defer { lock.unlock() }
    if connection == nil { throw StoreError.closed(store: name) }
    depth += 1
    defer {
      depth -= 1
      if depth == 0 { hasLostTransaction = false }
    }
    return try body()
  }

  private func owning<T>(_ body: () throws -> T) throws -> T {
    try begin()
    do {
      let result = try body()
      if let failure = try commit() { throw ambiguous(failure) }
      return result
    } catch {
      rollBack()
      throw error
    }
  }

  /// Within an open transaction, the user's too: a failure undoes this part, the outer one decides about the rest.
  func joining<T>(_ body: () throws -> T) throws -> T {
    let savepoint = SessionText.nested(depth)
    try control(SessionText.savepoint(savepoint))
    do {
      let result = try body()
      // The body may have ended the transaction itself.
      if isInTransaction { try control(SessionText.release(savepoint)) }
      return result
    } catch {
      if let connection, !connection.isLost, connection.isInTransaction {
        _ = try? connection.script(SessionText.undo(savepoint))
      }
      throw error
    }
  }

  func begin(_ sql: String = SessionText.begin) throws {
    (transactionFault, passingFault, hasLostTransaction) = (nil, nil, false)
    _ = try perform(.begin) { try $0.script(sql) }
  }

  /// A statement about the open transaction.
  func control(_ sql: String) throws {
    _ = try perform(.transactionControl) { try $0.script(sql) }
  }

  /// Nil when all is stored; the failure when nobody can tell. Throws when nothing is.
  func commit() throws -> ServerFailure? {
    if hasLostTransaction { throw StoreError.connectionLost(server: name, wasInTransaction: true) }
    guard let connection, connection.isInTransaction else { return nil }
    do {
      let result = try connection.script(SessionText.commit)
      // A transaction that had failed is undone by COMMIT, too.
      if result.tag != "ROLLBACK" { return nil }
      throw StoreError.transactionFailed(cause: transactionFault?.message ?? "a statement in it failed")
    } catch let failure as ServerFailure {
      if failure.connectionLost { forgetConnection() }
      switch failure.faultClass(.mayBeFinal) {
      case .ambiguous: return failure
      case .retry, .reconnect: passingFault = failure
      default: break
      }
      throw storeError(failure, .transactionControl, wasInside: true)
    }
  }

  func rollBack() {
    guard let connection, !connection.isLost, connection.isInTransaction else { return }
    _ = try? connection.script(SessionText.rollback)
  }

  /// A server only warns of a BEGIN inside a transaction and of an end outside.
  func check(_ kind: StatementKind) throws {
    guard kind.controlsTransactions else { return }
    switch kind.firstWord {
    case "BEGIN", "START": if isInTransaction { throw StoreError.transactionOpen }
    case "COMMIT", "END", "ROLLBACK", "ABORT": if !isInTransaction { throw StoreError.noTransaction }
    default: break
    }
  }

  func ambiguous(_ failure: ServerFailure) -> StoreError {
    .ambiguous(server: name, detail: failure.message)
  }
}

extension PostgresStore {
  public func snapshot<T>(besideWrites: Bool, _ body: (any Store) throws -> T) throws -> T {
    lock.lock()
    defer { lock.unlock() }
    if isInTransaction { return try body(self) }
    guard besideWrites else { return try reading { try body(self) } }
    let reader = try self.reader ?? makeReader()
    self.reader = reader
    beside.withLock { $0 = reader }
    defer { beside.withLock { $0 = nil } }
    return try reader.reading { try body(reader) }
  }

  /// Runs `body` in one unchanging state of the data; again when the connection is lost or the server asks for it.
  private func reading<T>(_ body: () throws -> T) throws -> T {
    try nested {
      var pause = RetryPause(patience: .seconds(60))
      var tries = 0
      while true {
        tries += 1
        try begin(snapshotStart())
        do {
          let result = try body()
          rollBack()
          return result
        } catch {
          rollBack()
          // Only a failure of this store's own is a reason to read again.
          guard let fault = passingFault, error as? StoreError != .interrupted else { throw error }
          guard tries < FaultClass.attempts(fault.sqlState), let wait = pause.next() else { throw error }
          try interruption.sleep(wait)
        }
      }
    }
  }

  private func snapshotStart() throws -> String {
    guard facts.isCockroach else { return SessionText.beginSnapshot }
    var time = ""
    try query(SessionText.moment, []) { row in
      time = row.text(0)
      return false
    }
    // It goes into the text, as no parameter may stand there.
    guard !time.isEmpty, time.utf8.allSatisfy({ (48...57).contains($0) || $0 == UInt8(ascii: ".") }) else {
      return SessionText.begin
    }
    return SessionText.begin(asOf: time)
  }

  private func makeReader() throws -> PostgresStore {
    let interrupt = ServerInterrupt()
    // The wait for a place on a full server hears Ctrl-C by our own connection's interrupt, the connection by its own.
    return PostgresStore(
      try newConnection(patience: .seconds(5), interrupt), address: address, facts: facts,
      interrupt: interrupt, onWarning: onWarning
    )
  }
}

extension StatementKind {
  /// Nothing is lost when a BEGIN is.
  static let begin = StatementKind(control: "BEGIN", onlyReads: true)
  static let transactionControl = StatementKind(control: "SAVEPOINT", onlyReads: false)
}
