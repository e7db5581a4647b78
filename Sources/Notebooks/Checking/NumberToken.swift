/// A number as it stands in a line of output: `12`, `-0.25`, `20,000`, `1e-05`.
struct NumberToken: Equatable {
  let text: ArraySlice<UInt8>
  let value: Double
  /// Written without a fraction and without an exponent.
  let isInteger: Bool
  /// What one step of the last digit is worth: 0.01 for `0.25`.
  let unit: Double
}

extension NumberToken {
  /// The number that begins at `start`; nil when none does. Digits inside a word, as in `V0207`, or in a version such as
  /// `0.1.0` are no number.
  init?(at start: Int, in line: [UInt8]) {
    if start > 0, Self.isWord(line[start - 1]) { return nil }
    var at = start
    func byte(_ index: Int) -> UInt8 { index < line.count ? line[index] : 0 }
    func digits(from index: Int) -> Int { line[min(index, line.count)...].prefix(while: Self.isDigit).count }
    if byte(at) == UInt8(ascii: "-") || byte(at) == UInt8(ascii: "+") { at += 1 }
    let first = digits(from: at)
    guard first > 0 else { return nil }
    at += first
    while first <= 3, byte(at) == UInt8(ascii: ","), digits(from: at + 1) == 3 { at += 4 }
    var decimals = 0
    if byte(at) == UInt8(ascii: ".") {
      decimals = digits(from: at + 1)
      if decimals > 0 { at += 1 + decimals }
    }
    var exponent = 0
    var hasExponent = false
    if byte(at) | 0x20 == UInt8(ascii: "e") {
      let sign = byte(at + 1) == UInt8(ascii: "-") || byte(at + 1) == UInt8(ascii: "+") ? 1 : 0
      let count = digits(from: at + 1 + sign)
      if count > 0 {
        let end = at + 1 + sign + count
        guard let read = Int(String(decoding: line[(at + 1)..<end], as: UTF8.self)) else { return nil }
        (exponent, hasExponent, at) = (read, true, end)
      }
    }
    let isInside = Self.isWord(byte(at)) && (byte(at) != UInt8(ascii: ".") || Self.isDigit(byte(at + 1)))
    guard !isInside else { return nil }
    text = line[start..<at]
    let plain = String(decoding: text.filter { $0 != UInt8(ascii: ",") }, as: UTF8.self)
    guard let value = Double(plain) else { return nil }
    self.value = value
    isInteger = decimals == 0 && !hasExponent
    let (place, isHuge) = exponent.subtractingReportingOverflow(decimals)
    unit = isHuge ? 0 : Double("1e\(place)") ?? 0
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  /// ASCII letters, digits, `_` and `.`.
  private static func isWord(_ byte: UInt8) -> Bool {
    isDigit(byte) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || byte == UInt8(ascii: "_")
      || byte == UInt8(ascii: ".")
  }

  /// True when `now` is this recorded number to the digits recorded, one unit of the last of them allowed. Integers agree
  /// only when they are the same.
  func agrees(with now: NumberToken) -> Bool {
    if text.elementsEqual(now.text) { return true }
    guard !isInteger, !now.isInteger, value.isFinite, now.value.isFinite else { return false }
    // Both are the nearest doubles of what is written, and so is their difference.
    let slack = 4 * max(value.magnitude, now.value.magnitude).ulp
    return (value - now.value).magnitude <= unit + slack
  }
}
