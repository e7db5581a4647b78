import Language

/// Ranges of equal width that begin at multiples of 1, 2 or 5 times a power of ten.
enum HistogramBins {
  /// Counts as bars labelled `0.1 to 0.2`; at most `most`, none when there are no numbers. Numbers are finite.
  static func bars(_ numbers: [Double], most: Int) -> [Plot.Bar] {
    guard let least = numbers.min(), let greatest = numbers.max() else { return [] }
    // Ranges begin at 0, so that numbers on both sides take two.
    let step = RoundStep.holding(least, greatest, most: max(2, most))
    let first = step.index(least)
    var counts = [Int](repeating: 0, count: step.index(greatest) - first + 1)
    for number in numbers { counts[min(counts.count - 1, max(0, step.index(number) - first))] += 1 }
    return counts.enumerated().map { at, count in
      Plot.Bar("\(step.text(first + at)) to \(step.text(first + at + 1))", Double(count))
    }
  }
}

extension RoundStep {
  /// The narrowest that cuts `least ... greatest` into at most `most` ranges, each holding its lower end.
  fileprivate static func holding(_ least: Double, _ greatest: Double, most: Int) -> RoundStep {
    let size = max(least.magnitude, greatest.magnitude)
    // Narrower ranges could not be told apart in double.
    let apart = greatest > least ? size * 1e-9 : size * 0.1
    let floor = max(greatest / Double(most) - least / Double(most), apart)
    var step = floor == 0 ? RoundStep(mantissa: 1, exponent: 0) : notBelow(floor)
    while step.index(greatest) - step.index(least) >= most { step = step.next }
    return step
  }

  /// The range that holds a number: those between 0 and the width have index 0.
  fileprivate func index(_ number: Double) -> Int {
    let share = number / width
    // A number that is a multiple of the width but for rounding belongs to the range that it begins.
    let near = share.rounded()
    let whole = (share - near).magnitude <= near.magnitude * 1e-13 ? near : share.rounded(.down)
    return Int(min(1e15, max(-1e15, whole)))
  }
}
