import CPostgres
import Glibc

/// One connection to a server, for one thread at a time; only ``interrupt`` is for any thread. Calls wait for the server with
/// `poll`, never inside libpq, so that each can be stopped. They throw ``ServerFailure``, or `StoreError.interrupted`.
///
/// One statement runs at a time: a row callback must not run another one on the same connection.
final class ServerConnection: @unchecked Sendable {
  let library: vnb_pq
  /// Nil once the connection is closed or lost.
  var handle: OpaquePointer?
  /// As libpq resolved it, service file and all.
  let address: ServerAddress
  let interruption: ServerInterrupt
  let notices: ServerNotices
  /// How this database takes vectors.
  var vectors = ServerParameter.Vectors()
  var statements = StatementCache()
  var isBusy = false
  /// Results that are being read, the innermost last.
  var feeds: [ResultFeed] = []
  /// The running statement stands inside a transaction.
  var isInside = false
  /// When to ask the server to stop the running statement, and when to stop waiting for it after that.
  var cancelAt: ContinuousClock.Instant?
  var giveUpAt: ContinuousClock.Instant?

  /// How long a server may take to answer a request to cancel.
  static let cancelPatience = Duration.seconds(2)

  /// Connects. `onNotice` gets what the server remarks on the way, on the thread of the running call.
  init(
    _ address: ServerAddress, interrupt: ServerInterrupt = ServerInterrupt(),
    onNotice: @escaping (ServerFailure) -> Void = { _ in }
  ) throws {
    library = try ServerLibrary.functions()
    interruption = interrupt
    notices = ServerNotices(library, onNotice)
    let handshake = Handshake(library: library, interrupt: interrupt, address: address)
    // Not retained: this object outlives the connection.
    let context = Unmanaged.passUnretained(notices).toOpaque()
    let made = try handshake.connect { [library] in
      _ = library.setNoticeReceiver($0, receiveNotice, context)
    }
    self.address = handshake.resolved(made)
    handle = made
    _ = library.setnonblocking(made, 1)
    interrupt.setTarget(library, made)
    try setUp()
  }

  deinit { end() }

  /// Ends the connection; more calls fail as lost. From inside a row callback it takes effect with the end of the call.
  func close() {
    guard let handle else { return }
    if isBusy { shutdown(library.socket(handle), Int32(SHUT_RDWR)) } else { end() }
  }

  func end() {
    guard let handle else { return }
    self.handle = nil
    library.finish(handle)
  }

  /// From any thread: ends the running call with `StoreError.interrupted`. When the server does not answer within two seconds the
  /// connection counts as lost.
  func interrupt() { interruption.interrupt() }

  /// True when the connection is of no use any more.
  var isLost: Bool { handle == nil || library.status(handle) != 0 }

  enum TransactionStatus: Sendable, Equatable { case idle, active, open, failed, unknown }

  var transactionStatus: TransactionStatus {
    guard let handle else { return .unknown }
    switch library.transactionStatus(handle) {
    case 0: return .idle
    case 1: return .active
    case 2: return .open
    case 3: return .failed
    default: return .unknown
    }
  }

  /// 180006 for 18.6; 0 when lost.
  var serverVersion: Int { handle.map { Int(library.serverVersion($0)) } ?? 0 }
  var backendPID: Int32 { handle.map { library.backendPID($0) } ?? 0 }
  var usesTLS: Bool { handle.map { library.sslInUse($0) != 0 } ?? false }

  /// What the server reports of itself, such as `crdb_version`; nil when it does not.
  func parameterStatus(_ name: String) -> String? {
    handle.flatMap { library.parameterStatus($0, name) }.map { String(cString: $0) }
  }

  var isCockroach: Bool { parameterStatus("crdb_version") != nil }

  /// All in one round trip: what makes values print the same everywhere. Notices come as that is how a server says that it cut a name.
  private func setUp() throws {
    try script(SessionText.setUp)
    try findVectorType()
  }

  /// The number of the vector type, which each database has its own; again after `CREATE EXTENSION vector`.
  func findVectorType() throws {
    if isCockroach {
      vectors.oid = ServerType.cockroachVector
      return
    }
    var found: UInt32?
    try run(SessionText.findVectorType, format: .binary) { row in
      found = UInt32(exactly: row.int(0))
      return true
    }
    vectors.oid = found
  }

  func parameters(_ values: [SQLValue]) throws -> [ServerParameter] {
    try values.enumerated().map { try ServerParameter($1, index: $0 + 1, vectors: vectors) }
  }
}

/// Where notices go. Dropped but for 42622, a name that was cut, unless the handler wants more.
final class ServerNotices {
  fileprivate let library: vnb_pq
  fileprivate let handler: (ServerFailure) -> Void
  /// Names the server cut since they were last taken.
  fileprivate(set) var truncations: [ServerFailure] = []

  init(_ library: vnb_pq, _ handler: @escaping (ServerFailure) -> Void) {
    self.library = library
    self.handler = handler
  }

  func takeTruncations() -> [ServerFailure] {
    defer { truncations = [] }
    return truncations
  }

  fileprivate func receive(_ result: OpaquePointer?) {
    let notice = ServerFailure(library, result)
    // A script may cut names without end.
    if notice.sqlState == "42622", truncations.count < 100 { truncations.append(notice) }
    handler(notice)
  }
}

private func receiveNotice(_ context: UnsafeMutableRawPointer?, _ result: OpaquePointer?) {
  guard let context else { return }
  Unmanaged<ServerNotices>.fromOpaque(context).takeUnretainedValue().receive(result)
}
