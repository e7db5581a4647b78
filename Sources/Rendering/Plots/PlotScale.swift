import Language

/// One axis: a range that holds the data and its round ticks.
struct PlotScale {
  /// A round number on the axis.
  struct Tick: Equatable {
    let value: Double
    /// Exactly: `1200`, `0.25`, `3e8`.
    let text: String
  }

  let low: Double
  let high: Double
  let ticks: [Tick]

  /// A scale over `values`, with about `count` ticks at 1, 2 or 5 times a power of ten; it begins and ends at a tick unless `isTight`.
  init(_ values: some Sequence<Double>, count: Int, isTight: Bool = false) {
    var least = Double.infinity
    var most = -Double.infinity
    for value in values where value.magnitude <= Plot.largest {
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
    let round = RoundStep.notBelow((most - least) / Double(max(1, count)))
    let step = round.width
    let slack = isTight ? -1e-9 : 0
    let first = isTight ? (least / step + slack).rounded(.up) : (least / step + 1e-9).rounded(.down)
    let last = isTight ? (most / step - slack).rounded(.down) : (most / step - 1e-9).rounded(.up)
    ticks = stride(from: first, through: last, by: 1).prefix(200).map {
      Tick(value: $0 * step, text: round.text(Int($0)))
    }
    low = isTight ? least : min(least, first * step)
    high = isTight ? most : max(most, last * step)
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
