/// Whose rules tell the parts of a SQL text apart.
public enum SQLLexis: Sendable {
  /// '…' "…" `…` with doubled quotes, […], `--` to the line's end, `/* … */`; parameters begin with `:`, `@`, `$`, `#`, `?`.
  case sqlite
  /// '…' "…" with doubled quotes, E'…' with backslashes, $tag$…$tag$, `--`, `/* … */` one inside another; parameters are `:name`,
  /// not `::`, and `$1`. (https://www.postgresql.org/docs/18/sql-syntax-lexical.html)
  case postgres
}

/// Finds the parts of SQL text that matter to us: statements, parameters, quotes and comments.
struct SQLScanner {
  enum Token: Equatable {
    case word, parameter, semicolon, quoted, number, symbol
  }

  let bytes: [UInt8]
  let lexis: SQLLexis
  var position = 0

  init(_ text: String, lexis: SQLLexis = .sqlite) {
    bytes = Array(text.utf8)
    self.lexis = lexis
  }

  /// True when anything but spaces, comments and `;` is in the text.
  static func hasStatement(_ text: String, lexis: SQLLexis = .sqlite) -> Bool {
    var scanner = SQLScanner(text, lexis: lexis)
    while let (token, _) = try? scanner.next() {
      if token != .semicolon { return true }
    }
    return false
  }

  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  func byte(_ at: Int) -> UInt8 { at < bytes.count ? bytes[at] : 0 }

  /// The next token and its bytes, or nil at the end.
  mutating func next() throws -> (token: Token, range: Range<Int>)? {
    try skipSpace()
    guard position < bytes.count else { return nil }
    let start = position
    let token = try lexis == .postgres ? scanPostgres(byte(start)) : scan(byte(start))
    return (token, start..<position)
  }

  private mutating func scan(_ first: UInt8) throws -> Token {
    switch first {
    case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"):
      try quoted(until: first)
      return .quoted
    case UInt8(ascii: "["):
      try bracketed()
      return .quoted
    case UInt8(ascii: ";"):
      position += 1
      return .semicolon
    case UInt8(ascii: ":"), UInt8(ascii: "@"), UInt8(ascii: "$"), UInt8(ascii: "?"), UInt8(ascii: "#"):
      // PostgreSQL's `::` is a cast.
      if first == UInt8(ascii: ":"), byte(position + 1) == first {
        position += 2
        return .symbol
      }
      position += 1
      let start = position
      while SQLScanner.isNamePart(byte(position)) { position += 1 }
      return position > start || first == UInt8(ascii: "?") ? .parameter : .symbol
    default: break
    }
    let isDigit = first >= 48 && first <= 57
    guard SQLScanner.isNamePart(first) else {
      position += 1
      return .symbol
    }
    while SQLScanner.isNamePart(byte(position)) { position += 1 }
    return isDigit ? .number : .word
  }

  /// Letters, digits, `_` and every byte of a character beyond ASCII.
  static func isNamePart(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57, 65...90, 97...122, 95, 128...255: return true
    default: return false
    }
  }

  private mutating func skipSpace() throws {
    while position < bytes.count {
      let current = byte(position)
      if current == 32 || (current >= 9 && current <= 13) {
        position += 1
      } else if current == UInt8(ascii: "-"), byte(position + 1) == UInt8(ascii: "-") {
        while position < bytes.count, byte(position) != 10 { position += 1 }
      } else if current == UInt8(ascii: "/"), byte(position + 1) == UInt8(ascii: "*") {
        try skipComment()
      } else {
        return
      }
    }
  }

  private mutating func skipComment() throws {
    let start = position
    position += 2
    var depth = 1
    while position < bytes.count {
      if byte(position) == UInt8(ascii: "*"), byte(position + 1) == UInt8(ascii: "/") {
        position += 2
        depth -= 1
        if depth == 0 { return }
      } else if lexis == .postgres, byte(position) == UInt8(ascii: "/"),
        byte(position + 1) == UInt8(ascii: "*")
      {
        position += 2
        depth += 1
      } else {
        position += 1
      }
    }
    throw StoreError.unfinishedStatement(what: "a comment", offset: start)
  }

  mutating func quoted(until quote: UInt8) throws {
    let start = position
    position += 1
    while position < bytes.count {
      if byte(position) == quote {
        position += 1
        if byte(position) != quote { return }
      }
      position += 1
    }
    throw StoreError.unfinishedStatement(
      what: quote == UInt8(ascii: "'") ? "a text" : "a quoted name", offset: start)
  }

  private mutating func bracketed() throws {
    let start = position
    while position < bytes.count {
      position += 1
      if byte(position - 1) == UInt8(ascii: "]") { return }
    }
    throw StoreError.unfinishedStatement(what: "a quoted name", offset: start)
  }
}
