// Numbers as text, the same on every machine: no locale, no C library.

/// A float as the language shows it: the fewest digits that read back as the same number, always with a point or an exponent so
/// that it reads as a float (`1.0`, `0.1`, `1e20`, `2.5e-7`). Between 1e-5 and 1e16 in size it is written in full.
public func formatFloat(_ value: Double) -> String {
  if value.isNaN { return "nan" }
  if value.isInfinite { return value < 0 ? "-inf" : "inf" }
  if value == 0 { return value.sign == .minus ? "-0.0" : "0.0" }
  let (digits, exponent) = shortestDigits(value.magnitude)
  return (value < 0 ? "-" : "") + layout(digits, exponent)
}

/// A float32 element of a vector, by the same rule in single precision.
public func formatFloat(_ value: Float) -> String {
  guard value.isFinite, value != 0 else { return formatFloat(Double(value)) }
  let (digits, exponent) = decimalParts(value.magnitude.description)
  return (value < 0 ? "-" : "") + layout(digits, exponent)
}

/// Shortest digits that read back as the same number, and the exponent of the first of them.
func shortestDigits(_ value: Double) -> (digits: [UInt8], exponent: Int) { decimalParts(value.description) }

/// Splits `12.5`, `1e+20` or `5.0e-07` in its digits, without zeros at the ends, and the exponent of the first digit.
func decimalParts(_ text: String) -> (digits: [UInt8], exponent: Int) {
  var digits: [UInt8] = []
  var pointAt: Int?
  var exponent = 0
  var rest = Substring(text)
  if let mark = rest.firstIndex(where: { $0 == "e" || $0 == "E" }) {
    exponent = Int(rest[rest.index(after: mark)...].drop { $0 == "+" }) ?? 0
    rest = rest[..<mark]
  }
  for byte in rest.utf8 {
    if byte == UInt8(ascii: ".") { pointAt = digits.count } else { digits.append(byte) }
  }
  var first = (pointAt ?? digits.count) - 1 + exponent
  while digits.count > 1, digits[0] == UInt8(ascii: "0") {
    digits.removeFirst()
    first -= 1
  }
  while digits.count > 1, digits.last == UInt8(ascii: "0") { digits.removeLast() }
  return (digits, first)
}

private func layout(_ digits: [UInt8], _ exponent: Int) -> String {
  var text: [UInt8] = []
  let zero = UInt8(ascii: "0")
  let point = UInt8(ascii: ".")
  if exponent < -5 || exponent >= 16 { return exponentText(digits, exponent) }
  if exponent < 0 {
    text = [zero, point] + [UInt8](repeating: zero, count: -exponent - 1) + digits
  } else if digits.count <= exponent + 1 {
    text = digits + [UInt8](repeating: zero, count: exponent + 1 - digits.count) + [point, zero]
  } else {
    text = digits[0...exponent] + [point] + digits[(exponent + 1)...]
  }
  return String(decoding: text, as: UTF8.self)
}

func exponentText(_ digits: [UInt8], _ exponent: Int) -> String {
  let head = String(decoding: digits.prefix(1), as: UTF8.self)
  let tail = String(decoding: digits.dropFirst(), as: UTF8.self)
  return head + (tail.isEmpty ? "" : "." + tail) + "e" + String(exponent)
}

/// `1,234,567`
public func groupedDigits(_ value: Int64) -> String { groupThousands(String(value)) }

/// Puts commas in the whole part of a number's text; text with an exponent stays.
func groupThousands(_ text: String) -> String {
  guard !text.contains("e"), !text.contains("n") else { return text }
  let sign = text.hasPrefix("-") ? "-" : ""
  let body = text.dropFirst(sign.count)
  let whole = Array(body.prefix { $0 != "." })
  let fraction = body.dropFirst(whole.count)
  var result = ""
  for (index, digit) in whole.enumerated() {
    if index > 0, (whole.count - index) % 3 == 0 { result.append(",") }
    result.append(digit)
  }
  return sign + result + fraction
}
