/// A plain reader of JSON (RFC 8259) that only tells whether a text is an object, and which keys it has.
struct JSONJudge {
  private let bytes: [UInt8]
  private var at = 0
  /// Of the outermost object, in their order.
  private(set) var keys: [String] = []

  init(_ text: String) throws {
    bytes = Array(text.utf8)
    skipSpace()
    guard peek == UInt8(ascii: "{") else { throw wrong("no object") }
    try value(depth: 0)
    skipSpace()
    guard at == bytes.count else { throw wrong("text behind the end") }
  }

  private var peek: UInt8 { at < bytes.count ? bytes[at] : 0 }

  private func wrong(_ what: String) -> BrokenPromise {
    BrokenPromise(description: "not JSON at byte \(at): \(what)")
  }

  private mutating func skipSpace() {
    while [0x20, 0x09, 0x0A, 0x0D].contains(peek), at < bytes.count { at += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard peek == UInt8(truncatingIfNeeded: character.value), at < bytes.count else { return false }
    at += 1
    return true
  }

  private mutating func value(depth: Int) throws {
    skipSpace()
    switch peek {
    case UInt8(ascii: "{"):
      at += 1
      if take("}") { return }
      repeat {
        skipSpace()
        let key = try string()
        if depth == 0 { keys.append(key) }
        guard take(":") else { throw wrong("no colon") }
        try value(depth: depth + 1)
      } while take(",")
      guard take("}") else { throw wrong("an object without end") }
    case UInt8(ascii: "["):
      at += 1
      if take("]") { return }
      repeat { try value(depth: depth + 1) } while take(",")
      guard take("]") else { throw wrong("a list without end") }
    case UInt8(ascii: "\""): _ = try string()
    default: try word()
    }
  }

  private mutating func word() throws {
    let start = at
    while at < bytes.count, !Array(",]} \n".utf8).contains(bytes[at]) { at += 1 }
    let text = String(decoding: bytes[start..<at], as: UTF8.self)
    if ["true", "false", "null"].contains(text) { return }
    let digits = text.hasPrefix("-") ? text.dropFirst() : Substring(text)
    let isLed = digits.count > 1 && digits.hasPrefix("0") && digits.dropFirst().first?.isNumber == true
    guard let first = digits.first, first.isASCII, first.isNumber, !isLed, Double(text) != nil else {
      throw wrong("the word \(text)")
    }
  }

  private mutating func string() throws -> String {
    guard peek == UInt8(ascii: "\""), at < bytes.count else { throw wrong("no text") }
    at += 1
    let start = at
    while peek != UInt8(ascii: "\"") {
      guard at < bytes.count, peek >= 0x20 else { throw wrong("a bare control character, or no end") }
      if peek == UInt8(ascii: "\\") {
        at += 1
        guard Array("\"\\/bfnrtu".utf8).contains(peek) else { throw wrong("an unknown escape") }
      }
      at += 1
    }
    at += 1
    return String(decoding: bytes[start..<(at - 1)], as: UTF8.self)
  }
}
