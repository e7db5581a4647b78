/// Tells whether a batch whose COMMIT got no answer is stored: each repeatable transaction writes its number into this session's
/// row of `vnb_marks` before anything else.
struct SessionMark {
  private enum State { case unknown, ready(table: String), unavailable }

  private var state = State.unknown
  private let session = String(UInt64.random(in: 0...UInt64.max), radix: 36)
  private var batch: Int64 = 0
  private var isWritten = false

  /// False where the table cannot be had: an unanswered COMMIT is then an error.
  var isReady: Bool {
    if case .ready = state { return true }
    return false
  }

  mutating func nextBatch() { batch += 1 }
  mutating func giveUp() { state = .unavailable }

  /// Once, outside of transactions: makes the table, and removes rows that others left more than a week ago.
  mutating func prepare(_ store: PostgresStore) {
    guard case .unknown = state else { return }
    do {
      let dialect = store.facts.dialect
      var made = Result<Void, any Error>.success(())
      if try store.describe(MarkTable.name) == nil {
        // Another session that makes it at this moment lets this one fail, and the table is there.
        made = Result { try store.make(dialect.createMarks) }
      }
      guard let place = try store.place(of: MarkTable.name) else {
        try made.get()
        return giveUp()
      }
      state = .ready(table: place)
      // Others may be removing the same rows; whoever comes next removes what is left.
      _ = try? store.make(dialect.removeOldMarks(place))
    } catch {
      // A lost connection says nothing about rights: the next transaction asks again.
      switch error as? StoreError {
      case .connectionLost, .ambiguous, .interrupted: break
      default: giveUp()
      }
    }
  }

  /// False when this batch is marked as stored.
  mutating func write(_ connection: ServerConnection) throws -> Bool {
    guard case .ready(let table) = state else { return true }
    let sql = MarkTable.write(table)
    isWritten = true
    return try connection.run(sql, connection.parameters([.text(session), .int(batch)])).affected > 0
  }

  func remove(_ connection: ServerConnection) {
    guard case .ready(let table) = state, isWritten, !connection.isLost, !connection.isInTransaction else {
      return
    }
    _ = try? connection.run(MarkTable.remove(table), connection.parameters([.text(session)]))
  }
}
