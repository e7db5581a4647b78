import Synchronization

/// One client's connection through a proxy, and what its filters remember of it.
final class ProxySession: Sendable {
  /// What the filters know of a connection.
  struct Memory {
    /// Texts of prepared statements by name; the unnamed one has the empty name.
    var statements: [String: String] = [:]
    /// Declared types of their parameters.
    var parameterTypes: [String: [UInt32]] = [:]
    var startup: [String: String] = [:]
    /// `I` outside a transaction, `T` in one, `E` in a failed one: from the server's last ReadyForQuery.
    var status = UInt8(ascii: "I")
    /// What to say instead of errors that name a marker.
    var refusals: [WireProblem] = []
    var hidesCompletions = false
    var losesReplies = false
    var isSilent = false
    /// Bytes of COPY data in both directions.
    var copied = 0
    /// The stand-in's `inject_retry_errors_enabled`.
    var injectsRetries = false
  }

  private static let marker = "vnb_refusal_"
  private let client: StreamSocket
  private let server: StreamSocket
  private let filters: [any WireFilter]
  private let memory = Mutex(Memory())
  private let clientWriting = Mutex(())
  private let ended = Atomic(false)

  init(client: StreamSocket, server: StreamSocket, filters: [any WireFilter]) {
    self.client = client
    self.server = server
    self.filters = filters
  }

  func start() {
    BackgroundThread.start { [self] in
      pump(client, scanner: WireScanner(expectsStartup: true), isClient: true)
    }
    BackgroundThread.start { [self] in
      pump(server, scanner: WireScanner(expectsStartup: false), isClient: false)
    }
  }

  var hasEnded: Bool { ended.load(ordering: .acquiring) }

  func end(byReset: Bool) {
    ended.store(true, ordering: .releasing)
    for socket in [client, server] { byReset ? socket.reset() : socket.shutdown() }
  }

  func remember<R>(_ body: (inout sending Memory) -> sending R) -> sending R { memory.withLock(body) }

  // MARK: Statements

  /// The text of the statement this message from the client starts: of a Query, or of the statement a Bind runs. To be
  /// asked once for every message, since it notes what is prepared.
  func statement(_ message: WireMessage) -> String? {
    var reader = WireReader(message.body)
    switch message.kind {
    case "Q": return reader.cString()
    case "P":
      let (name, text) = (reader.cString(), reader.cString())
      let types = (0..<max(0, reader.int16())).map { _ in UInt32(truncatingIfNeeded: reader.int32()) }
      remember {
        $0.statements[name] = text
        $0.parameterTypes[name] = types
      }
      return nil
    case "B":
      _ = reader.cString()
      let name = reader.cString()
      return remember { $0.statements[name] }
    default: return nil
    }
  }

  /// The text of the statement a Bind runs; empty when there is none.
  func preparedText(_ bind: WireMessage) -> String {
    var reader = WireReader(bind.body)
    _ = reader.cString()
    let name = reader.cString()
    return remember { $0.statements[name] ?? "" }
  }

  /// A message the server refuses in place of this Query, Parse or Bind; its error then reaches the client as
  /// `problem`. So replies keep their order and the server's transaction fails as it would have.
  func refused(_ message: WireMessage, _ problem: WireProblem) -> WireMessage {
    let name = remember { memory in
      memory.refusals.append(problem)
      return "\(Self.marker)\(memory.refusals.count - 1)_"
    }
    var reader = WireReader(message.body)
    switch message.kind {
    case "Q":
      // A commit that fails ends its transaction.
      guard SQLTokens(reader.cString()).starts(with: "commit") else { return .query("select \(name)") }
      remember { $0.hidesCompletions = true }
      return .query("rollback; select \(name)")
    case "P":
      return WireMessage(
        "P", WireBytes.cString(reader.cString()) + WireBytes.cString("select \(name)") + [0, 0])
    case "B":
      let portal = WireBytes.cString(reader.cString())
      _ = reader.cString()
      return WireMessage("B", portal + WireBytes.cString(name) + Array(reader.rest))
    default: return message
    }
  }

  private func refusal(for message: WireMessage) -> WireMessage {
    let text = WireClient.problem(message).message
    guard let start = text.firstRange(of: Self.marker)?.upperBound,
      let number = Int(text[start...].prefix { $0 != "_" })
    else { return message }
    let problem = remember { memory in
      memory.hidesCompletions = false
      return memory.refusals.indices.contains(number) ? memory.refusals[number] : nil
    }
    return problem.map { .error($0.code, $0.message) } ?? message
  }

  // MARK: Pumping

  private func pump(_ source: StreamSocket, scanner: WireScanner, isClient: Bool) {
    var scanner = scanner
    defer { end(byReset: false) }
    while let bytes = try? source.readSome(1 << 18), !bytes.isEmpty {
      scanner.feed(bytes)
      guard let isOpen = try? pumpMessages(&scanner, isClient: isClient), isOpen else { return }
    }
  }

  /// Passes on every whole message that has come, in one write; false when the connection was ended.
  private func pumpMessages(_ scanner: inout WireScanner, isClient: Bool) throws -> Bool {
    var onward: [UInt8] = []
    while let message = try scanner.next() {
      if isClient, scanner.expectsStartup {
        guard try !answerEncryption(message) else { continue }
        scanner.expectsStartup = false
        noteStartup(message)
      }
      for step in steps(message, isClient: isClient) {
        switch step {
        case .pass(let message): onward += message.encoded
        case .answer(let message): try write(message.encoded, toClient: true)
        case .close, .reset:
          try write(onward, toClient: !isClient)
          if case .reset = step { end(byReset: true) } else { end(byReset: false) }
          return false
        }
      }
    }
    try write(onward, toClient: !isClient)
    return true
  }

  private func write(_ bytes: [UInt8], toClient: Bool) throws {
    if bytes.isEmpty { return }
    if toClient {
      try clientWriting.withLock { _ in try client.write(bytes) }
    } else {
      try server.write(bytes)
    }
  }

  /// Requests for TLS or GSSAPI get their "no" here: it is a bare byte, not a message.
  private func answerEncryption(_ message: WireMessage) throws -> Bool {
    var reader = WireReader(message.body)
    guard [80_877_103, 80_877_104].contains(reader.int32()) else { return false }
    try write([UInt8(ascii: "N")], toClient: true)
    return true
  }

  private func noteStartup(_ message: WireMessage) {
    var reader = WireReader(message.body)
    guard reader.int32() == 196_608 else { return }
    var values: [String: String] = [:]
    while !reader.rest.isEmpty {
      let name = reader.cString()
      if name.isEmpty { break }
      values[name] = reader.cString()
    }
    let found = values
    remember { $0.startup = found }
  }

  private func steps(_ message: WireMessage, isClient: Bool) -> [WireStep] {
    var message = message
    if !isClient {
      if message.kind == "Z", let status = message.body.first { remember { $0.status = status } }
      if message.kind == "E" { message = refusal(for: message) }
      if message.kind == "C", remember({ $0.hidesCompletions }) { return [] }
    }
    var steps: [WireStep] = [.pass(message)]
    for filter in isClient ? filters : filters.reversed() {
      steps = steps.flatMap { step -> [WireStep] in
        guard case .pass(let message) = step else { return [step] }
        return isClient ? filter.fromClient(message, self) : filter.fromServer(message, self)
      }
    }
    return steps
  }
}
