/// The values of one line of JSON, read from raw memory and decoded in place: what is decoded is never longer than what
/// was written. Lifetime: `begin` borrows the text until the next `begin`. The byte at `end` is a newline (or a zero in the
/// padding after one), so no scan passes it.
struct JSONValueParser {
  var text = UnsafeMutablePointer<UInt8>.allocate(capacity: 0)
  var at = 0
  var start = 0
  var end = 0
  /// Objects and arrays inside each other.
  static let depthLimit = 256

  mutating func begin(_ text: UnsafeMutablePointer<UInt8>, at start: Int, end: Int) {
    self.text = text
    self.start = start
    self.end = end
    at = start
  }

  var isAtEnd: Bool { at >= end }
  var peek: UInt8 { text[at] }

  @inline(__always) mutating func skipSpace() {
    while text[at] == 0x20 || text[at] == 0x09 || text[at] == 0x0D { at += 1 }
  }

  @inline(__always) mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard text[at] == UInt8(truncatingIfNeeded: character.value), at < end else { return false }
    at += 1
    return true
  }

  /// A field's value as a cell.
  mutating func value(key: Int32) throws(BadLine) -> Cell {
    let first = at
    switch text[at] {
    case UInt8(ascii: "\""):
      at += 1
      let place = try string()
      return Cell(key: key, kind: .text, offset: UInt32(place.offset), length: UInt32(place.length), bits: 0)
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      var out = at
      try compact(&out, depth: 1)
      return Cell(key: key, kind: .json, offset: UInt32(first), length: UInt32(out - first), bits: 0)
    case UInt8(ascii: "t"):
      try word("true")
      return Cell(key: key, kind: .bool, offset: UInt32(first), length: 4, bits: 1)
    case UInt8(ascii: "f"):
      try word("false")
      return Cell(key: key, kind: .bool, offset: UInt32(first), length: 5, bits: 0)
    case UInt8(ascii: "n"):
      try word("null")
      return Cell(key: key, kind: .null, offset: UInt32(first), length: 4, bits: 0)
    default:
      return try numberCell(key: key)
    }
  }

  private mutating func numberCell(key: Int32) throws(BadLine) -> Cell {
    let first = at
    guard let number = scanNumber(text + at, count: end - at) else { throw unexpected("a value") }
    at += number.length
    var cell = Cell(key: key, kind: .int, offset: UInt32(first), length: UInt32(number.length), bits: 0)
    switch number.value {
    case .int(let value): cell.bits = UInt64(bitPattern: value)
    case .float(let value):
      if !value.isFinite {
        throw BadLine(reason: "at byte \(first - start + 1): the number is too large for a float")
      }
      cell.kind = .float
      cell.bits = value.bitPattern
    }
    return cell
  }

  private mutating func word(_ word: StaticString) throws(BadLine) {
    for index in 0..<word.utf8CodeUnitCount {
      guard at + index < end, text[at + index] == word.utf8Start[index] else { throw unexpected("a value") }
    }
    at += word.utf8CodeUnitCount
  }

  /// Copies a value to `out` (at or before its own place) without the space between its parts; strings and numbers stay as
  /// they were written.
  private mutating func compact(_ out: inout Int, depth: Int) throws(BadLine) {
    if depth > Self.depthLimit {
      throw BadLine(reason: "values are nested more than \(Self.depthLimit) deep")
    }
    let isObject = text[at] == UInt8(ascii: "{")
    let close: UInt8 = isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")
    copy(1, to: &out)
    skipSpace()
    if text[at] == close { return copy(1, to: &out) }
    while true {
      if isObject {
        guard take("\"") else { throw unexpected("a field name in quotes") }
        try compactString(&out)
        skipSpace()
        guard text[at] == UInt8(ascii: ":") else { throw unexpected("`:` after the field's name") }
        copy(1, to: &out)
        skipSpace()
      }
      try compactValue(&out, depth: depth)
      skipSpace()
      let next = text[at]
      guard next == close || next == UInt8(ascii: ",") else {
        throw unexpected("`,` or the end of the nested value")
      }
      copy(1, to: &out)
      if next == close { return }
      skipSpace()
    }
  }

  private mutating func compactValue(_ out: inout Int, depth: Int) throws(BadLine) {
    switch text[at] {
    case UInt8(ascii: "{"), UInt8(ascii: "["): try compact(&out, depth: depth + 1)
    case UInt8(ascii: "\""):
      at += 1
      try compactString(&out)
    case UInt8(ascii: "t"): try copyWord("true", to: &out)
    case UInt8(ascii: "f"): try copyWord("false", to: &out)
    case UInt8(ascii: "n"): try copyWord("null", to: &out)
    default:
      guard let number = scanNumber(text + at, count: end - at) else { throw unexpected("a value") }
      copy(number.length, to: &out)
    }
  }

  private mutating func copyWord(_ expected: StaticString, to out: inout Int) throws(BadLine) {
    let first = at
    try word(expected)
    at = first
    copy(expected.utf8CodeUnitCount, to: &out)
  }

  private mutating func compactString(_ out: inout Int) throws(BadLine) {
    let first = at - 1
    try skipString()
    let length = at - first
    at = first
    copy(length, to: &out)
  }

  private mutating func copy(_ count: Int, to out: inout Int) {
    if out != at { (text + out).update(from: text + at, count: count) }
    out += count
    at += count
  }

  func unexpected(_ expected: String) -> BadLine {
    if isAtEnd { return BadLine(reason: "the line ends where \(expected) should be", isIncomplete: true) }
    return BadLine(reason: "at byte \(at - start + 1): \(describe(text[at])) where \(expected) should be")
  }

  private func describe(_ byte: UInt8) -> String {
    byte > 0x20 && byte < 0x7F ? "`\(Character(Unicode.Scalar(byte)))`" : "byte 0x" + String(byte, radix: 16)
  }

  /// True when the line breaks off where an indented document does.
  func looksIndented(from start: Int) -> Bool {
    var last = end - 1
    while last >= start, text[last] == 0x20 || text[last] == 0x09 || text[last] == 0x0D { last -= 1 }
    guard last >= start else { return false }
    return [UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: ","), UInt8(ascii: ":")].contains(text[last])
  }
}
