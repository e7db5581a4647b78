// Numbers: `42`, `1_000_000`, `0.5`, `1.5e-3`, `2e9`. A fraction needs a digit on both sides, so that `1..5` is a range.

extension Lexer {
  mutating func number() -> Token {
    let start = at
    skipDigits()
    var isFloat = false
    if byte() == UInt8(ascii: "."), Lexer.isDigit(byte(1)) {
      isFloat = true
      at += 1
      skipDigits()
    }
    if hasExponent {
      isFloat = true
      at += Lexer.isDigit(byte(1)) ? 1 : 2
      skipDigits()
    }
    if isNameContinue {
      while isNameContinue { advanceScalar() }
      report(.badNumber(source.text(from: start, to: at)), start, at)
      return Token(kind: .invalid, start: start, end: at, glued: false)
    }
    return isFloat ? float(from: start) : int(from: start)
  }

  private mutating func skipDigits() {
    while Lexer.isDigit(byte()) || (byte() == UInt8(ascii: "_") && Lexer.isDigit(byte(1))) { at += 1 }
  }

  private var hasExponent: Bool {
    guard byte() == UInt8(ascii: "e") || byte() == UInt8(ascii: "E") else { return false }
    if Lexer.isDigit(byte(1)) { return true }
    return (byte(1) == UInt8(ascii: "-") || byte(1) == UInt8(ascii: "+")) && Lexer.isDigit(byte(2))
  }

  private mutating func int(from start: Int) -> Token {
    var value: UInt64 = 0
    var tooLarge = false
    for byte in source.utf8[start..<at] where byte != UInt8(ascii: "_") {
      let (product, over) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(UInt64(byte - UInt8(ascii: "0")))
      tooLarge = tooLarge || over || carry
      value = sum
    }
    var token = Token(kind: .int, start: start, end: at, glued: false)
    if !tooLarge, let int = Int64(exactly: value) {
      token.payload = .int(int)
    } else if !tooLarge, value == UInt64(Int64.max) + 1 {
      token.payload = .intMinimumMagnitude
    } else {
      report(.numberTooLarge(source.text(from: start, to: at)), start, at)
      token.kind = .invalid
    }
    return token
  }

  private mutating func float(from start: Int) -> Token {
    let text = source.text(from: start, to: at).filter { $0 != "_" }
    var token = Token(kind: .float, start: start, end: at, glued: false)
    guard let value = Double(text), value.isFinite else {
      report(.numberTooLarge(source.text(from: start, to: at)), start, at)
      token.kind = .invalid
      return token
    }
    token.payload = .float(value)
    return token
  }
}
