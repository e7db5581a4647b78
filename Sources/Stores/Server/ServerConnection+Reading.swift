import CPostgres
import Glibc

/// What was read of a statement so far.
struct Reading {
  var command = CommandResult()
  var row: ServerRow?
  /// Why rows are not delivered any more.
  var stop: Stop?
  var failure: ServerFailure?
  var delivered = 0

  enum Stop {
    case enough
    case error(any Error)
  }
}

extension ServerConnection {
  /// How long unwanted rows may go on arriving before the server is asked to stop: the rest of a short result is sooner here
  /// than a request to cancel is there.
  private static let restPatience = Duration.milliseconds(20)

  /// Delivers the rows of a result: one in single-row mode, none at the end.
  func take(
    _ result: OpaquePointer, _ handle: OpaquePointer, _ reading: inout Reading, _ onRow: RowHandler
  ) {
    if library.resultStatus(result) == 2 { finish(result, &reading) }
    let count = library.ntuples(result)
    guard count > 0 else { return }
    let row = row(for: result, &reading)
    row.result = result
    defer { row.result = nil }
    for index in 0..<count where reading.stop == nil {
      row.index = index
      deliver(row, &reading, onRow)
    }
  }

  private func deliver(_ row: ServerRow, _ reading: inout Reading, _ onRow: RowHandler) {
    if interruption.isRequested { return stop(&reading, .error(StoreError.interrupted)) }
    do {
      reading.delivered += 1
      if try !onRow(row) { stop(&reading, .enough) }
    } catch {
      stop(&reading, .error(error))
    }
  }

  private func stop(_ reading: inout Reading, _ stop: Reading.Stop) {
    reading.stop = stop
    switch stop {
    case .enough where isInside: break
    default: cancelAt = ContinuousClock.now + ServerConnection.restPatience
    }
  }

  /// One row object serves all rows of a result; each statement of a script has its own columns.
  private func row(for result: OpaquePointer, _ reading: inout Reading) -> ServerRow {
    if let row = reading.row { return row }
    let row = ServerRow(
      library, columns: columns(of: result),
      isBinary: library.nfields(result) > 0 && library.fformat(result, 0) == 1)
    reading.row = row
    return row
  }

  func columns(of result: OpaquePointer) -> [ServerColumn] {
    (0..<max(library.nfields(result), 0)).map { index in
      let oid = library.ftype(result, index)
      return ServerColumn(
        name: library.fname(result, index).map { String(cString: $0) } ?? "", oid: oid,
        modifier: library.fmod(result, index), type: ServerType(oid: oid, vectorOID: vectors.oid))
    }
  }

  /// A statement has ended well.
  func finish(_ result: OpaquePointer, _ reading: inout Reading) {
    reading.command.tag = library.cmdStatus(result).map { String(cString: $0) } ?? ""
    reading.command.affected = library.cmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0
    // The end of a result in single-row mode has its columns and no rows; the next statement has others.
    if library.ntuples(result) == 0 { reading.row = nil }
  }

  /// A COPY that came as a plain statement: there is nothing to send, and nobody to take what comes.
  func refuseCopy(_ result: OpaquePointer, _ handle: OpaquePointer, _ reading: inout Reading) throws {
    reading.stop = .error(StoreError.unsupported("COPY in a plain statement"))
    if library.resultStatus(result) != 3 {
      _ = library.putCopyEnd(handle, "not supported here")
      return try flush(handle)
    }
    cancelAt = .now
    var buffer: UnsafeMutablePointer<CChar>?
    while true {
      let count = library.getCopyData(handle, &buffer, 1)
      library.freemem(buffer)
      buffer = nil
      if count < 0 { return }
      if count == 0 {
        try wait(POLLIN)
        if library.consumeInput(handle) == 0 { return }
      }
    }
  }

  /// The outcome of a statement whose results are all read.
  func conclude(_ reading: Reading, _ handle: OpaquePointer) throws -> CommandResult {
    if var failure = reading.failure,
      self.handle == nil || failure.connectionLost || library.status(handle) != 0
    {
      failure.connectionLost = true
      lose()
      // An interrupt that ends the connection is still an interrupt to the one who asked for it.
      throw interruption.isRequested ? StoreError.interrupted : failure
    }
    guard let failure = reading.failure else { return try outcome(reading, or: nil) }
    let isInterrupt = failure.sqlState == "57014" && interruption.isRequested
    // A wanted stop outside a transaction ends in the same failure; inside one it would have undone everything.
    if isInterrupt, isInside { throw StoreError.interrupted }
    return try outcome(reading, or: isInterrupt ? StoreError.interrupted : failure)
  }

  /// The caller's own error or wish to stop comes before `error`.
  func outcome(_ reading: Reading, or error: (any Error)?) throws -> CommandResult {
    switch reading.stop {
    case .error(let own): throw own
    case .enough: return reading.command
    case nil: break
    }
    if let error { throw error }
    return reading.command
  }
}
