/// A value of the Python literal that an `.npy` header is.
indirect enum NpyLiteral: Equatable {
  case string(String)
  case int(Int)
  case bool(Bool)
  case none
  case tuple([NpyLiteral])
  case list([NpyLiteral])
}

/// Reads the header's dictionary: strings, numbers, `True`, `False`, `None`, tuples and lists, as NumPy and its
/// imitators write them, and nothing that would have to be evaluated. Never reads outside `text`.
struct NpyLiteralParser {
  private let text: [UInt8]
  private var at = 0
  /// A shape is one level deep, a description of records a few.
  static let depthLimit = 32

  struct Failure: Error { let reason: String }

  init(_ text: UnsafeRawBufferPointer) { self.text = Array(text) }

  /// `{'key': value, …}` and white space up to the end.
  mutating func dictionary() throws(Failure) -> [(key: String, value: NpyLiteral)] {
    var entries: [(key: String, value: NpyLiteral)] = []
    skipSpace()
    try expect("{")
    skipSpace()
    while !take("}") {
      guard case .string(let key) = try value(depth: 1) else { throw failure("a key in quotes") }
      skipSpace()
      try expect(":")
      entries.append((key, try value(depth: 1)))
      skipSpace()
      guard take(",") else {
        try expect("}")
        break
      }
      skipSpace()
    }
    skipSpace()
    guard at == text.count else { throw failure("the end of the header") }
    return entries
  }

  private mutating func value(depth: Int) throws(Failure) -> NpyLiteral {
    skipSpace()
    guard let first = peek else { throw failure("a value") }
    switch first {
    case UInt8(ascii: "'"), UInt8(ascii: "\""): return .string(try string(quote: first))
    case UInt8(ascii: "("): return .tuple(try elements("(", ")", depth: depth))
    case UInt8(ascii: "["): return .list(try elements("[", "]", depth: depth))
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .int(try number())
    default: return try word()
    }
  }

  private mutating func elements(
    _ open: Unicode.Scalar, _ close: Unicode.Scalar, depth: Int
  ) throws(Failure) -> [NpyLiteral] {
    guard depth < Self.depthLimit else {
      throw Failure(reason: "values are nested more than \(Self.depthLimit) deep")
    }
    try expect(open)
    var values: [NpyLiteral] = []
    skipSpace()
    while !take(close) {
      values.append(try value(depth: depth + 1))
      skipSpace()
      guard take(",") else {
        try expect(close)
        break
      }
      skipSpace()
    }
    return values
  }

  /// Escapes are kept as they are: no name that is asked for has one.
  private mutating func string(quote: UInt8) throws(Failure) -> String {
    at += 1
    let start = at
    while let byte = peek, byte != quote {
      if byte == UInt8(ascii: "\\") { at += 1 }
      at += 1
    }
    guard at < text.count else { throw failure("the end of a string") }
    at += 1
    return String(decoding: text[start..<at - 1], as: UTF8.self)
  }

  /// With the `L` that Python 2 put after some.
  private mutating func number() throws(Failure) -> Int {
    let isNegative = take("-")
    var value = 0
    let start = at
    while let byte = peek, byte &- UInt8(ascii: "0") < 10 {
      let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = tens.addingReportingOverflow(Int(byte - UInt8(ascii: "0")))
      if overflow || carry { throw Failure(reason: "a number has more than 63 bits") }
      value = sum
      at += 1
    }
    if at == start { throw failure("a number") }
    _ = take("L")
    return isNegative ? -value : value
  }

  private mutating func word() throws(Failure) -> NpyLiteral {
    let start = at
    while let byte = peek, byte | 0x20 >= UInt8(ascii: "a"), byte | 0x20 <= UInt8(ascii: "z") { at += 1 }
    switch String(decoding: text[start..<at], as: UTF8.self) {
    case "True": return .bool(true)
    case "False": return .bool(false)
    case "None": return .none
    // Python 2's prefixes.
    case "u", "b":
      guard let quote = peek, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else { break }
      return .string(try string(quote: quote))
    default: break
    }
    at = start
    throw failure("a value")
  }

  private var peek: UInt8? { at < text.count ? text[at] : nil }

  private mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || (0x09...0x0D).contains(byte) { at += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard let byte = peek, UInt32(byte) == character.value else { return false }
    at += 1
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(Failure) {
    if !take(character) { throw failure("`\(character)`") }
  }

  private func failure(_ wanted: String) -> Failure {
    guard at < text.count else { return Failure(reason: "\(wanted) is expected, the header ends") }
    let byte = text[at]
    let found = (0x21...0x7E).contains(byte) ? "`\(Unicode.Scalar(byte))`" : "byte \(byte)"
    return Failure(reason: "\(wanted) is expected at character \(at), found \(found)")
  }
}
