import Vectors

/// How far two float32 computations of one distance can lie apart, whatever the order of their sums: an engine's own, and
/// ours. Bounds of recursive summation (Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., section 4.2), four
/// times over.
struct DistanceMargin {
  private let metric: Metric
  private let bound: Double

  /// Nil where there is no bound: inner products of vectors whose lengths are not known to be 1. Counts of signs are exact.
  init?(_ metric: Metric, dimension: Int, isNormalized: Bool) {
    if metric == .ip, !isNormalized { return nil }
    self.metric = metric
    let step = metric == .hamming ? 0 : metric == .l2 || metric == .l1 ? 0x1p-22 : 0x1p-20
    bound = Double(dimension + 8) * step
  }

  /// True when `near` is less than `far` in exact arithmetic too, and in either computation.
  func isSurely(_ near: Double, below far: Double) -> Bool {
    switch metric {
    case .l2, .l1: near * (1 + bound) < far * (1 - bound)
    case .cosine, .ip, .hamming: near + bound < far - bound
    }
  }

  /// Lengths within this range are fit for every metric, computed in whatever way; those outside are looked at one by one.
  static let plainLengths = 0x1p-49...0x1p61
}
