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

/// A width of 1, 2 or 5 times ten to `exponent`.
struct RoundStep {
  let mantissa: Int
  let exponent: Int

  private var width: Double { Double("\(mantissa)e\(exponent)") ?? 1 }

  /// The narrowest that cuts `least ... greatest` into at most `most` ranges, each holding its lower end.
  static func holding(_ least: Double, _ greatest: Double, most: Int) -> RoundStep {
    let size = max(least.magnitude, greatest.magnitude)
    // Narrower ranges could not be told apart in double.
    let apart = greatest > least ? size * 1e-9 : size * 0.1
    let floor = max(greatest / Double(most) - least / Double(most), apart) * (1 - 1e-9)
    var exponent = -300
    while exponent < 301, (Double("1e\(exponent + 1)") ?? 1) < floor { exponent += 1 }
    if size == 0 || floor == 0 { exponent = 0 }
    while true {
      for mantissa in [1, 2, 5] {
        let step = RoundStep(mantissa: mantissa, exponent: exponent)
        if step.width >= floor, step.index(greatest) - step.index(least) < most { return step }
      }
      exponent += 1
    }
  }

  /// The range that holds a number: those between 0 and the width have index 0.
  func index(_ number: Double) -> Int {
    let share = number / width
    // A number that is a multiple of the width but for rounding belongs to the range that it begins.
    let near = share.rounded()
    let whole = (share - near).magnitude <= near.magnitude * 1e-13 ? near : share.rounded(.down)
    return Int(min(1e15, max(-1e15, whole)))
  }

  /// The lower end of a range, exactly.
  func text(_ index: Int) -> String {
    let digits = index * mantissa
    if digits == 0 { return "0" }
    let sign = digits < 0 ? "-" : ""
    let plain = String(digits.magnitude)
    if exponent > 5 || exponent < -8 { return "\(sign)\(plain)e\(exponent)" }
    if exponent >= 0 { return sign + plain + String(repeating: "0", count: exponent) }
    let padded = String(repeating: "0", count: max(0, 1 - exponent - plain.count)) + plain
    return "\(sign)\(padded.dropLast(-exponent)).\(padded.suffix(-exponent))"
  }
}
