import Language

/// Numbers as text: one rule, the same on every machine and in every locale.
public enum Numbers {
  /// The shortest text of the number rounded to `significant` digits, or to tenths where that is finer.
  /// There is always a `.0` or an exponent, which tells floats from integers: `0.333333`, `2.0`, `1234567.8`, `1.5e-7`.
  public static func short(_ value: Double, significant: Int = 6) -> String {
    guard value.isFinite, value != 0 else { return formatFloat(value) }
    let exact = Decimal(value.magnitude)
    let tenths = exact.exponent < 16 ? exact.exponent + 2 : 0
    let digits = exact.rounded(to: max(significant, tenths))
    let sign = value < 0 ? "-" : ""
    if digits.exponent < -5 || digits.exponent > 15 { return sign + digits.scientific }
    return sign + digits.plain
  }

  /// Decimal digits `d.ddd` times ten to `exponent`, made from the shortest text of the number.
  private struct Decimal {
    var digits: [UInt8]
    var exponent: Int

    init(_ value: Double) {
      var digits: [UInt8] = []
      var point: Int?
      var power = 0
      let text = Array("\(value)".utf8)
      let mantissa = text.prefix { $0 != UInt8(ascii: "e") }
      if mantissa.count < text.count {
        power = Int(String(decoding: text[(mantissa.count + 1)...], as: UTF8.self)) ?? 0
      }
      for byte in mantissa {
        if byte == UInt8(ascii: ".") { point = digits.count } else { digits.append(byte &- 48) }
      }
      let leading = digits.prefix { $0 == 0 }.count
      exponent = (point ?? digits.count) - 1 - leading + power
      digits.removeFirst(min(leading, digits.count))
      self.digits = digits
      trim()
    }

    /// At most `count` digits, halves away from zero.
    func rounded(to count: Int) -> Decimal {
      guard digits.count > count, count > 0 else { return self }
      var result = self
      let up = digits[count] >= 5
      result.digits.removeLast(digits.count - count)
      if up { result.increment() }
      result.trim()
      return result
    }

    private mutating func increment() {
      for index in digits.indices.reversed() {
        if digits[index] < 9 {
          digits[index] += 1
          return
        }
        digits[index] = 0
      }
      digits.insert(1, at: 0)
      exponent += 1
    }

    private mutating func trim() {
      while digits.count > 1, digits.last == 0 { digits.removeLast() }
    }

    private func text(_ range: some Sequence<UInt8>) -> String {
      String(decoding: range.map { $0 + 48 }, as: UTF8.self)
    }

    var scientific: String {
      let fraction = text(digits.dropFirst())
      return text(digits.prefix(1)) + (fraction.isEmpty ? "" : "." + fraction) + "e\(exponent)"
    }

    var plain: String {
      if exponent < 0 {
        return "0." + String(repeating: "0", count: -exponent - 1) + text(digits)
      }
      let padded = digits + Array(repeating: 0, count: max(0, exponent + 1 - digits.count))
      let fraction = text(padded.dropFirst(exponent + 1))
      if fraction.isEmpty { return text(padded) + ".0" }
      return text(padded.prefix(exponent + 1)) + "." + fraction
    }
  }
}
