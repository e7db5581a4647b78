/// Lloyd's k-means ("Least squares quantization in PCM", 1982), over rows in memory or over a source that is read in passes.
///
/// Labels are those of ``NearestCentroids``; means are summed in double, rows ascending, and rounded to float32 once. Under `cosine` rows
/// are scaled to length 1, a centroid is the sum of its rows scaled to length 1, and it stays where it was when the rows cancel out.
/// A cluster that runs empty takes the row farthest from its centre (``EmptyClusters``). The result depends on the rows, their
/// order and the options, not on the workers or the CPU.
public enum KMeans {
  /// Clusters all rows at once. With `start` (k x columns) it goes on from those centroids instead of drawing some.
  /// Throws ``VectorsError`` or ``Cancelled``.
  public static func fit(_ rows: Matrix, _ options: KMeansOptions, start: Matrix? = nil) throws
    -> KMeansResult
  {
    try check(rows: rows.rows, columns: rows.columns, options, start)
    guard rows.rows <= Int(UInt32.max) else {
      throw VectorsError.badShape(rows: rows.rows, columns: rows.columns)
    }
    var squares = try rows.squaredNorms(workers: options.workers)
    var work = rows
    // Rows of length 1 stay as they are: no copy is needed for them.
    if options.metric == .cosine, squares.contains(where: { abs($0 - 1) > 0x1p-16 }) {
      work = try rows.normalized(workers: options.workers)
      squares = try work.squaredNorms(workers: options.workers)
    }
    if start != nil {
      let distinct = work.distinctRows(upTo: options.k)
      guard distinct == options.k else { throw VectorsError.fewerDistinctRows(found: distinct, k: options.k) }
    }
    return try best(of: MatrixRows(matrix: work), squares, options, start)
  }

  /// The same over rows that need not fit into memory, with the same bits but for one case (a sample with fewer than k distinct rows,
  /// see ``KMeansStart``): they are read once or twice for the start, more often for k-means||, and once a round. Beside a block
  /// and the centroids it holds 24 bytes for a row, 16 more with weights, and up to 256 MB of bounds.
  /// Throws ``VectorsError``, ``Cancelled``, or what the source throws.
  public static func fit(passes source: any RowSource, _ options: KMeansOptions, start: Matrix? = nil) throws
    -> KMeansResult
  {
    try check(rows: source.rows, columns: source.columns, options, start)
    var work = source
    if options.metric == .cosine { work = UnitRows(source: source, workers: options.workers) }
    let squares = try work.squaredNorms(workers: options.workers)
    return try best(of: work, squares, options, start)
  }

  /// The best of all starts.
  private static func best(
    of rows: any RowSource, _ squares: Slots<Float>, _ options: KMeansOptions, _ start: Matrix?
  ) throws -> KMeansResult {
    let weights = try RowWeights.checked(options.weights, rows: rows.rows)
    var best: KMeansResult?
    for number in 0..<(start == nil ? max(1, options.starts) : 1) {
      let centroids = try start.map { try begin(at: $0, options) } ?? draw(rows, options, weights, number)
      let result = try Lloyd(rows, squares: squares, centroids, options, weights).run()
      if result.inertia < best?.inertia ?? .infinity { best = result }
    }
    guard let best else { throw VectorsError.noRows }
    return best
  }

  private static func check(rows: Int, columns: Int, _ options: KMeansOptions, _ start: Matrix?)
    throws(VectorsError)
  {
    guard options.metric.hasMeans else { throw .metricWithoutMeans(options.metric) }
    guard options.k >= 1, options.k <= Int(Int32.max) else { throw .badClusterCount(options.k) }
    guard rows > 0 else { throw .noRows }
    guard rows >= options.k else { throw .fewerRows(found: rows, k: options.k) }
    guard let start else { return }
    guard start.rows == options.k else { throw .badClusterCount(start.rows) }
    guard start.columns == columns else { throw .dimensionMismatch(expected: start.columns, actual: columns) }
    try start.requireFinite()
  }

  private static func begin(at start: Matrix, _ options: KMeansOptions) throws -> Matrix {
    options.metric == .cosine ? try start.normalized() : start.copy(rows: 0..<start.rows)
  }

  private static func draw(
    _ rows: any RowSource, _ options: KMeansOptions, _ weights: RowWeights?, _ number: Int
  ) throws -> Matrix {
    var stream = options.stream(number)
    let start = KMeansStart(
      k: options.k, rows: rows, weights: weights, workers: options.workers, isCancelled: options.isCancelled)
    return try start.choose(options.start, &stream)
  }

  /// Mean in double, in runs of 4,096 rows added in order.
  public static func inertia(of squaredDistances: [Float]) -> Double {
    squaredDistances.withUnsafeBufferPointer { mean($0, nil) }
  }

  static func inertia(of squaredDistances: Slots<Float>, _ weights: RowWeights?) -> Double {
    mean(UnsafeBufferPointer(start: squaredDistances.base, count: squaredDistances.count), weights)
  }

  private static func mean(_ values: UnsafeBufferPointer<Float>, _ weights: RowWeights?) -> Double {
    guard !values.isEmpty else { return 0 }
    var total = 0.0
    var divisor = 0.0
    for start in Swift.stride(from: 0, to: values.count, by: 4096) {
      var part = 0.0
      let end = min(values.count, start + 4096)
      for at in start..<end { part += weights.map { $0[at] * Double(values[at]) } ?? Double(values[at]) }
      total += part
      divisor +=
        weights.map { weights in (start..<end).reduce(0.0) { $0 + weights[$1] } } ?? Double(end - start)
    }
    return total / divisor
  }
}
