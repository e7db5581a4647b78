import CSQLite

extension SQLiteStore {
  public func transaction<T>(_ body: () throws -> T) throws -> T {
    try locked { _ in
      depth += 1
      defer { depth -= 1 }
      return isInTransaction ? try joining(body) : try owning(body)
    }
  }

  /// A read transaction on the one connection there is. Beside writes there is none: each of their transactions is whole.
  public func snapshot<T>(besideWrites: Bool, _ body: (any Store) throws -> T) throws -> T {
    try locked { _ in
      if besideWrites || isInTransaction { return try body(self) }
      try execute(SQLiteText.begin, [])
      defer { if isInTransaction { _ = try? execute(SQLiteText.rollback, []) } }
      return try body(self)
    }
  }

  /// IMMEDIATE takes the write lock at once: waiting is possible at the start only, never half-way.
  private func owning<T>(_ body: () throws -> T) throws -> T {
    try execute(SQLiteText.beginWriting, [])
    do {
      let result = try body()
      try execute(SQLiteText.commit, [])
      return result
    } catch {
      // Some failures (a full disk, an interrupt) have rolled back already.
      if isInTransaction { _ = try? execute(SQLiteText.rollback, []) }
      throw error
    }
  }

  /// Within an open transaction, the user's too: a failure undoes this part, the outer one decides about the rest.
  private func joining<T>(_ body: () throws -> T) throws -> T {
    let savepoint = SQLiteText.nested(depth)
    try execute(SQLiteText.savepoint(savepoint), [])
    do {
      let result = try body()
      // The body may have ended the transaction itself.
      if isInTransaction { try execute(SQLiteText.release(savepoint), []) }
      return result
    } catch {
      if isInTransaction {
        _ = try? execute(SQLiteText.undo(savepoint), [])
        _ = try? execute(SQLiteText.release(savepoint), [])
      }
      throw error
    }
  }
}
