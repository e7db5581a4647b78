import CKernels

/// To which centroid each row belongs.
public struct Assignment: Sendable, Equatable {
  /// For each row the number of its nearest centroid.
  public var labels: [Int32]
  /// For each row the squared distance to it. Under `cosine` that of the two vectors scaled to length 1, which is twice
  /// 1 - similarity. Under `ip` the negative inner product, not squared.
  public var squaredDistances: [Float]
}

/// Assigns each row to its nearest centroid. For any number of workers and any batches the answer is the same.
/// - Throws: ``VectorsError`` (dimension, a row that is not finite or, under cosine, zero; no centroids); ``Cancelled``.
public func assign(
  rows: Matrix, centroids: Matrix, metric: Metric, workers: Int, isCancelled: CancelCheck? = nil
) throws -> (labels: [Int32], squaredDistances: [Float]) {
  let answer = try NearestCentroids(centroids, metric: metric)
    .assign(rows, workers: workers, isCancelled: isCancelled)
  return (answer.labels, answer.squaredDistances)
}

/// Centroids made ready for many rows.
///
/// The definition: a row goes to the centroid of smallest canonical squared distance, at equal distance to the smaller number. Under
/// `cosine` both are first scaled to length 1 (``Matrix/normalizeRows(workers:)``), under `ip` the largest canonical inner
/// product wins. A matrix product finds the few centroids that can win within the rounding error of both ways, and the canonical
/// distance decides among them, so the answer is that of the plain loop.
public final class NearestCentroids: Sendable {
  public let metric: Metric
  public var count: Int { centroids.rows }
  let centroids: Matrix
  private let packed: Matrix
  /// -|c|^2 / 2 of each centroid, from which the product starts; zero under `ip`.
  private let bias: Matrix
  /// Length of the longest centroid.
  private let longest: Float

  /// Rows of one matrix product.
  static let blockRows = 256

  /// Rows of one parallel piece: several products, unless there are too few rows to keep all workers busy.
  static func chunkRows(_ rows: Int, workers: Int) -> Int {
    let share = rows / max(1, workers) / 4 / blockRows
    return max(1, min(8, share)) * blockRows
  }

  /// - Throws: ``VectorsError/noRows``, ``VectorsError/metricWithoutMeans(_:)``, or what is wrong with a centroid, its number as the row.
  public init(_ centroids: Matrix, metric: Metric) throws(VectorsError) {
    guard centroids.rows > 0 else { throw .noRows }
    guard metric.usesProducts else { throw .metricWithoutMeans(metric) }
    guard centroids.rows <= Int(Int32.max) else { throw .badClusterCount(centroids.rows) }
    try centroids.requireFinite()
    self.metric = metric
    self.centroids = metric == .cosine ? try centroids.normalized() : centroids.copy(rows: 0..<centroids.rows)
    let columns = centroids.columns
    packed = Matrix(rows: 1, columns: vnb_gemm_packed_size(centroids.rows, columns))
    vnb_gemm_pack(self.centroids.base, centroids.rows, columns, self.centroids.stride, packed.base)
    bias = Matrix(rows: 1, columns: centroids.rows)
    var largest: Float = 0
    for index in 0..<centroids.rows {
      let square = self.centroids.squaredNorm(ofRow: index)
      largest = max(largest, square)
      if metric != .ip { bias.base[index] = -square / 2 }
    }
    longest = largest.squareRoot()
  }

  /// - Throws: as ``assign(rows:centroids:metric:workers:isCancelled:)``.
  public func assign(_ rows: Matrix, workers: Int, isCancelled: CancelCheck? = nil) throws -> Assignment {
    let labels = Slots<Int32>(repeating: 0, count: rows.rows)
    let distances = Slots<Float>(repeating: 0, count: rows.rows)
    let squares = try check(rows, workers: workers)
    try fill(labels, distances, rows, squares, workers: workers, isCancelled: isCancelled)
    return Assignment(labels: labels.array, squaredDistances: distances.array)
  }

  /// The squared lengths of good rows.
  private func check(_ rows: Matrix, workers: Int) throws(VectorsError) -> Slots<Float> {
    guard rows.rows == 0 || rows.columns == centroids.columns else {
      throw .dimensionMismatch(expected: centroids.columns, actual: rows.columns)
    }
    let squares = try rows.squaredNorms(workers: workers)
    guard metric == .cosine else { return squares }
    for index in 0..<rows.rows where squares[index] < Matrix.smallestSquaredNorm {
      throw .zeroVector(row: index)
    }
    return squares
  }

  /// The same for rows known to be good, whose squared lengths are `squares`, into places given.
  func fill(
    _ labels: Slots<Int32>, _ distances: Slots<Float>, _ rows: Matrix, _ squares: Slots<Float>, workers: Int,
    isCancelled: CancelCheck?
  ) throws(Cancelled) {
    try parallelChunks(
      of: rows.rows, size: Self.chunkRows(rows.rows, workers: workers), workers: workers,
      isCancelled: isCancelled
    ) { chunk in
      let scores = Matrix(scratch: min(chunk.count, NearestCentroids.blockRows), columns: count)
      var start = chunk.lowerBound
      while start < chunk.upperBound {
        let range = start..<min(chunk.upperBound, start + NearestCentroids.blockRows)
        var block = rows.slice(range)
        if metric == .cosine {
          // The rows were checked: scaling cannot fail.
          block = (try? block.normalized()) ?? block
        }
        decide(block, squares.base + start, scores, labels.base + start, distances.base + start)
        start = range.upperBound
      }
    }
  }

  /// Labels of the rows of one block, by product and, where the product cannot tell, by canonical distance.
  private func decide(
    _ block: Matrix, _ squares: UnsafePointer<Float>, _ scores: Matrix, _ labels: UnsafeMutablePointer<Int32>,
    _ distances: UnsafeMutablePointer<Float>
  ) {
    vnb_gemm(
      block.base, block.stride, block.rows, packed.base, count, block.columns, bias.base, scores.base,
      scores.stride)
    for index in 0..<block.rows {
      let row = block.row(index)
      let found = scores.row(index)
      var best: Float = 0
      var second: Float = 0
      let place = vnb_top_two(found, count, &best, &second)
      let floor = best - doubt(lengthOfRow: metric == .cosine ? 1 : squares[index].squareRoot())
      var winner = (label: place, distance: distance(row, place))
      if second >= floor {
        winner = (0, .infinity)
        for candidate in 0..<count where found[candidate] >= floor {
          let measured = distance(row, candidate)
          if measured < winner.distance { winner = (candidate, measured) }
        }
      }
      labels[index] = Int32(winner.label)
      distances[index] = winner.distance
    }
  }

  private func distance(_ row: UnsafePointer<Float>, _ index: Int) -> Float {
    metric == .ip
      ? -vnb_dot(row, centroids.row(index), centroids.columns)
      : vnb_squared_l2(row, centroids.row(index), centroids.columns)
  }

  /// How far below the best score the true winner can be. With u = 2^-24, the product's score of n fused steps is off by at
  /// most (n + 1)u(|x||c| + |c|^2/2), its bias by (n/64 + 8)u|c|^2/2, the canonical squared distance by
  /// (n/64 + 12)u(|x| + |c|)^2 (Higham, "Accuracy and Stability of Numerical Algorithms", section 3.1, first order); each counts
  /// twice, once for either centroid. 2^-23 is 2u, the constants are rounded up, and the last term covers products too small for float32.
  private func doubt(lengthOfRow length: Float) -> Float {
    let n = Float(centroids.columns)
    let product = (n + n / 64 + 32) * (length * longest + longest * longest / 2)
    let measured = (n / 64 + 16) * (length + longest) * (length + longest)
    return 0x1p-23 * 1.02 * (product + measured) + n * 0x1p-140
  }
}
