extension PostgresStore {
  /// The vector extension when it is not there: made when a statement first needs it, where we may. A failure shows in that
  /// statement.
  func seekVectors(_ connection: ServerConnection) throws {
    guard !connection.isBusy, connection.transactionStatus != .failed else { return }
    let isInside = connection.isInTransaction
    let (make, savepoint) = (SessionText.makeVectors, SessionText.vector)
    do {
      try connection.script(
        isInside ? "\(SessionText.savepoint(savepoint)); \(make); \(SessionText.release(savepoint))" : make)
    } catch let failure as ServerFailure {
      if isInside, !failure.connectionLost {
        try connection.script(SessionText.undo(savepoint))
      }
      return
    }
    try connection.findVectorType()
    // Undone with the transaction: then it is asked for again.
    if !isInside { facts = try ServerFacts(asking: connection) }
  }

  /// Runs a statement of our own outside of transactions.
  func make(_ sql: String) throws { _ = try perform(StatementKind(sql)) { try $0.script(sql) } }
}
