// Escapes and holes inside interpolated strings.

extension Lexer {
  /// `\n \t \r \0 \\ \" \' \{ \} \u{1F600}`
  mutating func escape(_ text: inout [UInt8]) {
    let start = at
    at += 1
    switch byte() {
    case UInt8(ascii: "n"): text.append(UInt8(ascii: "\n"))
    case UInt8(ascii: "t"): text.append(UInt8(ascii: "\t"))
    case UInt8(ascii: "r"): text.append(UInt8(ascii: "\r"))
    case UInt8(ascii: "0"): text.append(0)
    case UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "{"), UInt8(ascii: "}"):
      text.append(byte())
    case UInt8(ascii: "u"):
      unicodeEscape(&text, start)
      return
    default:
      if !isAtEnd, byte() != UInt8(ascii: "\n") { advanceScalar() }
      report(.badEscape(source.text(from: start, to: at)), start, at)
      return
    }
    at += 1
  }

  private mutating func unicodeEscape(_ text: inout [UInt8], _ start: Int) {
    at += 1
    var digits: [UInt8] = []
    if byte() == UInt8(ascii: "{") {
      at += 1
      while digits.count < 9, let digit = Lexer.hexDigit(byte()) {
        digits.append(digit)
        at += 1
      }
    }
    let value = digits.count <= 8 ? digits.reduce(UInt32(0)) { ($0 << 4) | UInt32($1) } : UInt32.max
    guard !digits.isEmpty, byte() == UInt8(ascii: "}"), let scalar = Unicode.Scalar(value) else {
      report(.badEscape(source.text(from: start, to: at)), start, at)
      return
    }
    at += 1
    text.append(contentsOf: Array(String(Character(scalar)).utf8))
  }

  static func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }

  /// `{expr}` or `{expr:format}`: the tokens of the expression and the place of the format. A `:` outside all brackets
  /// starts the format. False when the hole is not closed on its line.
  mutating func hole(_ parts: inout [StringPart]) -> Bool {
    let start = at
    at += 1
    var tokens: [Token] = []
    var depth = 0
    while true {
      let token = next(afterToken: tokens.last.map { $0.end == at } ?? false)
      switch token.kind {
      case .openParen, .openBracket, .openBrace: depth += 1
      case .closeParen, .closeBracket: depth -= 1
      case .closeBrace where depth <= 0:
        return closeHole(&parts, tokens, format: nil, start: start, inner: token.start)
      case .closeBrace: depth -= 1
      case .colon where depth <= 0:
        return format(&parts, tokens, start: start, inner: token.start)
      case .newline, .end:
        at = token.start
        report(.unclosedHole, start, start + 1)
        return false
      default: break
      }
      tokens.append(token)
    }
  }

  private mutating func format(_ parts: inout [StringPart], _ tokens: [Token], start: Int, inner: Int) -> Bool
  {
    let formatStart = at
    while !isAtEnd, byte() != UInt8(ascii: "}"), byte() != UInt8(ascii: "\n"), byte() != UInt8(ascii: "\"") {
      at += 1
    }
    guard byte() == UInt8(ascii: "}") else {
      report(.unclosedHole, start, start + 1)
      return false
    }
    let range = formatStart..<at
    at += 1
    return closeHole(&parts, tokens, format: range, start: start, inner: inner)
  }

  private mutating func closeHole(
    _ parts: inout [StringPart], _ tokens: [Token], format: Range<Int>?, start: Int, inner: Int
  ) -> Bool {
    if tokens.isEmpty { report(.emptyHole, start, at) }
    let end = Token(kind: .end, start: inner, end: inner, glued: false)
    parts.append(.hole(tokens: tokens + [end], format: format, start: start, end: at))
    return true
  }
}
