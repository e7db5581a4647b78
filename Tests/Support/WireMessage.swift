import Glibc

/// One message of the PostgreSQL protocol, version 3: a type byte, a length and a body. A client's first messages
/// (start-up, cancel, TLS request) have no type byte; here their tag is 0.
///
/// Source: PostgreSQL's documentation, "Frontend/Backend Protocol", "Message Formats".
struct WireMessage: Sendable {
  var tag: UInt8
  var body: [UInt8]

  init(tag: UInt8, body: [UInt8]) {
    self.tag = tag
    self.body = body
  }

  init(_ tag: Character, _ body: [UInt8] = []) {
    self.init(tag: tag.asciiValue ?? 0, body: body)
  }

  var kind: Character { Character(UnicodeScalar(tag)) }

  var encoded: [UInt8] { (tag == 0 ? [] : [tag]) + WireBytes.int32(body.count + 4) + body }

  static func query(_ sql: String) -> WireMessage { WireMessage("Q", WireBytes.cString(sql)) }

  /// An ErrorResponse.
  static func error(_ code: String, _ message: String, severity: String = "ERROR") -> WireMessage {
    let fields = [("S", severity), ("V", severity), ("C", code), ("M", message)]
    return WireMessage("E", fields.flatMap { Array($0.0.utf8) + WireBytes.cString($0.1) } + [0])
  }

  static func complete(_ tag: String) -> WireMessage { WireMessage("C", WireBytes.cString(tag)) }

  /// A RowDescription of columns sent as text.
  static func columns(_ columns: [(name: String, type: UInt32)]) -> WireMessage {
    var body = WireBytes.int16(columns.count)
    for column in columns {
      body += WireBytes.cString(column.name) + [0, 0, 0, 0, 0, 0] + WireBytes.int32(Int(column.type))
      body += WireBytes.int16(-1) + WireBytes.int32(-1) + WireBytes.int16(0)
    }
    return WireMessage("T", body)
  }

  static func row(_ values: [String?]) -> WireMessage {
    var body = WireBytes.int16(values.count)
    for value in values {
      body += WireBytes.int32(value?.utf8.count ?? -1)
      if let value { body += Array(value.utf8) }
    }
    return WireMessage("D", body)
  }
}

/// Numbers and strings as the protocol has them: big-endian, zero-terminated.
enum WireBytes {
  static func int16(_ value: Int) -> [UInt8] {
    let bits = UInt16(truncatingIfNeeded: value)
    return [UInt8(bits >> 8), UInt8(bits & 255)]
  }
  static func int32(_ value: Int) -> [UInt8] {
    let bits = UInt32(truncatingIfNeeded: value)
    return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: bits >> $0) }
  }
  static func cString(_ text: String) -> [UInt8] { Array(text.utf8) + [0] }
}

/// Walks through a body; past its end everything is zero or empty.
struct WireReader {
  private(set) var rest: ArraySlice<UInt8>

  init(_ body: [UInt8]) { rest = body[...] }

  mutating func bytes(_ count: Int) -> ArraySlice<UInt8> {
    let taken = rest.prefix(max(0, count))
    rest = rest.dropFirst(taken.count)
    return taken
  }
  mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }
  mutating func int16() -> Int {
    Int(Int16(truncatingIfNeeded: bytes(2).reduce(0) { $0 << 8 | Int($1) }))
  }
  mutating func int32() -> Int {
    Int(Int32(truncatingIfNeeded: bytes(4).reduce(0) { $0 << 8 | Int($1) }))
  }
  mutating func cString() -> String {
    let length = rest.withUnsafeBytes { bytes -> Int in
      guard let start = bytes.baseAddress, let end = memchr(start, 0, bytes.count) else { return bytes.count }
      return UnsafeRawPointer(end) - start
    }
    let text = String(decoding: rest.prefix(length), as: UTF8.self)
    rest = rest.dropFirst(length + 1)
    return text
  }
}

/// Cuts a byte stream into messages.
struct WireScanner {
  private var buffer: [UInt8] = []
  private var start = 0
  /// True until the start-up message, which has no type byte, has gone by. Servers' streams start without.
  var expectsStartup: Bool

  init(expectsStartup: Bool) { self.expectsStartup = expectsStartup }

  mutating func feed(_ bytes: [UInt8]) {
    buffer.removeFirst(start)
    start = 0
    buffer += bytes
  }

  /// The next whole message, if it has come.
  mutating func next() throws -> WireMessage? {
    let head = expectsStartup ? 0 : 1
    guard buffer.count - start >= head + 4 else { return nil }
    var reader = WireReader(Array(buffer[(start + head)..<(start + head + 4)]))
    let length = reader.int32()
    guard length >= 4 else { throw WireProblem(code: "08P01", message: "a message of length \(length)") }
    guard buffer.count - start >= head + length else { return nil }
    let message = WireMessage(
      tag: head == 0 ? 0 : buffer[start], body: Array(buffer[(start + head + 4)..<(start + head + length)]))
    start += head + length
    return message
  }
}

/// What a server refused, or a broken stream (code 08006 or 08P01).
public struct WireProblem: Error, CustomStringConvertible, Sendable {
  public let code: String
  public let message: String
  public var description: String { "\(code): \(message)" }
}
