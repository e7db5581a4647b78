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
    return try operation { try prepare($0, "", sql, types) }
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
    return try operation { handle in
      let statement = try kept(key, handle)
      let sent = list.withPointers { values, lengths, formats in
        library.sendQueryPrepared(
          handle, statement.name, Int32(clamping: values.count), values, lengths, formats, statement.format)
      }
      return try receive(handle, sent, key.sql, onRow)
    }
  }

  private func kept(_ key: StatementCache.Key, _ handle: OpaquePointer) throws -> StatementCache.Kept {
    if let found = statements.find(key) { return found }
    let name = statements.nextName()
    let description = try prepare(handle, name, key.sql, key.types)
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
      if library.resultStatus(result) == 1 {
        body(result)
      } else {
        reading.failure = reading.failure ?? failure(result, handle, statement: sql)
      }
      library.clear(result)
    }
    _ = try conclude(reading, handle)
  }

  /// Takes statements off the server that fell out of the cache. One that is gone already does not matter.
  private func dropUnused() throws {
    guard !statements.dropped.isEmpty, transactionStatus == .idle else { return }
    for name in statements.takeDropped() {
      do {
        try script("DEALLOCATE \(name)")
      } catch let failure as ServerFailure where !failure.connectionLost {
        continue
      }
    }
  }
}
