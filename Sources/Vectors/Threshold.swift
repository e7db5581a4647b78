/// From how far a row may be to what its score in a matrix product must be.
///
/// The score of query q and row x is their inner product s, n fused steps. With u = 2^-24 it is off by at most (n + 1)u|q||x|; the
/// canonical product by (n/64 + 10)u|q||x|; squared lengths and the canonical squared distance by (n/64 + 12)u of themselves
/// (Higham, "Accuracy and Stability of Numerical Algorithms", sections 3.1 and 4.2, first order). A row whose canonical distance is
/// at most `reach` has s >= floor(q) * scale(x) + shift(x) with what follows; where a bound has |q||x| it is taken as (|q|^2 + |x|^2)/2, so
/// that it falls apart into a part of the query and one of the row. Constants are rounded up; products too small for float32 are covered by the
/// last term of the shift.
struct Threshold {
  let metric: Metric
  private let slack: Double
  private let smallest: Double

  init(metric: Metric, columns: Int) {
    self.metric = metric
    let n = Double(columns)
    slack = 1.05 * 0x1p-24 * (n + n / 16 + 64)
    smallest = n * 0x1p-140
  }

  /// The floor of a query of squared length `square`. Minus infinity: every row may enter.
  func floor(square: Double, reach: Double) -> Float {
    switch metric {
    case .l2:
      if reach == .infinity { return -.infinity }
      if reach < 0 { return .infinity }
      let far = Threshold.squared(reach) * (1 + slack)
      return Threshold.lowered((square - far - slack * square) / 2)
    case .cosine:
      if reach >= 2 { return -.infinity }
      if reach < 0 { return .infinity }
      return Threshold.lowered((1 - reach - slack) * square.squareRoot())
    case .ip, .l1, .hamming:
      return Threshold.lowered(-reach - slack * square / 2)
    }
  }

  /// The scale and shift of a row of squared length `square`; nil when its sums may have overflowed or lost their digits, so that it must
  /// be measured whatever its score.
  func row(square: Float) -> (scale: Float, shift: Float)? {
    guard square <= Matrix.largestSquaredNorm, square >= Matrix.smallestSquaredNorm else {
      return nil
    }
    let square = Double(square)
    switch metric {
    case .l2: return (1, Float((square - slack * square) / 2 - smallest))
    case .cosine: return (Float(square.squareRoot()), Float(-smallest))
    case .ip, .l1, .hamming: return (1, Float(-slack * square / 2 - smallest))
    }
  }

  /// A squared distance whose root, rounded to float32, may still be `reach`. Negative where there is none.
  static func squared(_ reach: Double) -> Double { reach < 0 ? -1 : reach * reach * (1 + 0x1p-22) }

  /// A little below, for the roundings of the floor itself and of what is computed with it.
  private static func lowered(_ floor: Double) -> Float { Float(floor - floor.magnitude * 0x1p-20) }

  /// As float32, not below.
  static func roundedUp(_ value: Double) -> Float {
    let near = Float(value)
    return Double(near) < value ? near.nextUp : near
  }
}
