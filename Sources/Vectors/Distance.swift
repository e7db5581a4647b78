import CKernels

/// Canonical float32 distances: one defined order of additions (vnb_distance.h), the same bits on every CPU.
public enum Distance {
  /// The distance of two vectors as ``Metric`` defines it.
  /// - Throws: ``VectorsError/dimensionMismatch(expected:actual:)``; under cosine ``VectorsError/zeroVector(row:)`` with row 0
  ///   for `a`, 1 for `b`.
  public static func between(_ a: [Float], _ b: [Float], metric: Metric) throws(VectorsError) -> Float {
    guard a.count == b.count else { throw .dimensionMismatch(expected: a.count, actual: b.count) }
    switch metric {
    case .l2: return squaredL2(a, b, count: a.count).squareRoot()
    case .ip: return -dot(a, b, count: a.count)
    case .cosine:
      let squares = (dot(a, a, count: a.count), dot(b, b, count: b.count))
      guard squares.0 > 0 else { throw .zeroVector(row: 0) }
      guard squares.1 > 0 else { throw .zeroVector(row: 1) }
      return cosine(dot: dot(a, b, count: a.count), squares.0, squares.1)
    case .l1: return l1(a, b, count: a.count)
    case .hamming: return hamming(a, b, count: a.count)
    }
  }

  /// Sum of products over `count` elements of each.
  public static func dot(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, count: Int) -> Float {
    vnb_dot(a, b, count)
  }

  /// Sum of squared differences over `count` elements of each.
  public static func squaredL2(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, count: Int) -> Float {
    vnb_squared_l2(a, b, count)
  }

  /// Sum of the magnitudes of the differences over `count` elements of each.
  public static func l1(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, count: Int) -> Float {
    one(VNB_L1, a, b, count)
  }

  /// Number of the `count` elements that are above 0 in one of the two only.
  public static func hamming(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, count: Int) -> Float {
    one(VNB_HAMMING, a, b, count)
  }

  private static func one(
    _ measure: vnb_measure, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ count: Int
  ) -> Float {
    var list = vnb_row_list(base: UnsafeRawPointer(b), stride: 0, ids: nil, count: 1, once: 0)
    var distance: Float = 0
    vnb_measure_kernel(VNB_FLOAT32, measure)?(a, &list, count, &distance)
    return distance
  }

  /// Length: square root of the canonical sum of squares.
  public static func norm(_ a: UnsafePointer<Float>, count: Int) -> Float {
    vnb_dot(a, a, count).squareRoot()
  }

  /// 1 - similarity from a dot product and two squared lengths, in double, then rounded once. A vector is exactly 0 from
  /// itself, since the product of two floats and the root of a square are exact in double. Kept within 0 ... 2; NaN when a
  /// length is 0.
  static func cosine(dot: Float, _ squareA: Float, _ squareB: Float) -> Float {
    let similarity = Double(dot) / (Double(squareA) * Double(squareB)).squareRoot()
    if similarity.isNaN { return .nan }
    return Float(min(max(1 - similarity, 0), 2))
  }
}
