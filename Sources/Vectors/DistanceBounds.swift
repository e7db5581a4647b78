/// What a canonical squared distance (vnb_distance.h) says about the real distance, and back, with the rounding counted. Real
/// means computed without rounding on the float32 values stored.
///
/// With n columns, u = 2^-24 and q the canonical value of the real squared distance D², |q - D²| <= gD² + t. Each difference is
/// rounded once, each square once, and a sum of squares passes n/64 + 7 additions (Higham, "Accuracy and Stability of Numerical
/// Algorithms", section 3.1; all terms are of one sign, so the bound is relative), which makes g = (n/64 + 12)u to first order, here
/// rounded up; t covers squares too small for float32.
struct DistanceBounds {
  /// g.
  private let relative: Double
  /// t.
  private let tiny: Double
  private let columns: Double
  /// Makes a bound smaller by more than the rounding of the few float32 operations that gave it.
  static let shrink: Float = 1 - 0x1p-21
  private static let grow = 1 + 0x1p-21

  init(columns: Int) {
    self.columns = Double(columns)
    relative = (Double(columns) / 64 + 16) * 0x1p-24 * 1.02
    tiny = Double(columns) * 0x1p-148
  }

  /// False for vectors so wide that the bounds say nothing.
  var isUsable: Bool { relative < 0.1 }

  /// At least the real distance of two vectors whose canonical squared distance is at most `square`. A vector whose real distance is
  /// above this has a larger canonical one.
  func reach(ofSquare square: Float) -> Float {
    Float(((Double(square) + tiny) * (1 + 2 * relative)).squareRoot() * Self.grow)
  }

  /// At most the real distance of two vectors of canonical squared distance `square`.
  func least(ofSquare square: Float) -> Float {
    Float(max(0, (Double(square) - tiny) * (1 - relative)).squareRoot()) * Self.shrink
  }

  /// At least ``reach(ofSquare:)`` of the canonical squared distance of vectors that are really at most `distance` apart.
  func reach(ofDistance distance: Float) -> Float {
    Float((Double(distance) * (1 + 2 * relative) + (4 * tiny).squareRoot()) * Self.grow)
  }

  /// By how much a squared distance taken from a score can exceed the real one. The score is the product x·c - |c|²/2 of n fused
  /// steps from its bias; the squared distance is |x|² - 2 score, with the canonical |x|². As in ``NearestCentroids``: the product is
  /// off by (n + 1)u(|x||c| + |c|²/2), its bias by (n/64 + 8)u|c|²/2, |x|² by (n/64 + 8)u|x|².
  func slack(lengthOfRow length: Float, longest: Float) -> Double {
    let (row, centroid) = (Double(length), Double(longest))
    let product = 2 * (columns + columns / 64 + 32) * (row * centroid + centroid * centroid / 2)
    return 0x1p-24 * 1.02 * (product + (columns / 64 + 16) * row * row) + 4 * tiny
  }
}
