import CPostgres
import Glibc

extension ServerConnection {
  /// Everything that talks to the server stands in here: one at a time, and stoppable.
  func operation<T>(_ body: (OpaquePointer) throws -> T) throws -> T {
    guard let handle, library.status(handle) == 0 else { throw lostFailure() }
    if isBusy { try makeRoom(handle) }
    let isNested = !feeds.isEmpty
    isBusy = true
    isInside = transactionStatus != .idle
    (cancelAt, giveUpAt) = (nil, nil)
    if !isNested { interruption.begin() }
    defer {
      if !isNested { interruption.end() }
      isBusy = false
    }
    do {
      let value = try body(handle)
      settleCancel()
      return value
    } catch {
      settleCancel()
      throw error
    }
  }

  /// A statement inside the row callback of another one: the rest of that one's rows is taken in first.
  private func makeRoom(_ handle: OpaquePointer) throws {
    guard let feed = feeds.last, !feed.isDrained else {
      throw ServerFailure(message: "another statement is still being read from this connection")
    }
    try feed.drain { try nextResult(handle) }
  }

  /// A request to cancel that is still on its way would stop the next statement: it is waited for, or the connection given up.
  private func settleCancel() {
    while interruption.isCancelling {
      let left = ContinuousClock.now.duration(to: giveUpAt ?? .now)
      if left <= .zero { return lose() }
      var place = pollfd(fd: interruption.wakeUp, events: Int16(POLLIN), revents: 0)
      _ = poll(&place, 1, milliseconds(left))
      interruption.clearWakeUp()
    }
  }

  /// Waits until the socket is ready for one of `events`; what it is ready for. Sends a request to cancel when it is time.
  @discardableResult
  func wait(_ events: Int32) throws -> Int32 {
    while true {
      try cancelWhenDue()
      var places = [
        pollfd(fd: library.socket(handle), events: Int16(events), revents: 0),
        pollfd(fd: interruption.wakeUp, events: Int16(POLLIN), revents: 0),
      ]
      let count = poll(&places, 2, waitingTime())
      if count < 0, errno != EINTR { throw lostFailure() }
      if count <= 0 { continue }
      if places[1].revents != 0 { interruption.clearWakeUp() }
      if places[0].revents != 0 { return Int32(places[0].revents) }
    }
  }

  private func cancelWhenDue() throws {
    let now = ContinuousClock.now
    if let giveUpAt, giveUpAt <= now {
      lose()
      throw StoreError.interrupted
    }
    if interruption.isRequested, cancelAt == nil { cancelAt = now }
    guard let due = cancelAt, due <= now else { return }
    if giveUpAt == nil { giveUpAt = now + ServerConnection.cancelPatience }
    // Again after a while: a request that comes before its statement is forgotten by the server.
    cancelAt = now + .milliseconds(250)
    interruption.sendCancel()
  }

  private func waitingTime() -> Int32 {
    guard let next = [cancelAt, giveUpAt].compactMap({ $0 }).min() else { return -1 }
    return milliseconds(ContinuousClock.now.duration(to: next))
  }

  /// Sends what libpq holds, reading meanwhile what the server sends, so that neither waits for the other.
  func flush(_ handle: OpaquePointer) throws {
    while true {
      switch library.flush(handle) {
      case 0: return
      case 1:
        let ready = try wait(POLLIN | POLLOUT)
        if ready & POLLIN != 0, library.consumeInput(handle) == 0 { return }
      // What the server said before it went can still be read.
      default: return
      }
    }
  }

  /// The next result of the running statement; nil after the last. The caller clears it.
  func nextResult(_ handle: OpaquePointer) throws -> OpaquePointer? {
    while library.isBusy(handle) != 0 {
      try wait(POLLIN)
      // libpq makes a result of a lost connection: it is fetched below.
      if library.consumeInput(handle) == 0 { break }
    }
    return library.getResult(handle)
  }

  /// Gives up a connection whose server does not answer.
  func lose() {
    guard let handle else { return }
    shutdown(library.socket(handle), Int32(SHUT_RDWR))
    end()
  }

  func lostFailure() -> ServerFailure {
    let words = handle.flatMap { library.errorMessage($0) }.map { String(cString: $0) } ?? ""
    return ServerFailure(lost: words.isEmpty ? "the connection to \(address.shown) is closed" : words)
  }

  /// The failure of a result, with whether the connection survived it.
  func failure(_ result: OpaquePointer?, _ handle: OpaquePointer, statement: String) -> ServerFailure {
    var failure = ServerFailure(library, result, statement: statement)
    failure.connectionLost =
      self.handle == nil || library.status(handle) != 0 || ["FATAL", "PANIC"].contains(failure.severity)
    return failure
  }

  /// What libpq itself refused before sending anything.
  func refusedToSend(_ handle: OpaquePointer) -> ServerFailure {
    let words = library.errorMessage(handle).map { String(cString: $0) } ?? ""
    var failure = ServerFailure(lost: words)
    failure.connectionLost = library.status(handle) != 0
    return failure
  }
}
