import CScan

extension JSONValueParser {
  /// A string whose opening quote was taken: decoded in place, its bytes given by place and length.
  mutating func string() throws(BadLine) -> (offset: Int, length: Int) {
    let first = at
    var high: UInt8 = 0
    var stop = scan(&high)
    if text[stop] == UInt8(ascii: "\"") {
      at = stop + 1
      if high != 0 { try checkUTF8(first, stop - first) }
      return (first, stop - first)
    }
    var out = stop
    while text[stop] != UInt8(ascii: "\"") {
      guard text[stop] == UInt8(ascii: "\\"), stop < end else { throw badStop(stop) }
      at = stop
      let scalar = try escape()
      if scalar.value == 0 {
        throw BadLine(reason: "at byte \(stop - start + 1): the text has a NUL character")
      }
      out = put(scalar, at: out)
      let from = at
      stop = scan(&high)
      (text + out).update(from: text + from, count: stop - from)
      out += stop - from
    }
    at = stop + 1
    if high != 0 { try checkUTF8(first, out - first) }
    return (first, out - first)
  }

  /// A string inside a nested value: checked, left as written.
  mutating func skipString() throws(BadLine) {
    let first = at
    var high: UInt8 = 0
    var stop = scan(&high)
    while text[stop] != UInt8(ascii: "\"") {
      guard text[stop] == UInt8(ascii: "\\"), stop < end else { throw badStop(stop) }
      at = stop
      _ = try escape()
      stop = scan(&high)
    }
    at = stop + 1
    if high != 0 { try checkUTF8(first, stop - first) }
  }

  /// From `at` to the next quote, backslash or control byte; the newline at the end of the line is one.
  @inline(__always) private func scan(_ high: inout UInt8) -> Int {
    vnb_scan_string(text + at, &high) - UnsafePointer(text)
  }

  private func badStop(_ stop: Int) -> BadLine {
    if stop >= end { return BadLine(reason: "the line ends inside a string", isIncomplete: true) }
    let code = String(text[stop], radix: 16)
    return BadLine(
      reason: "at byte \(stop - start + 1): control byte 0x\(code) inside a string must be escaped")
  }

  /// The NUL check is free: a raw NUL is a control byte and was refused by the scan.
  private func checkUTF8(_ offset: Int, _ length: Int) throws(BadLine) {
    let valid = vnb_utf8_prefix(text + offset, length)
    if valid < length {
      throw BadLine(reason: "at byte \(offset + valid - start + 1): the text is not valid UTF-8")
    }
  }

  /// The escape at `at` (a backslash); a surrogate pair counts as one.
  private mutating func escape() throws(BadLine) -> Unicode.Scalar {
    let first = at
    at += 2
    switch text[first + 1] {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try unicodeEscape(first)
    default:
      throw BadLine(
        reason: "at byte \(first - start + 1): no such escape in a string", isIncomplete: first + 1 >= end)
    }
  }

  private mutating func unicodeEscape(_ first: Int) throws(BadLine) -> Unicode.Scalar {
    let high = try hexDigits(first)
    if let scalar = Unicode.Scalar(high) { return scalar }
    if high < 0xDC00, text[at] == UInt8(ascii: "\\"), text[at + 1] == UInt8(ascii: "u") {
      at += 2
      let low = try hexDigits(first)
      if low >= 0xDC00, low < 0xE000,
        let scalar = Unicode.Scalar(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
      {
        return scalar
      }
    }
    throw BadLine(reason: "at byte \(first - start + 1): half a surrogate pair (\\ud800 to \\udfff alone)")
  }

  private mutating func hexDigits(_ first: Int) throws(BadLine) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      let byte = text[at]
      let letter = (byte | 0x20) &- UInt8(ascii: "a")
      let digit = letter < 6 ? letter + 10 : byte &- UInt8(ascii: "0")
      guard at < end, letter < 6 || digit < 10 else {
        throw BadLine(reason: "at byte \(first - start + 1): \\u needs four hexadecimal digits")
      }
      value = value << 4 | UInt32(digit)
      at += 1
    }
    return value
  }

  /// Writes UTF-8; never more bytes than the escape took.
  private func put(_ scalar: Unicode.Scalar, at place: Int) -> Int {
    let value = scalar.value
    func tail(_ shift: UInt32) -> UInt8 { UInt8(0x80 | (value >> shift & 0x3F)) }
    switch value {
    case 0..<0x80:
      text[place] = UInt8(value)
      return place + 1
    case 0x80..<0x800:
      text[place] = UInt8(0xC0 | value >> 6)
      text[place + 1] = tail(0)
      return place + 2
    case 0x800..<0x10000:
      text[place] = UInt8(0xE0 | value >> 12)
      text[place + 1] = tail(6)
      text[place + 2] = tail(0)
      return place + 3
    default:
      text[place] = UInt8(0xF0 | value >> 18)
      text[place + 1] = tail(12)
      text[place + 2] = tail(6)
      text[place + 3] = tail(0)
      return place + 4
    }
  }
}
