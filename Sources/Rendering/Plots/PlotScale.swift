import Language

/// One axis: a range that holds the data and its round ticks.
struct PlotScale {
  /// A tick's value, `digits` times ten to `exponent`, so that its text is exact.
  struct Tick: Equatable {
    let digits: Int
    let exponent: Int
    let value: Double

    /// `1200`, `0.25`, `3e8`.
    var text: String {
      if digits == 0 { return "0" }
      let sign = digits < 0 ? "-" : ""
      let plain = String(digits.magnitude)
      if exponent > 5 || exponent < -6 { return "\(sign)\(plain)e\(exponent)" }
      if exponent >= 0 { return sign + plain + String(repeating: "0", count: exponent) }
      let padded = String(repeating: "0", count: max(0, 1 - exponent - plain.count)) + plain
      let fraction = String(padded.suffix(-exponent))
      return "\(sign)\(padded.dropLast(-exponent)).\(fraction)"
    }
  }

  let low: Double
  let high: Double
  let ticks: [Tick]

  /// A scale over `values`, with about `count` ticks at 1, 2 or 5 times a power of ten; it begins and ends at a tick unless `isTight`.
  init(_ values: some Sequence<Double>, count: Int, isTight: Bool = false) {
    var least = Double.infinity
    var most = -Double.infinity
    for value in values where value.magnitude <= 1e300 {
      least = min(least, value)
      most = max(most, value)
    }
    if least > most { (least, most) = (0, 1) }
    let size = max(least.magnitude, most.magnitude)
    // Ticks nearer than this could not be told apart.
    if most - least < size * 1e-9 || size < 1e-290 {
      let room = size < 1e-290 ? 1 : size * 0.1
      least -= room
      most += room
    }
    let (mantissa, exponent, step) = PlotScale.step((most - least) / Double(max(1, count)))
    let slack = isTight ? -1e-9 : 0
    let first = isTight ? (least / step + slack).rounded(.up) : (least / step + 1e-9).rounded(.down)
    let last = isTight ? (most / step - slack).rounded(.down) : (most / step - 1e-9).rounded(.up)
    ticks = stride(from: first, through: last, by: 1).prefix(200).map {
      Tick(digits: Int($0) * mantissa, exponent: exponent, value: $0 * step)
    }
    low = isTight ? least : min(least, first * step)
    high = isTight ? most : max(most, last * step)
  }

  /// The least of 1, 2, 5 times a power of ten that is not below `width`.
  static func step(_ width: Double) -> (mantissa: Int, exponent: Int, value: Double) {
    var exponent = -295
    // The decimal exponent of the shortest text is exact, a logarithm is not.
    while exponent < 305, power(exponent + 1) <= width { exponent += 1 }
    for mantissa in [1, 2, 5] where Double(mantissa) * power(exponent) >= width * (1 - 1e-9) {
      return (mantissa, exponent, multiple(mantissa, exponent))
    }
    return (1, exponent + 1, power(exponent + 1))
  }

  private static func power(_ exponent: Int) -> Double { Double("1e\(exponent)") ?? 1 }
  private static func multiple(_ mantissa: Int, _ exponent: Int) -> Double {
    Double("\(mantissa)e\(exponent)") ?? 1
  }

  /// Where a value lies: 0 at `low`, 1 at `high`; values outside are held to the nearest end.
  func place(_ value: Double) -> Double {
    let share = (value - low) / (high - low)
    return share.isNaN ? 0 : min(1, max(0, share))
  }
}

/// The measure of a bar as text: whole numbers without a fraction.
func plotNumber(_ value: Double) -> String {
  if value == value.rounded(), value.magnitude < 1e15 { return String(Int(value)) }
  return Numbers.short(value)
}

extension Plot {
  /// Every point of every series.
  var points: [Point] { series.flatMap(\.points) }
  /// True when marks or colours tell groups apart.
  var hasGroups: Bool { !groups.isEmpty || series.contains { $0.name != nil } }
  /// Groups as a legend lists them.
  var groupNames: [String] { groups.isEmpty ? series.compactMap(\.name) : groups }
}
