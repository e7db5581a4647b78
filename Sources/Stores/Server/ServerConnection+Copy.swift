import CPostgres
import Glibc

extension ServerConnection {
  /// Runs `COPY … FROM STDIN` with what `body` writes; the number of rows stored. When `body` throws, or the server refuses a
  /// row, nothing of it is stored.
  @discardableResult
  func copyIn(_ sql: String, _ body: (CopySink) throws -> Void) throws -> Int {
    try refuseNUL(sql)
    return try operation { handle in
      guard library.sendQuery(handle, sql) == 1 else { throw refusedToSend(handle) }
      try startCopy(handle, sql)
      var reading = Reading()
      do {
        let sink = CopySink(sendBlock(to: handle))
        try body(sink)
        try sink.flush()
      } catch {
        reading.stop = .error(error)
      }
      // Waiting may have given the connection up.
      guard self.handle != nil else {
        _ = try outcome(reading, or: nil)
        throw lostFailure()
      }
      try endCopy(handle, sql, &reading)
      return try conclude(reading, handle).affected
    }
  }

  private func startCopy(_ handle: OpaquePointer, _ sql: String) throws {
    try flush(handle)
    var reading = Reading()
    while let result = try nextResult(handle) {
      defer { library.clear(result) }
      if library.resultStatus(result) == 4 { return }
      // A copy the other way, which would be given for ever.
      if [3, 8].contains(library.resultStatus(result)) { try refuseCopy(result, handle, &reading) }
      if library.resultStatus(result) == 7 {
        reading.failure = reading.failure ?? failure(result, handle, statement: sql)
      }
    }
    _ = try conclude(reading, handle)
    throw StoreError.unsupported("a copy by a statement other than COPY … FROM STDIN")
  }

  private func sendBlock(to handle: OpaquePointer) -> (UnsafeRawBufferPointer) throws -> Void {
    { block in
      // A caller that goes on after an error must not reach a connection that is gone.
      guard self.handle != nil else { throw self.lostFailure() }
      if self.interruption.isRequested { throw StoreError.interrupted }
      try self.lookForRefusal(handle)
      try self.put(block, handle)
    }
  }

  private func put(_ block: UnsafeRawBufferPointer, _ handle: OpaquePointer) throws {
    let start = block.baseAddress?.assumingMemoryBound(to: CChar.self)
    while true {
      switch library.putCopyData(handle, start, Int32(clamping: block.count)) {
      case 1: return try flushCopy(handle)
      case 0: try waitInCopy(handle)
      default: throw CopyRefused()
      }
    }
  }

  private func flushCopy(_ handle: OpaquePointer) throws {
    while true {
      switch library.flush(handle) {
      case 0: return
      case 1: try waitInCopy(handle)
      default: throw CopyRefused()
      }
    }
  }

  private func waitInCopy(_ handle: OpaquePointer) throws {
    let ready = try wait(POLLIN | POLLOUT)
    if interruption.isRequested { throw StoreError.interrupted }
    guard ready & POLLIN != 0 else { return }
    try lookForRefusal(handle)
    if library.consumeInput(handle) == 0 { throw CopyRefused() }
  }

  /// A server that refuses a row says so at once and then ignores the rest: no use sending it. libpq reads that message only at
  /// the end, so the socket is looked at directly, which encryption prevents: then the refusal comes at the end.
  private func lookForRefusal(_ handle: OpaquePointer) throws {
    guard library.sslInUse(handle) == 0 else { return }
    var first: UInt8 = 0
    let peek = Int32(MSG_PEEK) | Int32(MSG_DONTWAIT)
    let count = recv(library.socket(handle), &first, 1, peek)
    // A message of type E is ErrorResponse; no bytes are the end of the connection.
    if count == 0 || (count == 1 && first == UInt8(ascii: "E")) { throw CopyRefused() }
  }

  /// Ends the copy, or has the server undo it when `reading` has a reason, and reads what the server says.
  private func endCopy(_ handle: OpaquePointer, _ sql: String, _ reading: inout Reading) throws {
    if case .error = reading.stop {
      _ = library.putCopyEnd(handle, "given up by vnb")
      // A server that waits for something else does not read on: it is asked to stop, too.
      cancelAt = cancelAt ?? (.now + .milliseconds(250))
    } else {
      while library.putCopyEnd(handle, nil) == 0 { try waitInCopy(handle) }
    }
    try flush(handle)
    while let result = try nextResult(handle) {
      if library.resultStatus(result) == 1 { finish(result, &reading) }
      if library.resultStatus(result) == 7 {
        reading.failure = reading.failure ?? failure(result, handle, statement: sql)
      }
      library.clear(result)
    }
    // The server's own words say more than that it refused.
    if case .error(let error) = reading.stop, error is CopyRefused {
      reading.stop = nil
      if reading.failure == nil { reading.failure = refusedToSend(handle) }
    }
  }

  /// The server has said why already; the words are read at the end.
  private struct CopyRefused: Error {}
}
