import Testing

@testable import Vectors

/// Codes and their distances in plain Swift, written from the definitions.
enum CodeJudge {
  /// The elements that the code of `values` stands for. Bits stand for their signs.
  static func decoded(_ values: [Float], _ storage: VectorStorage) -> [Float] {
    switch storage {
    case .float32: return values
    case .float16: return values.map { Float(Float16($0)) }
    case .bfloat16: return values.map(bfloat)
    case .int8:
      let (codes, scale) = int8(values)
      return codes.map { scale * Float($0) }
    case .bit: return values.map { $0 > 0 ? 1 : -1 }
    }
  }

  /// The nearer of the two neighbours of 16 bits; half way, the one whose last bit is 0.
  static func bfloat(_ value: Float) -> Float {
    let low = Float(bitPattern: value.bitPattern & 0xffff_0000)
    let high = Float(bitPattern: low.bitPattern + 0x1_0000)
    let below = (Double(value) - Double(low)).magnitude
    let above = (Double(high) - Double(value)).magnitude
    if below == above { return low.bitPattern >> 16 & 1 == 0 ? low : high }
    return below < above ? low : high
  }

  static func int8(_ values: [Float]) -> (codes: [Int], scale: Float) {
    let scale = (values.map(\.magnitude).max() ?? 0) / 127
    guard scale > 0 else { return (values.map { _ in 0 }, 0) }
    return (
      values.map { Int(max(-127, min(127, ($0 / scale).rounded(.toNearestOrEven)))) }, scale
    )
  }

  /// What a probe of `query` measures of `row`; nil where the storage cannot tell.
  static func measure(
    _ query: [Float], _ row: [Float], _ storage: VectorStorage, _ metric: Metric
  ) -> Float? {
    switch (storage, metric) {
    case (.bit, .hamming), (_, .hamming): return Judge.distance(query, decoded(row, storage), .hamming)
    case (.bit, _): return nil
    case (.int8, .l2), (.int8, .ip), (.int8, .cosine): return int8Measure(int8(query), int8(row), metric)
    case (_, .l2): return Judge.squaredL2(query, decoded(row, storage))
    default: return Judge.distance(query, decoded(row, storage), metric)
    }
  }

  private static func int8Measure(
    _ a: (codes: [Int], scale: Float), _ b: (codes: [Int], scale: Float), _ metric: Metric
  ) -> Float {
    func sum(_ x: [Int], _ y: [Int]) -> Double { Double(zip(x, y).map { $0 * $1 }.reduce(0, +)) }
    let dot = sum(a.codes, b.codes)
    let squares = (sum(a.codes, a.codes), sum(b.codes, b.codes))
    let scales = (Double(a.scale), Double(b.scale))
    switch metric {
    case .cosine: return Float(min(max(1 - dot / (squares.0 * squares.1).squareRoot(), 0), 2))
    case .ip: return Float(-(scales.0 * scales.1 * dot))
    default:
      let lengths = scales.0 * scales.0 * squares.0 + scales.1 * scales.1 * squares.1
      return Float(max(0, lengths - 2 * (scales.0 * scales.1 * dot)))
    }
  }
}
