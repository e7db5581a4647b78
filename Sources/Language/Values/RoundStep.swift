/// A width of 1, 2 or 5 times a power of ten: what axes and ranges of numbers are cut by, so that they begin and end at round
/// numbers whose texts are exact.
public struct RoundStep: Sendable, Equatable {
  /// 1, 2 or 5.
  public let mantissa: Int
  /// The power of ten.
  public let exponent: Int
  public let width: Double

  public init(mantissa: Int, exponent: Int) {
    self.mantissa = mantissa
    self.exponent = exponent
    width = Double("\(mantissa)e\(exponent)") ?? 1
  }

  /// The narrowest that is not below `least`, but for a billionth. From 1e-300 to 1e305.
  public static func notBelow(_ least: Double) -> RoundStep {
    var exponent = -300
    // Powers are read from text, as a logarithm is not exact.
    while exponent < 305, (Double("1e\(exponent + 1)") ?? 1) <= least { exponent += 1 }
    var step = RoundStep(mantissa: 1, exponent: exponent)
    while step.width < least * (1 - 1e-9), exponent < 305 { step = step.next }
    return step
  }

  /// The next wider one.
  public var next: RoundStep {
    switch mantissa {
    case 1: RoundStep(mantissa: 2, exponent: exponent)
    case 2: RoundStep(mantissa: 5, exponent: exponent)
    default: RoundStep(mantissa: 1, exponent: exponent + 1)
    }
  }

  /// A multiple of the width, exactly: `1200`, `0.25`, `3e8`.
  public func text(_ multiple: Int) -> String {
    let digits = multiple * mantissa
    if digits == 0 { return "0" }
    let sign = digits < 0 ? "-" : ""
    let plain = String(digits.magnitude)
    if exponent > 5 || exponent < -8 { return "\(sign)\(plain)e\(exponent)" }
    if exponent >= 0 { return sign + plain + String(repeating: "0", count: exponent) }
    let padded = String(repeating: "0", count: max(0, 1 - exponent - plain.count)) + plain
    return "\(sign)\(padded.dropLast(-exponent)).\(padded.suffix(-exponent))"
  }
}
