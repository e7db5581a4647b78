/// How much each row counts: means, inertia and the draws of a start go by it. A row of weight 0 gets a label and moves nothing.
struct RowWeights: Sendable {
  let values: Slots<Double>

  /// Nil when there are none, or all are equal: then every row counts as one.
  /// - Throws: ``VectorsError/badWeights(_:)``.
  static func checked(_ weights: [Double]?, rows: Int) throws(VectorsError) -> RowWeights? {
    guard let weights else { return nil }
    guard weights.count == rows else { throw .badWeights(.count(expected: rows, actual: weights.count)) }
    let values = Slots<Double>(repeating: 0, count: rows)
    for (row, weight) in weights.enumerated() {
      guard weight >= 0, weight <= 0x1p100 else { throw .badWeights(.row(row)) }
      values[row] = weight
    }
    guard let first = weights.first, weights.contains(where: { $0 > 0 }) else { throw .badWeights(.allZero) }
    return weights.allSatisfy { $0 == first } ? nil : RowWeights(values: values)
  }

  subscript(row: Int) -> Double { values[row] }

  /// The numbers of the rows that count.
  var positive: [Int] { (0..<values.count).filter { values[$0] > 0 } }
}
