extension ServerRowWriter {
  /// Throws ``RowRefusal`` with a place in `rows`; what was stored is counted.
  func sendRows(_ rows: Range<Int>) throws {
    if mayCopy, rows.count > 1 {
      switch try attempt({ try self.copy(rows, $0) }) {
      case .done(let count): return counts.written += count
      case .refused(let failure):
        // Keys that are there, or a row that is refused: the way of arrays finds out which.
        mayCopy = false
        if failure.sqlState == "23505" { store.crowded.insert(plan.table) }
      case .conflict: break
      }
    }
    try apply(rows)
  }

  /// The rows by arrays; when one is refused, halves of them until it is found. What stands before it stays.
  private func apply(_ rows: Range<Int>) throws {
    if rows.isEmpty { return }
    let isStrict = plan.action == .insert(.error) && !plan.key.isEmpty
    let cause: StoreError
    switch try attempt(least: isStrict ? rows.count : 0, { try self.write(rows, $0) }) {
    case .done(let count): return counts.written += count
    case .refused(let failure): cause = store.rowError(failure)
    case .conflict: cause = .keyExists(table: plan.table)
    }
    if rows.count == 1 { throw RowRefusal(row: rows.lowerBound, cause: cause) }
    let middle = rows.lowerBound + rows.count / 2
    try apply(rows.lowerBound..<middle)
    try apply(middle..<rows.upperBound)
  }

  private enum Outcome {
    case done(Int)
    case refused(ServerFailure)
    /// Fewer rows than there must be; undone.
    case conflict
  }

  /// Runs one statement so that its failure leaves the transaction whole.
  private func attempt(least: Int = 0, _ body: (ServerConnection) throws -> Int) throws -> Outcome {
    try store.control(SessionText.savepoint(SessionText.rows))
    var refusal: ServerFailure?
    let count = try store.perform(.transactionControl) { connection in
      do { return try body(connection) } catch let failure as ServerFailure where failure.refusesRow {
        refusal = failure
        return 0
      }
    }
    if refusal == nil, count >= least {
      try store.control(SessionText.release(SessionText.rows))
      return .done(count)
    }
    try store.control(SessionText.undo(SessionText.rows))
    return refusal.map { .refused($0) } ?? .conflict
  }

  private func write(_ rows: Range<Int>, _ connection: ServerConnection) throws -> Int {
    let vector = connection.vectors.oid
    let parameters = columns.map { $0.array(rows, vector: vector) }
    switch plan.action {
    case .update: return try connection.run(statements.update, parameters).affected
    case .insert(let conflict):
      var present = 0
      if conflict == .replace, !plan.key.isEmpty, plan.columns.count > plan.key.count {
        try connection.run(statements.countPresent, parameters) { row in
          present = Int(row.int(0))
          return true
        }
      }
      return try connection.run(statements.insert(conflict), parameters).affected - present
    }
  }

  private func copy(_ rows: Range<Int>, _ connection: ServerConnection) throws -> Int {
    try connection.copyIn(statements.copy) { sink in
      let encoder = CopyBinaryEncoder(sink: sink)
      encoder.begin()
      for row in rows {
        encoder.row(columns: columns.count)
        for column in columns { sink.append(column.values(row..<(row + 1))) }
        try encoder.endRow()
      }
      encoder.end()
    }
  }
}

extension ServerFailure {
  /// It is about a row that was sent, and not about the statement, the rights or the server.
  var refusesRow: Bool {
    guard !connectionLost, let sqlState else { return false }
    // Rules of the table, values that a type cannot hold, and what a trigger raises; COPY cannot run where row security is on.
    return sqlState.hasPrefix("23") || sqlState.hasPrefix("22") || sqlState == "P0001" || sqlState == "0A000"
  }
}

extension PostgresStore {
  public func writer(_ plan: WritePlan) throws -> any RowWriter { try ServerRowWriter(plan, in: self) }

  /// Runs `body` in the open transaction, or in one of its own.
  func writing(_ body: () throws -> Void) throws {
    changed = true
    if isInTransaction { try body() } else { try transaction(body) }
  }

  /// Why a row was refused: by a rule of its table, or by the type of a column.
  func rowError(_ failure: ServerFailure) -> StoreError {
    let state = failure.sqlState ?? ""
    if state.hasPrefix("23") { return constraintError(failure) }
    return .constraint(kind: state.hasPrefix("22") ? .type : .other, message: failure.message)
  }
}
