import Synchronization

/// The stand-in's part of each message: texts rewritten or refused, OIDs replaced, `crdb_version` added.
final class CockroachFilter: WireFilter {
  /// One message may be this long (`sql.conn.max_read_buffer_message_size`).
  static let longestMessage = 16 << 20
  /// `pkg/sql/oidext/oidext.go` of CockroachDB: vector, and arrays of it.
  private static let vectorTypes: [UInt32] = [90006, 90007]

  private let server: SocketPlace
  private let version: CockroachStandIn.Version
  private let rewriter: CockroachRewriter
  /// OIDs of vector and its array by database: an extension's differ from one to the next.
  private let known = Mutex<[String: [UInt32]]>([:])

  private let isSerializable: Bool

  init(server: SocketPlace, version: CockroachStandIn.Version, isSerializable: Bool) {
    self.server = server
    self.version = version
    self.isSerializable = isSerializable
    rewriter = CockroachRewriter(version: version)
  }

  // MARK: From the client

  func fromClient(_ message: WireMessage, _ session: ProxySession) -> [WireStep] {
    if message.body.count > Self.longestMessage { return tooLong(message, session) }
    if message.tag == 0, isSerializable, session.remember({ $0.startup["user"] != nil }) {
      // Before the zero byte that ends the list.
      let setting = ["options", "-c default_transaction_isolation=serializable"].flatMap(WireBytes.cString)
      return [.pass(WireMessage(tag: 0, body: message.body.dropLast() + setting + [0]))]
    }
    var reader = WireReader(message.body)
    switch message.kind {
    case "Q":
      return rewrite(reader.cString(), message, session) { .query($0) }
    case "P":
      let name = reader.cString()
      let text = reader.cString()
      let types = (0..<max(0, reader.int16())).map { _ in UInt32(truncatingIfNeeded: reader.int32()) }
      let ours = types.map { replaced($0, Self.vectorTypes, by: vectors(session)) }
      return rewrite(text, message, session) {
        let rest = WireBytes.int16(ours.count) + ours.flatMap { WireBytes.int32(Int($0)) }
        return WireMessage("P", WireBytes.cString(name) + WireBytes.cString($0) + rest)
      }
    case "B" where version < CockroachStandIn.Version(25, 3) && hasBinaryVector(message, session):
      return [.pass(session.refused(message, Self.noBinary))]
    case "B" where injectsRetry(session.preparedText(message), session):
      return [.pass(session.refused(message, Self.injected))]
    default: return [.pass(message)]
    }
  }

  private func rewrite(
    _ text: String, _ message: WireMessage, _ session: ProxySession, _ make: (String) -> WireMessage
  ) -> [WireStep] {
    if message.kind == "Q", injectsRetry(text, session) {
      return [.pass(session.refused(message, Self.injected))]
    }
    do {
      let rewritten = try rewriter.rewrite(text)
      noteSettings(text, session)
      return [.pass(make(rewritten))]
    } catch {
      return [.pass(session.refused(message, error))]
    }
  }

  private func tooLong(_ message: WireMessage, _ session: ProxySession) -> [WireStep] {
    let text = "message size \(message.body.count >> 20) MiB bigger than maximum allowed message size 16 MiB"
    guard "QPB".contains(message.kind) else {
      return [.answer(.error("08P01", text, severity: "FATAL")), .close]
    }
    return [.pass(session.refused(message, WireProblem(code: "08P01", message: text)))]
  }

  private static let noBinary = WireProblem(
    code: "08P01", message: "unsupported OID 90006 with format code FormatBinary")

  /// Looks at the parameters sent in binary: declared as vector, or else shaped like one.
  private func hasBinaryVector(_ message: WireMessage, _ session: ProxySession) -> Bool {
    var reader = WireReader(message.body)
    _ = reader.cString()
    let name = reader.cString()
    let types = session.remember { $0.parameterTypes[name] ?? [] }
    let formats = (0..<max(0, reader.int16())).map { _ in reader.int16() }
    for index in 0..<max(0, reader.int16()) {
      let length = reader.int32()
      let value = reader.bytes(length)
      let format = formats.count == 1 ? formats[0] : index < formats.count ? formats[index] : 0
      if format == 0 { continue }
      let type = index < types.count ? types[index] : 0
      if Self.vectorTypes.contains(type) || (type == 0 && Self.looksLikeVector(value)) { return true }
    }
    return false
  }

  /// A count of dimensions, a zero, and four bytes for each.
  private static func looksLikeVector(_ value: ArraySlice<UInt8>) -> Bool {
    var reader = WireReader(Array(value))
    let (dimensions, zero) = (reader.int16(), reader.int16())
    return dimensions > 0 && zero == 0 && value.count == 4 + 4 * dimensions
  }

  // MARK: inject_retry_errors_enabled

  private static let injection = "inject_retry_errors_enabled"
  private static let injected = WireProblem(
    code: "40001",
    message: "restart transaction: TransactionRetryWithProtoRefreshError: injected by "
      + "`inject_retry_errors_enabled` session variable")

  private func noteSettings(_ text: String, _ session: ProxySession) {
    guard text.lowercased().contains(Self.injection) else { return }
    for statement in SQLTokens(text).statements {
      let keys = statement.keys.filter { $0 != "session" }
      guard keys.count == 4, keys[0] == "set", keys[1] == Self.injection else { continue }
      session.remember { $0.injectsRetries = ["true", "on", "'on'", "'true'"].contains(keys[3]) }
    }
  }

  /// Every statement of an explicit transaction fails, but those that end it or change the setting.
  private func injectsRetry(_ text: String, _ session: ProxySession) -> Bool {
    let isOn = session.remember { $0.injectsRetries && $0.status == UInt8(ascii: "T") }
    return isOn && !["rollback", "abort", "set", "reset", "show"].contains(SQLTokens(text).keys.first ?? "")
  }

  // MARK: From the server

  func fromServer(_ message: WireMessage, _ session: ProxySession) -> [WireStep] {
    var reader = WireReader(message.body)
    switch message.kind {
    case "R" where message.body == [0, 0, 0, 0]:
      let status = WireMessage("S", WireBytes.cString("crdb_version") + WireBytes.cString(version.text))
      return [.pass(message), .pass(status)]
    case "S" where reader.cString() == "server_version":
      return [.pass(WireMessage("S", WireBytes.cString("server_version") + WireBytes.cString("13.0.0")))]
    case "T": return [.pass(WireMessage("T", columns(message, vectors(session))))]
    case "t":
      let count = reader.int16()
      let types = (0..<max(0, count)).map { _ in
        replaced(UInt32(truncatingIfNeeded: reader.int32()), vectors(session), by: Self.vectorTypes)
      }
      return [.pass(WireMessage("t", WireBytes.int16(count) + types.flatMap { WireBytes.int32(Int($0)) }))]
    default: return [.pass(message)]
    }
  }

  private func columns(_ message: WireMessage, _ vectors: [UInt32]) -> [UInt8] {
    var reader = WireReader(message.body)
    let count = reader.int16()
    var body = WireBytes.int16(count)
    for _ in 0..<max(0, count) {
      body += WireBytes.cString(reader.cString()) + reader.bytes(6)
      let type = replaced(UInt32(truncatingIfNeeded: reader.int32()), vectors, by: Self.vectorTypes)
      body += WireBytes.int32(Int(type)) + reader.bytes(8)
    }
    return body
  }

  private func replaced(_ type: UInt32, _ from: [UInt32], by others: [UInt32]) -> UInt32 {
    zip(from, others).first { $0.0 == type }?.1 ?? type
  }

  /// The server's OIDs of vector and its array in the session's database; none without the extension.
  private func vectors(_ session: ProxySession) -> [UInt32] {
    let name = session.remember { $0.startup["database"] ?? $0.startup["user"] ?? "postgres" }
    if let found = known.withLock({ $0[name] }) { return found }
    let sql = "select oid, typarray from pg_type where typname = 'vector'"
    let row = (try? WireClient(server, database: name).query(sql))?.rows.first
    guard let row else { return [] }
    let found = row.compactMap { $0.flatMap { UInt32($0) } }
    known.withLock { $0[name] = found }
    return found
  }
}
