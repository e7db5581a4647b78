import CKernels

/// Rows packed for matrix products: scores of many vectors against all of them at once. A larger score is nearer, by the key of
/// ``RowMeasure`` up to rounding: the score is -key under `ip` and `cosine`, and (|q|^2 - key) / 2 under `l2`.
final class PackedRows: Sendable {
  /// The row of each column.
  let rows: [UInt32]
  private let packed: Matrix
  private let bias: Matrix

  /// Rows of one product at a time: what stays in the second-level cache beside the scores.
  static let blockRows = 512

  init(_ rows: ArraySlice<UInt32>, _ measure: RowMeasure, squares: UnsafePointer<Float>) {
    self.rows = Array(rows)
    let copy = Matrix(rows: rows.count, columns: measure.columns)
    PackedRows.copy(rows, measure, into: copy)
    packed = Matrix(rows: 1, columns: vnb_gemm_packed_size(rows.count, measure.columns))
    vnb_gemm_pack(copy.base, rows.count, measure.columns, copy.stride, packed.base)
    bias = Matrix(rows: 1, columns: rows.count)
    if measure.metric == .l2 {
      for (at, row) in rows.enumerated() { bias.base[at] = -squares[Int(row)] / 2 }
    }
  }

  /// Copies rows one after another, scaled to length 1 under cosine. `copy` has room for them.
  static func copy(_ rows: ArraySlice<UInt32>, _ measure: RowMeasure, into copy: Matrix) {
    for (at, row) in rows.enumerated() {
      let from = measure.row(row)
      let to = copy.row(at)
      if measure.metric == .cosine {
        let scale = measure.scales[Int(row)]
        for column in 0..<measure.columns { to[column] = from[column] * scale }
      } else {
        to.update(from: from, count: measure.columns)
      }
    }
  }

  /// Scores of the first `count` rows of `queries` into the rows of `scores`.
  func score(_ queries: Matrix, _ count: Int, into scores: Matrix) {
    vnb_gemm(
      queries.base, queries.stride, count, packed.base, rows.count, queries.columns, bias.base, scores.base,
      scores.stride)
  }
}
