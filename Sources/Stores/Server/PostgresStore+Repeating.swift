extension PostgresStore {
  public func repeatable<T>(_ body: () throws -> T) throws -> T {
    try nested {
      if isInTransaction { return try joining(body) }
      marks.prepare(self)
      marks.nextBatch()
      apart = facts.isCockroach ? ChangesApart() : nil
      defer { apart = nil }
      return try repeating(body)
    }
  }

  /// Seconds of waiting in all before a transaction is given up.
  static let patience = Duration.seconds(60)

  private func repeating<T>(_ body: () throws -> T) throws -> T {
    var pause = RetryPause(patience: PostgresStore.patience)
    var tries = 0
    // What a run gave whose COMMIT may have arrived.
    var earlier: T?
    while true {
      tries += 1
      do {
        guard try beginMarked(isSettled: earlier == nil) else {
          rollBack()
          if let earlier { return earlier }
          throw StoreError.ambiguous(server: name, detail: "another program uses this session's mark")
        }
        let result = try body()
        try apart?.check()
        guard let failure = try commit() else { return result }
        guard marks.isReady else { throw ambiguous(failure) }
        earlier = result
        passingFault = failure
        throw ambiguous(failure)
      } catch {
        rollBack()
        if error as? StoreError == .interrupted { throw error }
        if let change = apart?.takeWaiting() {
          try runApart(change)
          tries -= 1
          continue
        }
        guard let fault = passingFault, marks.isReady || earlier != nil || !isAmbiguous(error) else {
          throw error
        }
        if fault.isAboutTakenName, tries >= FaultClass.attempts(fault.sqlState) { throw error }
        try wait(fault, tries, &pause)
      }
    }
  }

  private func isAmbiguous(_ error: any Error) -> Bool {
    if case .ambiguous? = error as? StoreError { return true }
    return false
  }

  private func wait(_ fault: ServerFailure, _ tries: Int, _ pause: inout RetryPause) throws {
    guard tries < FaultClass.attempts(fault.sqlState), let wait = pause.next() else {
      throw StoreError.repeatedInVain(server: name, tries: tries, detail: fault.message)
    }
    try interruption.sleep(wait)
  }

  /// Begins a transaction with its mark; false when the mark says that this batch is stored already. The mark comes first: it
  /// waits for an old transaction of this session that is still ending. Without marks nothing may run again unless `isSettled`.
  private func beginMarked(isSettled: Bool) throws -> Bool {
    try begin()
    guard marks.isReady, let connection else { return true }
    do {
      return try marks.write(connection)
    } catch let failure as ServerFailure {
      let kind = failure.faultClass(.nothingFinal)
      if kind == .retry || kind == .reconnect || kind == .interrupted {
        passingFault = failure
        if failure.connectionLost { hasLostTransaction = true }
        throw storeError(failure, .transactionControl, wasInside: true)
      }
      // Somebody took the table or our rights to it away.
      marks.giveUp()
      passingFault = nil
      guard isSettled else { throw ambiguous(failure) }
      rollBack()
      try begin()
      return true
    }
  }

  /// A change to the schema on CockroachDB, which cannot be used before it is committed: alone, and the transaction that wanted it
  /// runs again from its start.
  private func runApart(_ sql: String) throws {
    let asked = apart
    apart = nil
    defer { apart = asked }
    depth -= 1
    defer { depth += 1 }
    try execute(sql, [])
    asked?.done.insert(sql)
  }
}

/// Changes to the schema that repeatable transactions on CockroachDB leave to be done between their runs.
final class ChangesApart {
  fileprivate var done: Set<String> = []
  private var waiting: String?

  /// Done already: 0 rows. Else the transaction ends here, to run again after the change.
  func run(_ sql: String) throws -> Int {
    if done.contains(sql) { return 0 }
    waiting = waiting ?? sql
    throw StoreError.unsupported("a change to the schema in this place")
  }

  /// A body that has caught the error must not go on.
  fileprivate func check() throws {
    if waiting != nil { throw StoreError.unsupported("a change to the schema in this place") }
  }

  fileprivate func takeWaiting() -> String? {
    defer { waiting = nil }
    return waiting
  }
}
