/// k-means that sees one batch at a time (Sculley, "Web-scale k-means clustering", 2010): the rows of a batch are assigned to the
/// centroids as they stand, then each centroid moves to the mean of all rows it ever received (learning rate 1 / count). Memory: one
/// batch and the centroids.
///
/// The first batch also gives the start, by greedy k-means++, so it must hold k distinct rows. A centre without any row so far takes
/// the batch's row farthest from its centre (``EmptyClusters``). Under `cosine` everything is scaled to length 1 as in
/// ``KMeans``. The same batches in the same order give the same bits for any number of workers.
public struct MiniBatchKMeans: Sendable {
  public let k: Int
  public let metric: Metric
  public var workers: Int
  public var isCancelled: CancelCheck?
  /// Nil before the first batch.
  public private(set) var centroids: Matrix?
  /// Rows each centroid stands for.
  public private(set) var counts: [Int]
  /// Rows and batches seen by this object.
  public private(set) var rows = 0
  public private(set) var batches = 0
  /// Centroids that had no row and were given one.
  public private(set) var reseeded = 0
  private var stream: SeededStream
  private let method: KMeansInit

  /// A new clustering. Uses `k metric seed sessionSeed start workers isCancelled` of the options.
  /// - Throws: ``VectorsError/badClusterCount(_:)``, ``VectorsError/metricWithoutMeans(_:)``.
  /// `number` tells restarts apart, as ``KMeansOptions/starts`` does.
  public init(_ options: KMeansOptions, number: Int = 0) throws(VectorsError) {
    guard options.metric.hasMeans else { throw .metricWithoutMeans(options.metric) }
    guard options.k >= 1, options.k <= Int(Int32.max) else { throw .badClusterCount(options.k) }
    k = options.k
    metric = options.metric
    method = options.start
    workers = options.workers
    isCancelled = options.isCancelled
    counts = [Int](repeating: 0, count: options.k)
    stream = options.stream(number)
  }

  /// Goes on from stored centroids. `counts` are the rows each of them stands for; nil when unknown: each then counts as
  /// one row, so that the first batch moves it freely but a centroid that receives nothing stays.
  /// Throws ``VectorsError`` for bad centroids, counts that do not fit, or a k that differs from theirs.
  public init(resuming stored: Matrix, counts: [Int]? = nil, _ options: KMeansOptions) throws(VectorsError) {
    try self.init(options)
    guard stored.rows == options.k else { throw .badClusterCount(stored.rows) }
    let counts = counts ?? [Int](repeating: 1, count: stored.rows)
    guard counts.count == stored.rows, counts.allSatisfy({ $0 >= 0 }) else { throw .badCounts }
    try stored.requireFinite()
    centroids = options.metric == .cosine ? try stored.normalized() : stored.copy(rows: 0..<stored.rows)
    self.counts = counts
  }

  /// Learns from one batch, rows in their order. When it throws, nothing has changed.
  /// - Returns: how the rows were assigned before the centroids moved.
  /// - Throws: ``VectorsError`` with rows counted within the batch; ``Cancelled``.
  @discardableResult
  public mutating func partialFit(_ batch: Matrix) throws -> Assignment {
    guard batch.rows > 0 else { return Assignment(labels: [], squaredDistances: []) }
    if let known = centroids?.columns, known != batch.columns {
      throw VectorsError.dimensionMismatch(expected: known, actual: batch.columns)
    }
    let work = metric == .cosine ? try batch.normalized(workers: workers) : batch
    let squares = try work.squaredNorms(workers: workers)
    var drawing = stream
    let current = try centroids.map { $0.copy(rows: 0..<k) } ?? start(from: work, &drawing)
    let labels = Slots<Int32>(repeating: 0, count: batch.rows)
    let distances = Slots<Float>(repeating: 0, count: batch.rows)
    try NearestCentroids(current, metric: .l2)
      .fill(labels, distances, work, squares, workers: workers, isCancelled: isCancelled)
    var sizes = RowsByCluster(labels: labels, k: k).sizes
    reseeded += EmptyClusters.fill(labels, distances, sizes: &sizes, held: counts).count
    move(current, work, labels)
    stream = drawing
    centroids = current
    rows += batch.rows
    batches += 1
    return Assignment(labels: labels.array, squaredDistances: distances.array)
  }

  private func start(from batch: Matrix, _ stream: inout SeededStream) throws -> Matrix {
    let start = KMeansStart(
      k: k, rows: MatrixRows(matrix: batch), weights: nil, workers: workers, isCancelled: isCancelled)
    return try start.choose(method, &stream)
  }

  private mutating func move(_ current: Matrix, _ batch: Matrix, _ labels: Slots<Int32>) {
    let groups = RowsByCluster(labels: labels, k: k)
    let sums = ClusterSums(batch, groups, workers: workers)
    for (cluster, size) in groups.sizes.enumerated() where size > 0 {
      sums.writeMean(
        of: cluster, weight: counts[cluster], spherical: metric == .cosine,
        to: current.row(cluster))
      counts[cluster] += size
    }
  }
}
