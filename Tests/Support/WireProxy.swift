import Glibc
import Synchronization

/// What a filter makes of a message.
enum WireStep {
  /// This goes on in the message's direction.
  case pass(WireMessage)
  /// This goes back to the client.
  case answer(WireMessage)
  /// The connection ends on both sides: in order, or by a reset.
  case close
  case reset
}

/// Looks at every message that passes a proxy, in both directions. One filter serves all of a proxy's connections.
protocol WireFilter: Sendable {
  func fromClient(_ message: WireMessage, _ session: ProxySession) -> [WireStep]
  func fromServer(_ message: WireMessage, _ session: ProxySession) -> [WireStep]
}

/// Stands between PostgreSQL clients and a server without TLS, on a socket of its own. Messages from clients pass the
/// filters in order, those from the server in reverse. Two threads a connection.
final class WireProxy: Sendable {
  let place: SocketPlace
  private let server: SocketPlace
  private let filters: [any WireFilter]
  private let listener: StreamSocket
  private static let folders = Atomic(0)
  private let sessions = Mutex<[ProxySession]>([])
  private let accepted = Atomic(0)

  /// Listens at a free port of 127.0.0.1, or at a unix socket in a folder inside the server's, which goes with the
  /// server. The listening thread holds the proxy until ``stop()`` or the process's end, so that one whose URL alone is
  /// kept goes on.
  init(before server: SocketPlace, overTCP: Bool, filters: [any WireFilter]) throws {
    self.server = server
    self.filters = filters
    if case .folder(let folder) = server, !overTCP {
      place = .folder("\(folder)/proxy\(Self.folders.add(1, ordering: .relaxed).newValue)")
      if case .folder(let own) = place { try Files.makeFolder(own) }
      listener = try StreamSocket.listen(place)
    } else {
      listener = try StreamSocket.listen(.port(0))
      place = .port(listener.port)
    }
    BackgroundThread.start { [self] in acceptAll() }
  }

  /// Ends all connections and takes no more.
  func stop() {
    listener.shutdown()
    resetAll()
  }

  /// Cuts all present connections.
  func resetAll() {
    for session in sessions.withLock({ $0 }) { session.end(byReset: true) }
  }

  /// How many connections have come, refused and cancelling ones included.
  var connections: Int { accepted.load(ordering: .sequentiallyConsistent) }

  private func acceptAll() {
    while let client = try? listener.accept() {
      accepted.add(1, ordering: .sequentiallyConsistent)
      guard let upstream = try? StreamSocket.connect(server) else { continue }
      let session = ProxySession(client: client, server: upstream, filters: filters)
      sessions.withLock {
        $0.removeAll { $0.hasEnded }
        $0.append(session)
      }
      session.start()
    }
  }
}

/// A detached thread for a blocking loop.
enum BackgroundThread {
  private final class Work: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  static func start(_ body: @escaping @Sendable () -> Void) {
    let work = Unmanaged.passRetained(Work(body))
    var thread = pthread_t()
    let status = pthread_create(
      &thread, nil,
      { argument in
        if let argument { Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body() }
        return nil
      }, work.toOpaque())
    if status == 0 { pthread_detach(thread) } else { work.release() }
  }
}
