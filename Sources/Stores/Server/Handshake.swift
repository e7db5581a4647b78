import CPostgres
import Glibc

/// Connecting without blocking in libpq, so that it can be stopped and has an end. Looking up a host's name is the one step that
/// libpq does not leave to us: it takes as long as the system's resolver.
/// (https://www.postgresql.org/docs/15/libpq-connect.html#LIBPQ-PQCONNECTSTARTPARAMS)
struct Handshake {
  let library: vnb_pq
  let interrupt: ServerInterrupt
  let address: ServerAddress

  /// `prepare` gets the connection before the server says anything: libpq would print its remarks on the terminal.
  func connect(_ prepare: (OpaquePointer) -> Void) throws -> OpaquePointer {
    interrupt.begin()
    defer { interrupt.end() }
    guard let handle = start() else { throw StoreError.outOfMemory(store: address.shown) }
    do {
      prepare(handle)
      // The verbose form holds the SQLSTATE of a refusal; there is no field for it.
      _ = library.setErrorVerbosity(handle, 2)
      try wait(handle)
      _ = library.setErrorVerbosity(handle, 1)
      return handle
    } catch {
      library.finish(handle)
      throw error
    }
  }

  /// The address with what libpq filled in.
  func resolved(_ handle: OpaquePointer) -> ServerAddress {
    guard let list = library.conninfo(handle) else { return address }
    defer { library.conninfoFree(list) }
    return ServerAddress(resolved: list, of: address)
  }

  private func start() -> OpaquePointer? {
    let parameters = address.parameters
    let keywords = parameters.map { strdup($0.keyword) } + [nil]
    let values = parameters.map { strdup($0.value) } + [nil]
    defer { for text in keywords + values { free(text) } }
    return library.connectStartParams(
      keywords.map { UnsafePointer($0) }, values.map { UnsafePointer($0) }, 0)
  }

  private func wait(_ handle: OpaquePointer) throws {
    let hosts = address.value("host")?.split(separator: ",").count ?? 1
    let seconds = address.connectSeconds * Double(max(hosts, 1))
    let deadline = ContinuousClock.now + .seconds(seconds)
    // Before the first answer of PQconnectPoll one waits as if it had said "writing".
    var events = POLLOUT
    if library.status(handle) == 1 { throw startFailure(handle) }
    while true {
      switch try ready(library.socket(handle), events, deadline) {
      case .interrupted: throw StoreError.interrupted
      case .timeout: throw ServerOpenFailure.noAnswer(address: resolved(handle).shown, seconds: seconds)
      case .socket: break
      }
      switch library.connectPoll(handle) {
      case 1: events = POLLIN
      case 2: events = POLLOUT
      case 3: return
      default: throw refusal(handle)
      }
    }
  }

  private func refusal(_ handle: OpaquePointer) -> ServerFailure {
    let words = library.errorMessage(handle).map { String(cString: $0) } ?? ""
    return ServerFailure(refused: words, needsPassword: library.connectionNeedsPassword(handle) != 0)
  }

  /// libpq looks at its options, at host names and at sockets of this machine before there is anything to wait for. Only the options
  /// stay wrong however often one tries.
  private func startFailure(_ handle: OpaquePointer) -> any Error {
    let failure = refusal(handle)
    let isAttempt = ["connection to server", "could not translate", "could not create"].contains {
      failure.message.hasPrefix($0)
    }
    if isAttempt || failure.sqlState != nil || failure.needsPassword { return failure }
    return ServerOpenFailure.badAddress(reason: failure.message)
  }

  private enum Readiness { case socket, interrupted, timeout }

  private func ready(_ socket: Int32, _ events: Int32, _ deadline: ContinuousClock.Instant) throws
    -> Readiness
  {
    while true {
      if interrupt.isRequested { return .interrupted }
      let left = ContinuousClock.now.duration(to: deadline)
      if left <= .zero { return .timeout }
      var places = [
        pollfd(fd: socket, events: Int16(events), revents: 0),
        pollfd(fd: interrupt.wakeUp, events: Int16(POLLIN), revents: 0),
      ]
      let count = poll(&places, 2, milliseconds(left))
      if count < 0, errno != EINTR { return .socket }
      if places[1].revents != 0 { interrupt.clearWakeUp() }
      if count > 0, places[0].revents != 0 { return .socket }
    }
  }
}

/// For `poll`: rounded up, so that a deadline has passed when it returns; 0 for one in the past, as a negative time waits for ever.
func milliseconds(_ duration: Duration) -> Int32 {
  let (seconds, attoseconds) = duration.components
  if duration <= .zero { return 0 }
  return Int32(clamping: min(seconds, 1_000_000) * 1000 + attoseconds / 1_000_000_000_000_000 + 1)
}
