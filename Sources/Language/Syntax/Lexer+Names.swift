// Names: ASCII letters, digits and `_`, and the letters of every other script.

extension Lexer {
  var isNameStart: Bool {
    let first = byte()
    if first < 0x80 { return Lexer.isLetter(first) }
    return scalar().map { $0.properties.isAlphabetic } ?? false
  }

  var isNameContinue: Bool {
    guard !isAtEnd else { return false }
    let first = byte()
    if first < 0x80 { return Lexer.isLetter(first) || Lexer.isDigit(first) }
    guard let properties = scalar()?.properties else { return false }
    return properties.isAlphabetic || properties.numericType != nil
      || properties.generalCategory == .nonspacingMark
  }

  static func isLetter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): true
    default: false
    }
  }

  static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

  /// Bytes of the UTF-8 scalar at the cursor; at least 1.
  var scalarLength: Int {
    let first = byte()
    let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    return min(length, max(1, source.utf8.count - at))
  }

  func scalar() -> Unicode.Scalar? {
    let end = at + scalarLength
    guard at < end, end <= source.utf8.count else { return nil }
    return String(decoding: source.utf8[at..<end], as: UTF8.self).unicodeScalars.first
  }

  mutating func advanceScalar() { at += scalarLength }
}

/// True when `text` can be written as a name, without quotes.
public func isPlainName(_ text: String) -> Bool {
  guard TokenKind.keywords[text] == nil else { return false }
  var lexer = Lexer(SourceText(name: "", text: text))
  guard !lexer.isAtEnd, lexer.isNameStart else { return false }
  while lexer.isNameContinue { lexer.advanceScalar() }
  return lexer.isAtEnd
}
