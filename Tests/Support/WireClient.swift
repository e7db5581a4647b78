import Glibc

/// A small PostgreSQL client for the tests' own chores: trusted logins, simple queries with text results, and raw
/// messages to try proxies with. The product's client is libpq; this one depends on nothing it uses.
public final class WireClient {
  /// What one simple query came to. Several statements: the last one that has rows.
  public struct Answer: Sendable {
    public var columns: [String] = []
    /// The type of each column, by OID.
    public var types: [UInt32] = []
    public var rows: [[String?]] = []
    /// Of the last statement, as `INSERT 0 1`.
    public var tag = ""
    /// One line a row, columns separated by `|`, NULL empty: as `psql -At` prints.
    public var text: String {
      rows.map { $0.map { $0 ?? "" }.joined(separator: "|") }.joined(separator: "\n")
    }
  }

  private let socket: StreamSocket
  private var scanner = WireScanner(expectsStartup: false)
  /// Run-time parameters the server reported, as `server_version`.
  public private(set) var parameters: [String: String] = [:]

  /// Logs in to the database of a URL, as the URL's user.
  public convenience init(_ place: SocketPlace, url: String, patience: Int = 20) throws {
    let parts = ConnectionParts(url)
    try self.init(place, database: parts.database, user: parts.user, patience: patience)
  }

  /// Logs in. A server that asks for a password is refused; silence of `patience` seconds is an error.
  public init(
    _ place: SocketPlace, database: String = "postgres", user: String = "vnb", patience: Int = 20
  ) throws {
    socket = try StreamSocket.connect(place)
    socket.setTimeout(seconds: patience)
    let startup = ["user", user, "database", database, "client_encoding", "UTF8"].flatMap(WireBytes.cString)
    try socket.write(WireMessage(tag: 0, body: WireBytes.int32(196_608) + startup + [0]).encoded)
    while true {
      let message = try receive()
      if message.kind == "Z" { return }
      if message.kind == "E" { throw Self.problem(message) }
      if message.kind == "R", message.body.prefix(4) != [0, 0, 0, 0] {
        throw WireProblem(code: "28000", message: "the server asks for a password")
      }
    }
  }

  /// Runs one or several statements without parameters.
  @discardableResult
  public func query(_ sql: String) throws -> Answer {
    try send([.query(sql)])
    return try answer()
  }

  /// Runs one statement with text parameters, or none, through Parse, Bind, Describe, Execute and Sync.
  @discardableResult
  public func execute(_ sql: String, _ values: [String?] = [], types: [UInt32] = []) throws -> Answer {
    let parse = WireBytes.int16(types.count) + types.flatMap { WireBytes.int32(Int($0)) }
    let bind = [0, 0] + WireMessage.row(values).body + [0, 0]
    try send([
      WireMessage("P", [0] + WireBytes.cString(sql) + parse),
      WireMessage("B", [0, 0] + bind), WireMessage("D", Array("P".utf8) + [0]),
      WireMessage("E", [0, 0, 0, 0, 0]), WireMessage("S"),
    ])
    return try answer()
  }

  /// The same with one parameter in binary.
  @discardableResult
  public func execute(_ sql: String, binary value: [UInt8], type: UInt32 = 0) throws -> Answer {
    let types = type == 0 ? WireBytes.int16(0) : WireBytes.int16(1) + WireBytes.int32(Int(type))
    let bind = [0, 1, 0, 1, 0, 1] + WireBytes.int32(value.count) + value + [0, 0]
    try send([
      WireMessage("P", [0] + WireBytes.cString(sql) + types), WireMessage("B", [0, 0] + bind),
      WireMessage("D", Array("P".utf8) + [0]), WireMessage("E", [0, 0, 0, 0, 0]), WireMessage("S"),
    ])
    return try answer()
  }

  /// `COPY … FROM STDIN` of lines in the text format.
  @discardableResult
  public func copy(_ sql: String, lines: [String]) throws -> Answer {
    try send([.query(sql)])
    let reply = try receive()
    guard reply.kind == "G" else {
      while try receive().kind != "Z" {}
      throw Self.problem(reply)
    }
    for line in lines { try send([WireMessage("d", Array("\(line)\n".utf8))]) }
    try send([WireMessage("c")])
    return try answer()
  }

  func send(_ messages: [WireMessage]) throws {
    do {
      try socket.write(messages.flatMap(\.encoded))
    } catch {
      throw WireProblem(code: "08006", message: "\(error)")
    }
  }

  /// The next message that is neither a notice nor a parameter's value.
  func receive() throws -> WireMessage {
    while true {
      guard let message = try scanner.next() else {
        let bytes: [UInt8]
        do { bytes = try socket.readSome() } catch { throw WireProblem(code: "08006", message: "\(error)") }
        guard !bytes.isEmpty else {
          throw WireProblem(code: "08006", message: "the server closed the connection")
        }
        scanner.feed(bytes)
        continue
      }
      if message.kind == "S" {
        var reader = WireReader(message.body)
        let name = reader.cString()
        parameters[name] = reader.cString()
      } else if message.kind != "N" {
        return message
      }
    }
  }

  /// Everything up to ReadyForQuery; the first error is thrown after it.
  func answer() throws -> Answer {
    var answer = Answer()
    var failure: WireProblem?
    while true {
      let message = try receive()
      var reader = WireReader(message.body)
      switch message.kind {
      case "T":
        (answer.columns, answer.types) = Self.columns(message)
        answer.rows = []
      case "D": answer.rows.append(Self.values(message))
      case "C": answer.tag = reader.cString()
      case "G": try send([WireMessage("f", WireBytes.cString("no data"))])
      case "E": failure = failure ?? Self.problem(message)
      case "Z":
        if let failure { throw failure }
        return answer
      default: break
      }
    }
  }

  private static func columns(_ message: WireMessage) -> ([String], [UInt32]) {
    var reader = WireReader(message.body)
    var (names, types): ([String], [UInt32]) = ([], [])
    for _ in 0..<max(0, reader.int16()) {
      names.append(reader.cString())
      _ = reader.bytes(6)
      types.append(UInt32(truncatingIfNeeded: reader.int32()))
      _ = reader.bytes(8)
    }
    return (names, types)
  }

  private static func values(_ message: WireMessage) -> [String?] {
    var reader = WireReader(message.body)
    return (0..<max(0, reader.int16())).map { _ in
      let length = reader.int32()
      return length < 0 ? nil : String(decoding: reader.bytes(length), as: UTF8.self)
    }
  }

  static func problem(_ message: WireMessage) -> WireProblem {
    var reader = WireReader(message.body)
    var fields: [UInt8: String] = [:]
    while true {
      let field = reader.byte()
      if field == 0 { break }
      fields[field] = reader.cString()
    }
    return WireProblem(
      code: fields[UInt8(ascii: "C")] ?? "", message: fields[UInt8(ascii: "M")] ?? "no message")
  }
}
