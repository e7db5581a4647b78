/// Which rows may be found, and how to look for them.
struct HNSWFilter: Sendable {
  /// nil: all may.
  let test: (@Sendable (Int) -> Bool)?
  /// The share of rows that pass, from rows at equal steps; at least half a row of those asked.
  private let share: Double

  private static let askedRows = 128

  init(_ test: (@Sendable (Int) -> Bool)?, rows: Int) {
    self.test = test
    guard let test, rows > 0 else {
      share = 1
      return
    }
    let asked = min(rows, HNSWFilter.askedRows)
    var passed = 0
    for step in 0..<asked where test(step * rows / asked) { passed += 1 }
    share = max(0.5, Double(passed)) / Double(asked)
  }

  /// The `ef` of a walk that can expect `ef` rows that pass; nil when it is cheaper to measure every row that passes.
  func ef(for ef: Int, rows: Int) -> Int? {
    guard test != nil else { return min(ef, rows) }
    let wider = min(Double(rows), (Double(ef) / share).rounded(.up))
    // In units of one call of the filter: a row measured one after another costs about 4, a candidate of a walk about 100.
    let scanning = Double(rows) * (1 + 4 * share)
    return wider * 100 < scanning ? Int(wider) : nil
  }
}
