extension SQLScanner {
  /// The token that starts with `first`, by PostgreSQL's rules.
  mutating func scanPostgres(_ first: UInt8) throws -> Token {
    switch first {
    case UInt8(ascii: "'"), UInt8(ascii: "\""):
      try quoted(until: first)
      return .quoted
    case UInt8(ascii: ";"):
      position += 1
      return .semicolon
    case UInt8(ascii: ":"): return colon()
    case UInt8(ascii: "$"): return try dollar()
    case UInt8(ascii: "E"), UInt8(ascii: "e"):
      guard byte(position + 1) == UInt8(ascii: "'") else { break }
      try escaped()
      return .quoted
    default: break
    }
    guard SQLScanner.isNamePart(first) else {
      position += 1
      return .symbol
    }
    position += 1
    // A dollar sign may stand inside a name.
    while SQLScanner.isNamePart(byte(position)) || byte(position) == UInt8(ascii: "$") { position += 1 }
    return SQLScanner.isDigit(first) ? .number : .word
  }

  static func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte <= 57 }

  /// `:name`; `::`, `:=` and the `:` of `a[1:2]` are symbols.
  private mutating func colon() -> Token {
    position += 1
    let next = byte(position)
    if next == UInt8(ascii: ":") || next == UInt8(ascii: "=") {
      position += 1
      return .symbol
    }
    guard SQLScanner.isNamePart(next), !SQLScanner.isDigit(next) else { return .symbol }
    while SQLScanner.isNamePart(byte(position)) { position += 1 }
    return .parameter
  }

  /// `$1`, or a text between two `$tag$`.
  private mutating func dollar() throws -> Token {
    let start = position
    var end = start + 1
    if SQLScanner.isDigit(byte(end)) {
      while SQLScanner.isDigit(byte(end)) { end += 1 }
      position = end
      return .parameter
    }
    while SQLScanner.isNamePart(byte(end)) { end += 1 }
    guard byte(end) == UInt8(ascii: "$") else {
      position += 1
      return .symbol
    }
    let tag = bytes[start...end]
    position = end + 1
    while position < bytes.count {
      if byte(position) == UInt8(ascii: "$"), bytes[position...].starts(with: tag) {
        position += tag.count
        return .quoted
      }
      position += 1
    }
    throw StoreError.unfinishedStatement(what: "a text", offset: start)
  }

  /// `E'…'`: a backslash takes the next byte for itself.
  private mutating func escaped() throws {
    let start = position
    position += 2
    while position < bytes.count {
      switch byte(position) {
      case UInt8(ascii: "\\"): position += 2
      case UInt8(ascii: "'"):
        position += 1
        if byte(position) != UInt8(ascii: "'") { return }
        position += 1
      default: position += 1
      }
    }
    position = bytes.count
    throw StoreError.unfinishedStatement(what: "a text", offset: start)
  }

  /// A `?` right before or at the byte `offset`, or at the end of the text for nil, with its number: what SQLite would take for
  /// a parameter is an operator here, and an error soon after it is about that.
  static func questionMark(before offset: Int?, of text: String) -> String? {
    var scanner = SQLScanner(text, lexis: .postgres)
    var found: (mark: String, end: Int)?
    let offset = offset ?? text.utf8.count
    while let (_, range) = try? scanner.next(), range.lowerBound <= offset {
      let spelled = scanner.text(range)
      if let mark = found, mark.mark == "?", mark.end == range.lowerBound,
        SQLScanner.isDigit(scanner.byte(range.lowerBound))
      {
        found = ("?" + spelled, range.upperBound)
      } else if spelled == "?" {
        found = ("?", range.upperBound)
      } else if range.lowerBound < offset {
        found = nil
      }
    }
    return found?.mark
  }
}
