/// Cuts source text into tokens. Errors become diagnostics and an `.invalid` token; it always ends with `.end`.
struct Lexer {
  let source: SourceText
  var at = 0
  var diagnostics: [Diagnostic] = []
  var comments: [Comment] = []
  /// True when the text ends inside a block string: more lines may complete it.
  var endsInsideBlockString = false
  /// Strings inside holes inside strings.
  var stringDepth = 0

  init(_ source: SourceText) { self.source = source }

  mutating func tokens() -> [Token] {
    var result: [Token] = []
    while true {
      let token = next(afterToken: result.last.map { $0.kind != .newline && $0.end == at } ?? false)
      result.append(token)
      if token.kind == .end { return result }
    }
  }

  func byte(_ offset: Int = 0) -> UInt8 {
    let place = at + offset
    return place < source.utf8.count ? source.utf8[place] : 0
  }

  var isAtEnd: Bool { at >= source.utf8.count }

  func span(_ start: Int, _ end: Int) -> SourceSpan { SourceSpan(source: source, start: start, end: end) }

  mutating func report(_ error: LanguageError, _ start: Int, _ end: Int) {
    guard diagnostics.count < Limits.diagnostics else { return }
    diagnostics.append(error.diagnostic(at: span(start, end)))
  }

  /// The next token; `touching` says that the token before it ends where this search starts.
  mutating func next(afterToken touching: Bool) -> Token {
    let before = at
    skipSpace()
    let glued = touching && at == before
    let start = at
    guard !isAtEnd else { return Token(kind: .end, start: start, end: start, glued: false) }
    var token: Token
    switch byte() {
    case UInt8(ascii: "\n"):
      at += 1
      token = Token(kind: .newline, start: start, end: at, glued: false)
    case UInt8(ascii: "0")...UInt8(ascii: "9"): token = number()
    case UInt8(ascii: "\""): token = string()
    case UInt8(ascii: "'"): token = rawString()
    default: token = isNameStart ? word() : sign()
    }
    token.glued = glued
    return token
  }

  private mutating func skipSpace() {
    while !isAtEnd {
      switch byte() {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): at += 1
      case UInt8(ascii: "#"): comment()
      default: return
      }
    }
  }

  private mutating func comment() {
    let start = at
    let isDoc = byte(1) == UInt8(ascii: "#")
    while !isAtEnd, byte() != UInt8(ascii: "\n") { at += 1 }
    var end = at
    if end > start, source.utf8[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    let lineStart = source.lineStarts[source.lineIndex(at: start)]
    let ownsLine = source.utf8[lineStart..<start].allSatisfy {
      $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t")
    }
    comments.append(Comment(span: span(start, end), isDoc: isDoc, ownsLine: ownsLine))
  }

  private mutating func word() -> Token {
    let start = at
    while isNameContinue { advanceScalar() }
    let kind = TokenKind.keywords[source.text(from: start, to: at)] ?? .name
    return Token(kind: kind, start: start, end: at, glued: false)
  }

  private mutating func sign() -> Token {
    let start = at
    for length in [3, 2, 1] where start + length <= source.utf8.count {
      let text = String(decoding: source.utf8[start..<(start + length)], as: UTF8.self)
      if let kind = TokenKind(rawValue: text), !kind.isWord {
        at = start + length
        return Token(kind: kind, start: start, end: at, glued: false)
      }
    }
    advanceScalar()
    report(.unexpectedCharacter(source.text(from: start, to: at)), start, at)
    return Token(kind: .invalid, start: start, end: at, glued: false)
  }
}
