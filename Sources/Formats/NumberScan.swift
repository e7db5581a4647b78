/// A number in JSON's notation: an Int64 when it is written whole and fits, else a Double, correctly rounded.
struct ScannedNumber {
  enum Value { case int(Int64), float(Double) }
  let value: Value
  let length: Int
}

private let powersOfTen: [Double] = [
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
  1e19,
  1e20, 1e21, 1e22,
]

/// Reads the longest number at `p` within `count` bytes; nil when there is none. A number stops where its grammar does
/// (`01` is `0`); the caller looks at what follows.
func scanNumber(_ p: UnsafePointer<UInt8>, count: Int) -> ScannedNumber? {
  var at = 0
  let isNegative = count > 0 && p[0] == UInt8(ascii: "-")
  if isNegative { at = 1 }
  var digits = DigitRun()
  let whole = at
  digits.take(p, &at, count)
  if at == whole { return nil }
  if p[whole] == UInt8(ascii: "0"), at > whole + 1 {
    return ScannedNumber(value: .int(0), length: whole + 1)
  }
  var exponent = 0
  var isWhole = true
  if at + 1 < count, p[at] == UInt8(ascii: "."), isDigit(p[at + 1]) {
    at += 1
    let fraction = at
    digits.take(p, &at, count)
    exponent = fraction - at
    isWhole = false
  }
  if let power = scanExponent(p, &at, count) {
    exponent += power
    isWhole = false
  }
  if isWhole, let value = digits.int(isNegative: isNegative) {
    return ScannedNumber(value: .int(value), length: at)
  }
  // Both factors exact in a Double, so one rounding: the result is the nearest.
  if !digits.isOverfull, digits.value < 1 << 53, abs(exponent) <= 22 {
    let scale = powersOfTen[abs(exponent)]
    let size = exponent < 0 ? Double(digits.value) / scale : Double(digits.value) * scale
    return ScannedNumber(value: .float(isNegative ? -size : size), length: at)
  }
  // The library's own conversion: correctly rounded and the same in every locale.
  let written = String(decoding: UnsafeBufferPointer(start: p, count: at), as: UTF8.self)
  return ScannedNumber(value: .float(Double(written) ?? .infinity), length: at)
}

private func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

private struct DigitRun {
  var value: UInt64 = 0
  var isOverfull = false

  mutating func take(_ p: UnsafePointer<UInt8>, _ at: inout Int, _ count: Int) {
    while at < count, isDigit(p[at]) {
      let digit = UInt64(p[at] &- UInt8(ascii: "0"))
      if value > (UInt64.max - 9) / 10 { isOverfull = true } else { value = value * 10 + digit }
      at += 1
    }
  }

  func int(isNegative: Bool) -> Int64? {
    if isOverfull { return nil }
    if !isNegative { return Int64(exactly: value) }
    return value == 1 << 63 ? Int64.min : Int64(exactly: value).map { -$0 }
  }
}

/// `e`, a sign and digits; nil (and nothing taken) when it is not whole. Far exponents are clamped: they give 0 or infinity.
private func scanExponent(_ p: UnsafePointer<UInt8>, _ at: inout Int, _ count: Int) -> Int? {
  guard at < count, p[at] | 0x20 == UInt8(ascii: "e") else { return nil }
  var next = at + 1
  var sign = 1
  if next < count, p[next] == UInt8(ascii: "-") || p[next] == UInt8(ascii: "+") {
    sign = p[next] == UInt8(ascii: "-") ? -1 : 1
    next += 1
  }
  let first = next
  var power = 0
  while next < count, isDigit(p[next]) {
    power = min(power * 10 + Int(p[next] &- UInt8(ascii: "0")), 100_000_000)
    next += 1
  }
  if next == first { return nil }
  at = next
  return sign * power
}
