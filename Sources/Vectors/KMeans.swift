/// How to cluster.
public struct KMeansOptions: Sendable {
  public var k: Int
  /// `l2`, or `cosine`: spherical k-means, see ``KMeans``.
  public var metric: Metric = .l2
  /// The clustering's own seed.
  public var seed: UInt64 = 42
  /// The session's seed. Together with `seed` it keys the stream "kmeans".
  public var sessionSeed: UInt64 = 0
  /// Rounds at most; a round moves every centroid to the mean of its rows.
  public var maxRounds: Int = 100
  /// Independent starts; the lowest inertia wins, at equal inertia the earlier start.
  public var starts: Int = 1
  public var workers: Int = 1
  public var isCancelled: CancelCheck?
  /// Told after each round: its number from 1, and how many rows changed cluster in it.
  public var onRound: (@Sendable (Int, Int) -> Void)?

  public init(k: Int) { self.k = k }
}

/// A finished clustering.
public struct KMeansResult: Sendable {
  /// k x columns; under `cosine` of length 1.
  public var centroids: Matrix
  /// Exactly what ``assign(rows:centroids:metric:workers:isCancelled:)`` gives for these centroids.
  public var assignment: Assignment
  /// Rows of each cluster, by number.
  public var sizes: [Int]
  /// Mean over all rows of the squared distance to the nearest centroid (``Assignment/squaredDistances``).
  public var inertia: Double
  public var rounds: Int
  /// Rows that changed cluster when labels were last computed; 0 when it converged.
  public var moved: Int
  /// Clusters that ran empty and were given a row, over all rounds.
  public var reseeded: Int
  /// Whether it ended because no row moved, not because of `maxRounds`.
  public var converged: Bool { moved == 0 }
}

/// Lloyd's k-means over rows in memory ("Least squares quantization in PCM", 1982), started by greedy k-means++.
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
    try check(rows, options, start)
    var work = rows
    if options.metric == .cosine { work = try rows.normalized(workers: options.workers) }
    if start != nil {
      let distinct = work.distinctRows(upTo: options.k)
      guard distinct == options.k else { throw VectorsError.fewerDistinctRows(found: distinct, k: options.k) }
    }
    var best: KMeansResult?
    for number in 0..<(start == nil ? max(1, options.starts) : 1) {
      let centroids = try start.map { try begin(at: $0, options) } ?? draw(work, options, number)
      let result = try Lloyd(work, centroids, options).run()
      if result.inertia < best?.inertia ?? .infinity { best = result }
    }
    guard let best else { throw VectorsError.noRows }
    return best
  }

  private static func check(_ rows: Matrix, _ options: KMeansOptions, _ start: Matrix?) throws(VectorsError) {
    guard options.metric.hasMeans else { throw .metricWithoutMeans(options.metric) }
    guard options.k >= 1, options.k <= Int(Int32.max) else { throw .badClusterCount(options.k) }
    guard rows.rows > 0 else { throw .noRows }
    guard rows.rows <= Int(UInt32.max) else { throw .badShape(rows: rows.rows, columns: rows.columns) }
    guard rows.rows >= options.k else { throw .fewerRows(found: rows.rows, k: options.k) }
    try rows.requireFinite(workers: options.workers)
    guard let start else { return }
    guard start.rows == options.k else { throw .badClusterCount(start.rows) }
    guard start.columns == rows.columns else {
      throw .dimensionMismatch(expected: start.columns, actual: rows.columns)
    }
    try start.requireFinite()
  }

  private static func begin(at start: Matrix, _ options: KMeansOptions) throws -> Matrix {
    options.metric == .cosine ? try start.normalized() : start.copy(rows: 0..<start.rows)
  }

  private static func draw(_ rows: Matrix, _ options: KMeansOptions, _ number: Int) throws -> Matrix {
    let name = number == 0 ? "kmeans" : "kmeans \(number)"
    var stream = SeededStream(seed: options.sessionSeed, name: name, own: options.seed)
    return try KMeansStart.choose(
      options.k, from: rows, stream: &stream, workers: options.workers, isCancelled: options.isCancelled)
  }

  /// Mean in double, in runs of 4,096 rows added in order.
  public static func inertia(of squaredDistances: [Float]) -> Double {
    guard !squaredDistances.isEmpty else { return 0 }
    var total = 0.0
    for start in Swift.stride(from: 0, to: squaredDistances.count, by: 4096) {
      var part = 0.0
      for at in start..<min(squaredDistances.count, start + 4096) { part += Double(squaredDistances[at]) }
      total += part
    }
    return total / Double(squaredDistances.count)
  }
}
