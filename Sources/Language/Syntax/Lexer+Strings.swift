// Strings: `"…{expr:format}…"` with escapes, raw `'…'` (a quote inside is doubled), block `"""`.

extension Lexer {
  /// `'…'`: everything is text; `''` is one quote.
  mutating func rawString() -> Token {
    let start = at
    at += 1
    var text: [UInt8] = []
    while !isAtEnd, byte() != UInt8(ascii: "\n") {
      if byte() == UInt8(ascii: "'") {
        guard byte(1) == UInt8(ascii: "'") else {
          at += 1
          return token(start, [.text(String(decoding: text, as: UTF8.self))])
        }
        at += 1
      }
      text.append(byte())
      at += 1
    }
    return unterminated(start)
  }

  mutating func string() -> Token {
    let start = at
    guard stringDepth < Limits.sourceDepth / 8 else {
      report(.tooDeep, start, start + 1)
      at = source.utf8.count
      return Token(kind: .invalid, start: start, end: at, glued: false)
    }
    stringDepth += 1
    defer { stringDepth -= 1 }
    let isBlock = byte(1) == UInt8(ascii: "\"") && byte(2) == UInt8(ascii: "\"")
    at += isBlock ? 3 : 1
    return isBlock ? blockString(start) : lineString(start)
  }

  private mutating func lineString(_ start: Int) -> Token {
    var text: [UInt8] = []
    var parts: [StringPart] = []
    while !isAtEnd, byte() != UInt8(ascii: "\n") {
      if byte() == UInt8(ascii: "\"") {
        at += 1
        return token(start, finish(&parts, &text))
      }
      guard piece(&text, &parts, stringStart: start) else {
        return Token(kind: .invalid, start: start, end: at, glued: false)
      }
    }
    return unterminated(start)
  }

  private mutating func blockString(_ start: Int) -> Token {
    let indent = openBlock(start)
    var text: [UInt8] = []
    var parts: [StringPart] = []
    skipIndent(indent)
    while !isAtEnd {
      if atBlockClose {
        dropLastBlankLine(&text, indent: indent)
        at += 3
        return token(start, finish(&parts, &text))
      }
      let isNewline = byte() == UInt8(ascii: "\n")
      guard piece(&text, &parts, stringStart: start) else {
        return Token(kind: .invalid, start: start, end: at, glued: false)
      }
      if isNewline { skipIndent(indent) }
    }
    endsInsideBlockString = true
    return unterminated(start)
  }

  private var atBlockClose: Bool {
    byte() == UInt8(ascii: "\"") && byte(1) == UInt8(ascii: "\"") && byte(2) == UInt8(ascii: "\"")
  }

  /// One byte, escape or hole of an interpolated string. False when the rest of it makes no sense.
  private mutating func piece(_ text: inout [UInt8], _ parts: inout [StringPart], stringStart: Int) -> Bool {
    switch byte() {
    case UInt8(ascii: "\\"):
      escape(&text)
      return true
    case UInt8(ascii: "{"):
      if !text.isEmpty { parts.append(.text(String(decoding: text, as: UTF8.self))) }
      text.removeAll()
      return hole(&parts)
    case UInt8(ascii: "\r") where byte(1) == UInt8(ascii: "\n"):
      at += 1
      return true
    default:
      text.append(byte())
      at += 1
      return true
    }
  }

  private func finish(_ parts: inout [StringPart], _ text: inout [UInt8]) -> [StringPart] {
    if !text.isEmpty || parts.isEmpty { parts.append(.text(String(decoding: text, as: UTF8.self))) }
    return parts
  }

  private func token(_ start: Int, _ parts: [StringPart]) -> Token {
    Token(kind: .string, start: start, end: at, glued: false, payload: .parts(parts))
  }

  private mutating func unterminated(_ start: Int) -> Token {
    report(.unterminatedString, start, at)
    return Token(kind: .invalid, start: start, end: at, glued: false)
  }

  // MARK: Block strings

  /// Skips an empty first line and finds the indentation that all lines share, the closing one included.
  private mutating func openBlock(_ start: Int) -> Int {
    var probe = at
    while probe < source.utf8.count, Lexer.isBlank(source.utf8[probe]) { probe += 1 }
    guard probe < source.utf8.count, source.utf8[probe] == UInt8(ascii: "\n") else { return 0 }
    at = probe + 1
    var least = Int.max
    var line = at
    while line < source.utf8.count {
      var place = line
      while place < source.utf8.count, Lexer.isBlank(source.utf8[place]) { place += 1 }
      guard place < source.utf8.count else { break }
      let isEmpty = source.utf8[place] == UInt8(ascii: "\n")
      if !isEmpty { least = min(least, place - line) }
      if let close = closeInLine(place) {
        _ = close
        break
      }
      while place < source.utf8.count, source.utf8[place] != UInt8(ascii: "\n") { place += 1 }
      line = place + 1
    }
    return least == Int.max ? 0 : least
  }

  private func closeInLine(_ from: Int) -> Int? {
    var place = from
    while place + 2 < source.utf8.count, source.utf8[place] != UInt8(ascii: "\n") {
      if source.utf8[place] == UInt8(ascii: "\\") {
        place += 2
        continue
      }
      if source.utf8[place..<(place + 3)].allSatisfy({ $0 == UInt8(ascii: "\"") }) { return place }
      place += 1
    }
    return nil
  }

  static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
  }

  private mutating func skipIndent(_ indent: Int) {
    var left = indent
    while left > 0, byte() == UInt8(ascii: " ") || byte() == UInt8(ascii: "\t") {
      at += 1
      left -= 1
    }
  }

  /// A closing `"""` on a line of its own ends the line before it.
  private func dropLastBlankLine(_ text: inout [UInt8], indent: Int) {
    var count = text.count
    while count > 0, Lexer.isBlank(text[count - 1]) { count -= 1 }
    if count > 0, text[count - 1] == UInt8(ascii: "\n") { text.removeLast(text.count - count + 1) }
  }
}
