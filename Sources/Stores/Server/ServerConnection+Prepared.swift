import CPostgres

/// What a statement takes and gives.
struct StatementDescription: Sendable, Equatable {
  var parameterTypes: [UInt32] = []
  /// Empty when it gives no rows.
  var columns: [ServerColumn] = []
}

extension ServerConnection {
  /// What a statement would take and give, without running it.
  func describe(_ sql: String, types: [UInt32] = []) throws -> StatementDescription {
    try refuseNUL(sql)
    return try typed(types) { types in try operation { try prepare($0, "", sql, types) } }
  }

  /// Where the place of a parameter without type tells the server nothing, as in `$1 IS NULL`, it is taken for text.
  private func typed<T>(_ given: [UInt32], _ body: ([UInt32]) throws -> T) throws -> T {
    var types = given
    // In a transaction the failure would end it.
    let isGuarded = transactionStatus == .open && types.contains(0)
    if isGuarded { try script(SessionText.savepoint(SessionText.types)) }
    while true {
      do {
        let result = try body(types)
        if isGuarded { try script(SessionText.release(SessionText.types)) }
        return result
      } catch let failure as ServerFailure {
        if isGuarded, !failure.connectionLost { try script(SessionText.rollback(to: SessionText.types)) }
        guard let at = failure.typelessParameter, isGuarded || transactionStatus == .idle else {
          throw failure
        }
        if types.count < at { types += Array(repeating: 0, count: at - types.count) }
        if types[at - 1] != 0 { throw failure }
        types[at - 1] = ServerType.text.rawValue
      }
    }
  }

  /// Runs a statement kept on the server. When the tables it reads have changed meanwhile, or somebody dropped it, it is made anew,
  /// once; inside a transaction that is not possible, as the failure ended it.
  func runKept(_ sql: String, _ parameters: [ServerParameter], _ onRow: RowHandler) throws -> CommandResult {
    let list = ParameterList(parameters: parameters)
    let key = StatementCache.Key(sql: sql, types: list.types)
    let wasKept = statements.find(key) != nil
    do {
      return try runKept(key, list, onRow)
    } catch let failure as ServerFailure {
      let isStale = failure.sqlState == "0A000" || failure.sqlState == "26000"
      guard isStale, wasKept, !failure.connectionLost else { throw failure }
      statements.drop(key)
      guard transactionStatus == .idle else { throw failure }
      return try runKept(key, list, onRow)
    }
  }

  private func runKept(_ key: StatementCache.Key, _ list: ParameterList, _ onRow: RowHandler) throws
    -> CommandResult
  {
    try dropUnused()
    let statement = try kept(key)
    return try operation { handle in
      let sent = list.withPointers { values, lengths, formats in
        library.sendQueryPrepared(
          handle, statement.name, Int32(clamping: values.count), values, lengths, formats, statement.format)
      }
      return try receive(handle, sent, key.sql, onRow)
    }
  }

  private func kept(_ key: StatementCache.Key) throws -> StatementCache.Kept {
    if let found = statements.find(key) { return found }
    let name = statements.nextName()
    let description = try typed(key.types) { types in
      try operation { try prepare($0, name, key.sql, types) }
    }
    // One format for all columns: text if any cannot be read in binary.
    let isBinary = description.columns.allSatisfy { $0.type != .other }
    let made = StatementCache.Kept(name: name, format: isBinary ? 1 : 0)
    statements.keep(key, made)
    return made
  }

  private func prepare(_ handle: OpaquePointer, _ name: String, _ sql: String, _ types: [UInt32]) throws
    -> StatementDescription
  {
    try finishStep(handle, sql, library.sendPrepare(handle, name, sql, Int32(clamping: types.count), types)) {
      _ in
    }
    var description = StatementDescription()
    try finishStep(handle, sql, library.sendDescribePrepared(handle, name)) { result in
      description.parameterTypes = (0..<max(library.nparams(result), 0)).map { library.paramtype(result, $0) }
      description.columns = columns(of: result)
    }
    return description
  }

  /// One exchange that gives no rows.
  private func finishStep(
    _ handle: OpaquePointer, _ sql: String, _ sent: Int32, _ body: (OpaquePointer) -> Void
  ) throws {
    guard sent == 1 else { throw refusedToSend(handle) }
    var reading = Reading()
    try flush(handle)
    while let result = try nextResult(handle) {
      defer { library.clear(result) }
      switch library.resultStatus(result) {
      case 1: body(result)
      // A copy that nobody asked for: libpq would offer it again and again.
      case 3, 4, 8:
        lose()
        throw ServerFailure(lost: "\(address.shown) answered out of turn")
      default: reading.failure = reading.failure ?? failure(result, handle, statement: sql)
      }
    }
    _ = try conclude(reading, handle)
  }

  /// Takes statements off the server that fell out of the cache. One that is gone already does not matter.
  private func dropUnused() throws {
    guard !statements.dropped.isEmpty, transactionStatus == .idle else { return }
    let names = statements.takeDropped()
    // All in one round trip; one by one when one of them was gone already, which ends the others.
    if try deallocate(names.map(SessionText.deallocate).joined(separator: "; ")) { return }
    for name in names { _ = try deallocate(SessionText.deallocate(name)) }
  }

  /// False when the server knows no such statement.
  private func deallocate(_ sql: String) throws -> Bool {
    do {
      try script(sql)
      return true
    } catch let failure as ServerFailure where !failure.connectionLost {
      return false
    }
  }
}
