import CKernels

/// Every pair of rows at most a given distance apart: the exact range search of density clustering.
///
/// The definition: a pair is in when `Distance.between` of its rows is at most the bound. A matrix product of blocks of rows tells most
/// pairs apart; those within the rounding error of both ways are measured again, so the answer is that of the plain double loop.
/// Each pair is looked at once. Memory beside the rows: under `cosine` a copy of them scaled to length 1; for each worker one
/// packed block and one tile of scores, about 1 MB + 2 kB a dimension.
public final class PairsWithin: Sendable {
  public let metric: Metric
  public let bound: Double
  public var count: Int { rows.rows }
  private let rows: Matrix
  /// What the product runs on: the rows, or under `cosine` the rows at length 1.
  private let factors: Matrix
  private let squares: Slots<Float>
  /// Length of the longest row.
  private let longest: Double

  /// Columns of one parallel piece, and rows of one matrix product within it, of which there is a whole number to a piece.
  static let pieceRows = 512
  static let blockRows = 256

  /// Pairs of one tile, in no order of its own beyond that of rows; the first row is the smaller.
  public typealias Tile = UnsafeBufferPointer<(UInt32, UInt32)>

  /// - Throws: ``VectorsError/badRadius(_:)`` unless the bound is above 0, ``VectorsError/metricWithoutRange(_:)`` unless `l2` or `cosine`, what is
  ///   wrong with a row.
  public init(_ rows: Matrix, metric: Metric, within bound: Double, workers: Int = 1) throws(VectorsError) {
    guard metric == .l2 || metric == .cosine else { throw .metricWithoutRange(metric) }
    guard bound > 0 else { throw .badRadius(bound) }
    guard rows.rows <= Int(Int32.max) else { throw .badShape(rows: rows.rows, columns: rows.columns) }
    self.metric = metric
    self.bound = bound
    self.rows = rows
    squares = try rows.squaredNorms(workers: workers)
    factors = metric == .cosine ? try rows.normalized(workers: workers) : rows
    var largest: Float = 0
    for index in 0..<rows.rows { largest = max(largest, squares[index]) }
    longest = Double(largest).squareRoot()
  }

  /// Calls `body` with the pairs of each tile that has any, on several threads at once and in no promised order. The set of all pairs
  /// does not depend on workers or CPU.
  /// - Throws: ``Cancelled``.
  public func forEachTile(
    workers: Int, isCancelled: CancelCheck? = nil, _ body: @Sendable (Tile) -> Void
  ) throws(Cancelled) {
    let pieces = (count + PairsWithin.pieceRows - 1) / PairsWithin.pieceRows
    // The later pieces meet more rows: they go first, so that all threads end together.
    try parallelChunks(of: pieces, size: 1, workers: workers, isCancelled: isCancelled) { turn in
      let start = (pieces - 1 - turn.lowerBound) * PairsWithin.pieceRows
      scan(start..<min(count, start + PairsWithin.pieceRows), body)
    }
  }

  /// The rows of `piece` as columns of tiles with all rows up to its end.
  private func scan(_ piece: Range<Int>, _ body: (Tile) -> Void) {
    let work = PairTile(columns: piece.count, dimension: rows.columns)
    let columns = rows.columns
    vnb_gemm_pack(factors.row(piece.lowerBound), piece.count, columns, factors.stride, work.packed.base)
    var widest: Float = 0
    for at in 0..<piece.count {
      let square = squares[piece.lowerBound + at]
      widest = max(widest, square)
      if metric == .l2 { work.bias.base[at] = -square / 2 }
    }
    let length = Double(widest).squareRoot()
    var start = 0
    while start < piece.upperBound {
      let block = start..<min(start + PairsWithin.blockRows, piece.upperBound)
      vnb_gemm(
        factors.row(start), factors.stride, block.count, work.packed.base, piece.count, columns,
        work.bias.base, work.scores.base, work.scores.stride)
      work.found = 0
      for row in block { collect(row, piece, length, work) }
      if work.found > 0 { body(Tile(start: work.pairs.base, count: work.found)) }
      start = block.upperBound
    }
  }

  /// The pairs of one row with the later rows of a piece.
  private func collect(_ row: Int, _ piece: Range<Int>, _ length: Double, _ work: PairTile) {
    let first = max(piece.lowerBound, row + 1)
    guard first < piece.upperBound else { return }
    let skipped = first - piece.lowerBound
    let scores = work.scores.row(row % PairsWithin.blockRows) + skipped
    let (maybe, sure) = floors(ofRow: row, longestBeside: length)
    let near = vnb_at_least(scores, piece.upperBound - first, maybe, work.places.base)
    for at in 0..<near {
      let place = Int(work.places[at])
      if scores[place] < sure, !measured(row, first + place) { continue }
      work.pairs[work.found] = (UInt32(row), UInt32(first + place))
      work.found += 1
    }
  }

  /// The definition.
  private func measured(_ a: Int, _ b: Int) -> Bool {
    switch metric {
    case .cosine:
      let dot = vnb_dot(rows.row(a), rows.row(b), rows.columns)
      return Double(Distance.cosine(dot: dot, squares[a], squares[b])) <= bound
    default:
      return Double(vnb_squared_l2(rows.row(a), rows.row(b), rows.columns).squareRoot()) <= bound
    }
  }

  /// The scores below which a pair is surely out, and from which it is surely in.
  ///
  /// Under `l2` the score is x·y - |y|²/2 and the pair is in when it reaches (|x|² - bound²)/2. With u = 2^-24, n columns, a = |x| and b the
  /// longest |y|: the product of n fused steps is off by at most (n + 1)u(ab + b²/2), the halved squares of the lengths by
  /// (n/64 + 8)u(a² + b²)/2, the canonical square by (n/64 + 12)u(a + b)²/2 and its root by u(a + b)² (Higham, "Accuracy and Stability of
  /// Numerical Algorithms", section 3.1, first order). Under `cosine` the score is the product of rows of length 1 up to 2^-17 each,
  /// and the canonical similarity is off by (n/64 + 14)u or less. Constants are rounded up; the last terms cover the rounding of
  /// the floors themselves and products too small for float32.
  private func floors(ofRow row: Int, longestBeside b: Double) -> (maybe: Float, sure: Float) {
    let n = Double(rows.columns)
    let a = Double(squares[row]).squareRoot()
    let target: Double
    let doubt: Double
    switch metric {
    case .cosine:
      if bound >= 2 { return (-.infinity, -.infinity) }
      target = 1 - bound
      doubt = 0x1p-24 * 1.02 * (n + n / 16 + 128) + 0x1.1p-16
    default:
      let most = 2.01 * longest
      if bound > most { return (-.infinity, -.infinity) }
      target = (a * a - bound * bound) / 2
      let product = (n + 1) * (a * b + b * b / 2) + (n / 64 + 8) * (a * a + b * b)
      let canonical = (n / 128 + 8) * (a + b) * (a + b)
      doubt = 0x1p-24 * 1.05 * (product + canonical) + 0x1p-22 * target.magnitude + n * 0x1p-140
    }
    return (Float(target - doubt), Float(target + doubt))
  }
}

/// The room in which one worker looks at tiles.
private final class PairTile {
  let packed: Matrix
  let bias: Matrix
  let scores: Matrix
  let places: Slots<UInt32>
  let pairs: Slots<(UInt32, UInt32)>
  var found = 0

  init(columns: Int, dimension: Int) {
    packed = Matrix(rows: 1, columns: vnb_gemm_packed_size(columns, dimension))
    bias = Matrix(rows: 1, columns: columns)
    scores = Matrix(rows: PairsWithin.blockRows, columns: columns)
    places = Slots(repeating: 0, count: columns)
    pairs = Slots(repeating: (0, 0), count: PairsWithin.blockRows * columns)
  }
}
