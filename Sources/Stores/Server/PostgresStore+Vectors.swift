extension PostgresStore {
  /// The vector extension when it is not there: made when a statement first needs it, where we may. A failure shows in that
  /// statement.
  func seekVectors(_ connection: ServerConnection) throws {
    guard !connection.isBusy, connection.transactionStatus != .failed else { return }
    let isInside = connection.isInTransaction
    let make = "CREATE EXTENSION IF NOT EXISTS vector"
    do {
      try connection.script(isInside ? "SAVEPOINT vnb_vector; \(make); RELEASE vnb_vector" : make)
    } catch let failure as ServerFailure {
      if isInside, !failure.connectionLost {
        try connection.script("ROLLBACK TO vnb_vector; RELEASE vnb_vector")
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
