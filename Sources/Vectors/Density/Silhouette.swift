import CKernels

/// Silhouettes (Rousseeuw 1987): (b - a) / max(a, b), where a is the mean distance of a row to the other rows of its cluster, b the smallest
/// mean distance to the rows of another cluster. A row alone in its cluster has 0, and so has one with a = b = 0.
///
/// Distances come from a matrix product of centred rows (under `cosine` of rows of length 1), and from the canonical distance where the
/// product would lose digits: below an eighth of what the lengths allow. So each is right to about 2^-24 times 8 √n relative for n
/// columns, typically 1e-5 at 384, exactly 0 for equal rows. Sums are in double and in one order: the same bits for any number of
/// workers and on any CPU. Time: all pairs of a row asked for and any row. Memory: two copies of the rows.
public struct Silhouette: Sendable {
  /// One for each row asked for, in that order.
  public var values: [Double]
  /// Their mean; nil when there are fewer than two clusters, or no row.
  public var mean: Double?

  static let blockRows = 256
  static let pieceRows = 512

  /// `labels` has one number for each row. With `sample`, only those rows are asked for; each is measured against all rows.
  /// - Throws: ``VectorsError/badCounts`` when `labels` are not as many as the rows or `sample` names no row;
  ///   ``VectorsError/metricWithoutRange(_:)`` unless `l2` or `cosine`; what is wrong with a row; ``Cancelled``.
  public init(
    _ rows: Matrix, labels: [Int32], sample: [Int]? = nil, metric: Metric = .l2, workers: Int = 1,
    isCancelled: CancelCheck? = nil
  ) throws {
    guard metric == .l2 || metric == .cosine else { throw VectorsError.metricWithoutRange(metric) }
    let asked = sample ?? Array(0..<rows.rows)
    guard labels.count == rows.rows, asked.allSatisfy({ $0 >= 0 && $0 < rows.rows }) else {
      throw VectorsError.badCounts
    }
    try rows.requireFinite(workers: workers)
    let names = Array(Set(labels)).sorted()
    guard names.count > 1, !asked.isEmpty else {
      values = asked.map { _ in 0 }
      mean = nil
      return
    }
    let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, Int32($0)) })
    let dense = Slots<Int32>(repeating: 0, count: rows.rows)
    for row in 0..<rows.rows { dense[row] = places[labels[row]] ?? 0 }
    let groups = RowsByCluster(labels: dense, k: names.count)
    let measure = try SilhouetteRows(rows, groups, metric: metric, workers: workers)
    let found = Slots<Double>(repeating: 0, count: asked.count)
    try parallelChunks(
      of: asked.count, size: Silhouette.blockRows, workers: workers, isCancelled: isCancelled
    ) { block in
      let sums = measure.sums(Array(asked[block]))
      for (at, place) in block.enumerated() {
        let own = Int(dense[asked[place]])
        found[place] = Silhouette.value(own: own, sums.base + at * names.count, groups.sizes)
      }
    }
    values = found.array
    mean = values.reduce(0, +) / Double(values.count)
  }

  private static func value(own: Int, _ sums: UnsafePointer<Double>, _ sizes: [Int]) -> Double {
    if sizes[own] < 2 { return 0 }
    let a = sums[own] / Double(sizes[own] - 1)
    var b = Double.infinity
    for cluster in sizes.indices where cluster != own { b = min(b, sums[cluster] / Double(sizes[cluster])) }
    return a == b ? 0 : (b - a) / max(a, b)
  }
}

/// The rows in the order of their clusters, packed for products.
private final class SilhouetteRows: Sendable {
  private let rows: Matrix
  private let groups: RowsByCluster
  private let metric: Metric
  /// Centred, or of length 1, in the order of `groups`.
  private let factors: Matrix
  /// Where in that order each row is.
  private let place: Slots<UInt32>
  private let squares: Slots<Float>
  private let rawSquares: Slots<Float>
  /// Packed pieces, one after another, and -|y|²/2 of each row, which is zero under `cosine`.
  private let packed: Matrix
  private let packedSize: Int
  private let bias: Matrix
  private let longest: Float

  init(_ rows: Matrix, _ groups: RowsByCluster, metric: Metric, workers: Int) throws(VectorsError) {
    self.rows = rows
    self.groups = groups
    self.metric = metric
    let count = rows.rows
    rawSquares = try rows.squaredNorms(workers: workers)
    factors = Matrix(rows: count, columns: rows.columns)
    place = Slots(repeating: 0, count: count)
    let mean = metric == .l2 ? SilhouetteRows.mean(rows) : []
    for at in 0..<count {
      let row = Int(groups.order[at])
      place[row] = UInt32(at)
      let (source, target) = (rows.row(row), factors.row(at))
      for column in 0..<rows.columns {
        target[column] = metric == .l2 ? source[column] - mean[column] : source[column]
      }
    }
    if metric == .cosine {
      for row in 0..<count where rawSquares[row] < Matrix.smallestSquaredNorm { throw .zeroVector(row: row) }
      for at in 0..<count {
        vnb_divide(
          factors.row(at), rawSquares[Int(groups.order[at])].squareRoot(), rows.columns)
      }
    }
    squares = try factors.squaredNorms(workers: workers)
    bias = Matrix(rows: 1, columns: count)
    var largest: Float = 0
    for at in 0..<count {
      largest = max(largest, squares[at])
      if metric == .l2 { bias.base[at] = -squares[at] / 2 }
    }
    longest = largest
    let pieces = (count + Silhouette.pieceRows - 1) / Silhouette.pieceRows
    packedSize = vnb_gemm_packed_size(Silhouette.pieceRows, rows.columns)
    packed = Matrix(rows: 1, columns: pieces * packedSize)
    parallelFor(pieces, workers: workers) { piece in
      let start = piece * Silhouette.pieceRows
      vnb_gemm_pack(
        factors.row(start), min(Silhouette.pieceRows, count - start), rows.columns, factors.stride,
        packed.base + piece * packedSize)
    }
  }

  private static func mean(_ rows: Matrix) -> [Float] {
    Covariance.mean(rows).map { Float($0) }
  }

  /// For each of some rows the sum of distances to the rows of every cluster.
  func sums(_ asked: [Int]) -> Slots<Double> {
    let clusters = groups.starts.count - 1
    let sums = Slots<Double>(repeating: 0, count: asked.count * clusters)
    let block = Matrix(rows: asked.count, columns: rows.columns)
    for (at, row) in asked.enumerated() {
      block.row(at).update(from: factors.row(Int(place[row])), count: factors.stride)
    }
    let scores = Matrix(rows: asked.count, columns: Silhouette.pieceRows)
    let near = Slots<UInt32>(repeating: 0, count: Silhouette.pieceRows)
    for start in stride(from: 0, to: rows.rows, by: Silhouette.pieceRows) {
      let count = min(Silhouette.pieceRows, rows.rows - start)
      vnb_gemm(
        block.base, block.stride, asked.count, packed.base + start / Silhouette.pieceRows * packedSize, count,
        rows.columns, bias.base + start, scores.base, scores.stride)
      for (at, row) in asked.enumerated() {
        turn(scores.row(at), start, count, row, near)
        add(scores.row(at), start, count, to: sums.base + at * clusters)
      }
    }
    return sums
  }

  /// Scores of one row become distances.
  private func turn(
    _ scores: UnsafeMutablePointer<Float>, _ start: Int, _ count: Int, _ row: Int, _ near: Slots<UInt32>
  ) {
    let square = squares[Int(place[row])]
    // Squared distances below an eighth of the lengths' are measured: there, rounding would show.
    let floor = metric == .cosine ? 0.875 : (square - (square + longest) / 8) / 2
    let found = vnb_at_least(scores, count, floor, near.base)
    vnb_turn_into_distances(
      scores, count, metric == .cosine ? 1 : square, metric == .cosine ? 1 : 2, metric == .cosine ? 0 : 1)
    for at in 0..<found {
      scores[Int(near[at])] = measured(row, Int(groups.order[start + Int(near[at])]))
    }
  }

  private func measured(_ a: Int, _ b: Int) -> Float {
    if metric == .cosine {
      let dot = vnb_dot(rows.row(a), rows.row(b), rows.columns)
      return Distance.cosine(dot: dot, rawSquares[a], rawSquares[b])
    }
    return vnb_squared_l2(rows.row(a), rows.row(b), rows.columns).squareRoot()
  }

  /// Adds the distances to rows start ..< start + count, cluster by cluster.
  private func add(
    _ distances: UnsafePointer<Float>, _ start: Int, _ count: Int, to sums: UnsafeMutablePointer<Double>
  ) {
    var at = start
    // The cluster that holds place `start`.
    var cluster = firstCluster(of: start)
    while at < start + count {
      let end = min(groups.starts[cluster + 1], start + count)
      if end > at { sums[cluster] += vnb_sum(distances + (at - start), end - at) }
      at = max(at, end)
      cluster += 1
    }
  }

  private func firstCluster(of place: Int) -> Int {
    var (low, high) = (0, groups.starts.count - 2)
    while low < high {
      let middle = (low + high + 1) / 2
      if groups.starts[middle] <= place { low = middle } else { high = middle - 1 }
    }
    return low
  }
}
