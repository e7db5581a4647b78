/// Sums of floats without any rounding but the last, so that the order of rows cannot change them: what SQLite's `vnb_sum` does.
///
/// A double from 2^-67 to 2^62 is a whole number and two more of 60 bits behind the point; each kind is summed as ints, which
/// the server does exactly, and the three sums together are the exact sum times 2^120. As a decimal text it is read back as the
/// nearest double. Numbers outside that window are added in units of 2^-1074.
extension ServerDialect {
  /// A template over `{0}`, a double.
  func exactSum(_ over: String, isMean: Bool) -> String {
    let window = "({0} = 0 OR abs({0}) BETWEEN 6.776263578034403e-21 AND 4e18)"
    func sum(_ value: String) -> String { "sum(CASE WHEN \(window) THEN (\(value))::bigint END)\(over)" }
    let fraction = "(({0} - trunc({0})) * 1152921504606846976)"
    let total =
      "(\(sum("trunc({0})")) * \(Self.powerOf2(120)) + \(sum("trunc\(fraction)")) * \(Self.powerOf2(60)) + "
      + "\(sum("(\(fraction) - trunc\(fraction)) * 1152921504606846976")))"
    let fast = "((\(total) * \(Self.powerOf5(120)))::text || 'e-120')::float8"
    let outside = "CASE WHEN NOT \(window) AND abs({0}) < 'Infinity'::float8 THEN {0} END"
    let (rest, slow) = beyondWindow(outside, total: total, fast: fast, over)
    let result =
      "CASE WHEN max({0})\(over) = 'NaN'::float8 THEN NULL WHEN max({0})\(over) = 'Infinity'::float8 THEN "
      + "CASE WHEN min({0})\(over) > '-Infinity'::float8 THEN 'Infinity'::float8 END "
      + "WHEN min({0})\(over) = '-Infinity'::float8 THEN '-Infinity'::float8 WHEN \(rest) IS NULL THEN \(fast) "
      + "ELSE \(slow) END"
    return isMean ? "((\(result)) / count({0})\(over))" : "(\(result))"
  }

  /// The sum of the numbers outside the window, and the whole with them.
  private func beyondWindow(_ outside: String, total: String, fast: String, _ over: String) -> (
    String, String
  ) {
    guard let bits = outOfWindowSum(outside) else {
      // No exact way: the engine's own sum.
      let plain = "sum(\(outside))\(over)"
      return (plain, "\(plain) + coalesce(\(fast), 0)")
    }
    let rest = "\(bits)\(over)"
    let all = "(\(rest) + coalesce(\(total), 0) * (2::numeric ^ 954))"
    // From here on the nearest double is infinity: half a step past the largest.
    let limit = "(18014398509481983 * (2::numeric ^ 2044))"
    let slow =
      "CASE WHEN abs(\(all)) >= \(limit) THEN sign(\(all))::float8 * 'Infinity'::float8 "
      + "ELSE ((\(all) * (5::numeric ^ 1074))::text || 'e-1074')::float8 END"
    return (rest, slow)
  }

  /// As digits.
  static func powerOf2(_ exponent: Int) -> String { decimal(2, exponent) }
  static func powerOf5(_ exponent: Int) -> String { decimal(5, exponent) }

  private static func decimal(_ base: Int, _ exponent: Int) -> String {
    var digits = [1]
    for _ in 0..<exponent {
      var carry = 0
      for at in digits.indices {
        let product = digits[at] * base + carry
        (digits[at], carry) = (product % 10, product / 10)
      }
      if carry > 0 { digits.append(carry) }
    }
    return digits.reversed().map(String.init).joined()
  }
}

extension PostgresDialect {
  /// A finite double is its fraction times 2^(exponent - 1075), both taken from its bits; the sum is in units of 2^-1074.
  static func sumOfBits(_ number: String) -> String {
    let bits = "('x' || encode(float8send(\(number)), 'hex'))::bit(64)::bigint"
    let exponent = "(\(bits) >> 52 & 2047)"
    let fraction =
      "((\(bits) & 4503599627370495) + CASE WHEN \(exponent) > 0 THEN 4503599627370496 ELSE 0 END)"
    let sign = "CASE WHEN (\(number)) < 0 THEN -1 ELSE 1 END"
    return "sum(\(sign) * \(fraction) * (2::numeric ^ greatest(\(exponent) - 1, 0)::numeric))"
  }
}
