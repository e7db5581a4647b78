// A double is m * 2^e exactly; its decimal expansion ends. Working on the whole expansion makes every rounding correct.

/// Fixed digits after the point, rounded half to even on the exact value (1.005 is below the half, 0.125 is one).
/// NaN and infinities as ``formatFloat(_:)`` writes them.
public func formatFixed(_ value: Double, digits: Int) -> String {
  guard value.isFinite else { return formatFloat(value) }
  let count = min(max(digits, 0), 1_100)
  let (whole, fraction) = exactDigits(value.magnitude)
  let all = whole + fraction
  let keep = whole.count + count
  let rounded = roundDigits(all, keep: keep)
  let wholeCount = rounded.count - count
  let text = String(decoding: rounded.prefix(wholeCount).map { $0 + 48 }, as: UTF8.self)
  let tail = String(decoding: rounded.suffix(count).map { $0 + 48 }, as: UTF8.self)
  let isZero = rounded.allSatisfy { $0 == 0 }
  return (value < 0 && !isZero ? "-" : "") + text + (count > 0 ? "." + tail : "")
}

/// `1.25e-7`, with that many digits after the point, or the shortest that read back.
public func formatExponent(_ value: Double, digits: Int?) -> String {
  guard value.isFinite else { return formatFloat(value) }
  let sign = value.sign == .minus && value != 0 ? "-" : ""
  guard let digits else {
    let (shortest, exponent) = shortestDigits(value.magnitude)
    return sign + exponentText(shortest, exponent)
  }
  let (whole, fraction) = exactDigits(value.magnitude)
  let all = whole + fraction
  guard let first = all.firstIndex(where: { $0 != 0 }) else {
    return exponentText([UInt8](repeating: 48, count: digits + 1), 0)
  }
  let significant = Array(all[first...])
  let rounded = roundDigits(significant, keep: digits + 1)
  let carried = rounded.count > digits + 1 ? 1 : 0
  return sign + exponentText(rounded.prefix(digits + 1).map { $0 + 48 }, whole.count - 1 - first + carried)
}

/// The first `keep` digits rounded half to even; one digit more when the rounding carries out of the first.
private func roundDigits(_ digits: [UInt8], keep: Int) -> [UInt8] {
  guard keep < digits.count else { return digits + [UInt8](repeating: 0, count: keep - digits.count) }
  var kept = Array(digits[..<keep])
  let rest = digits[keep...]
  let isHalf = rest.first == 5 && rest.dropFirst().allSatisfy { $0 == 0 }
  let up = isHalf ? (kept.last ?? 0) % 2 == 1 : (rest.first ?? 0) >= 5
  guard up else { return kept }
  var place = keep - 1
  while place >= 0, kept[place] == 9 {
    kept[place] = 0
    place -= 1
  }
  if place >= 0 { kept[place] += 1 } else { kept.insert(1, at: 0) }
  return kept
}

/// All decimal digits of a finite value, before and after the point. At least one before it.
private func exactDigits(_ value: Double) -> (whole: [UInt8], fraction: [UInt8]) {
  guard value != 0 else { return ([0], []) }
  let bits = value.bitPattern
  let field = Int(bits >> 52) & 0x7FF
  let mantissa = (bits & 0xF_FFFF_FFFF_FFFF) | (field == 0 ? 0 : 1 << 52)
  let exponent = max(field, 1) - 1075
  if exponent >= 0 {
    var number = BigDigits(mantissa)
    for _ in 0..<exponent { number.multiply(by: 2) }
    return (number.digits, [])
  }
  // m / 2^s = m * 5^s / 10^s
  let shift = -exponent
  var number = BigDigits(mantissa)
  for _ in 0..<shift { number.multiply(by: 5) }
  var digits = number.digits
  if digits.count <= shift { digits = [UInt8](repeating: 0, count: shift + 1 - digits.count) + digits }
  return (Array(digits.dropLast(shift)), Array(digits.suffix(shift)))
}

/// A whole number of any size in base 10^9, least part first.
private struct BigDigits {
  private var parts: [UInt32] = []

  init(_ value: UInt64) {
    var rest = value
    while rest > 0 {
      parts.append(UInt32(rest % 1_000_000_000))
      rest /= 1_000_000_000
    }
  }

  mutating func multiply(by factor: UInt32) {
    var carry: UInt64 = 0
    for index in parts.indices {
      let product = UInt64(parts[index]) * UInt64(factor) + carry
      parts[index] = UInt32(product % 1_000_000_000)
      carry = product / 1_000_000_000
    }
    if carry > 0 { parts.append(UInt32(carry)) }
  }

  var digits: [UInt8] {
    var result: [UInt8] = []
    for part in parts {
      var rest = part
      for _ in 0..<9 {
        result.append(UInt8(rest % 10))
        rest /= 10
      }
    }
    while result.count > 1, result.last == 0 { result.removeLast() }
    return result.isEmpty ? [0] : result.reversed()
  }
}
