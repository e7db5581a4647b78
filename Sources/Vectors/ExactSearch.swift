/// Nearest rows by measuring every row: the judge of every faster search. Ties go to the smaller row.
public struct ExactSearch: Sendable {
  public let metric: Metric
  /// At most this many neighbours a query.
  public let limit: Int
  /// Only rows at most this far, as ``Metric`` reports distances.
  public var within: Double?
  /// Only rows for which this is true; asked only for rows that would enter the answer.
  public var filter: (@Sendable (Int) -> Bool)?
  public var workers: Int
  public var isCancelled: CancelCheck?

  public init(
    metric: Metric, limit: Int, within: Double? = nil, filter: (@Sendable (Int) -> Bool)? = nil,
    workers: Int = 1,
    isCancelled: CancelCheck? = nil
  ) {
    self.metric = metric
    self.limit = limit
    self.within = within
    self.filter = filter
    self.workers = workers
    self.isCancelled = isCancelled
  }

  /// Rows measured between two looks at `isCancelled`.
  static let chunkRows = 8192
  /// Rows that stay in the second-level cache while several queries pass over them.
  static let blockRows = 256

  /// The nearest rows of `rows` to one query.
  /// - Throws: ``VectorsError`` for a query of another dimension, not finite or, under cosine, zero (row 0 is the query), and
  ///   for a zero row met under cosine; ``Cancelled``.
  public func nearest(to query: [Float], in rows: Matrix) throws -> [Neighbor] {
    let queries = try Matrix(copying: [query])
    return try nearest(toEach: queries, in: rows).first ?? []
  }

  /// The nearest rows of `rows` to each row of `queries`, in the order of the queries.
  /// - Throws: as ``nearest(to:in:)``.
  public func nearest(toEach queries: Matrix, in rows: Matrix) throws -> [[Neighbor]] {
    try check(queries, against: rows)
    let probes = (0..<queries.rows).map { index in
      let probe = DistanceProbe(columns: queries.columns, storage: .float32, metric: metric)
      probe.setQuery(queries.row(index))
      return probe
    }
    let size = ExactSearch.chunkRows
    let parts = Parts(count: (rows.rows + size - 1) / size)
    try parallelChunks(of: rows.rows, size: size, workers: workers, isCancelled: isCancelled) { range in
      parts.put(scan(rows, range, probes), at: range.lowerBound / size)
    }
    if let bad = parts.all.compactMap(\.zeroRow).min() { throw VectorsError.zeroVector(row: bad) }
    return probes.indices.map { query in
      var best = TopK(limit: limit)
      for part in parts.all { best.merge(part.best[query]) }
      return best.sorted()
    }
  }

  private func check(_ queries: Matrix, against rows: Matrix) throws {
    guard queries.columns == rows.columns || rows.rows == 0 else {
      throw VectorsError.dimensionMismatch(expected: rows.columns, actual: queries.columns)
    }
    if let within, within.isNaN { throw VectorsError.badBound }
    try queries.requireFinite()
    guard metric == .cosine else { return }
    for index in 0..<queries.rows where !(queries.squaredNorm(ofRow: index) > 0) {
      throw VectorsError.zeroVector(row: index)
    }
  }

  /// What one chunk of rows gave: the best of it for each query, and its first zero row.
  struct Part: Sendable {
    var best: [TopK]
    var zeroRow: Int?
  }

  private func scan(_ rows: Matrix, _ range: Range<Int>, _ probes: [DistanceProbe]) -> Part {
    var part = Part(best: probes.map { _ in TopK(limit: limit) })
    let codes = CodedVectors(viewing: rows)
    let room = Slots<Float>(repeating: 0, count: ExactSearch.blockRows)
    let bound = within ?? .infinity
    var start = range.lowerBound
    while start < range.upperBound {
      let block = start..<min(range.upperBound, start + ExactSearch.blockRows)
      for (query, probe) in probes.enumerated() {
        probe.measure(codes, block, into: room.base)
        if metric == .l2 { for at in 0..<block.count { room[at] = room[at].squareRoot() } }
        collect(room.base, block, bound, &part.best[query], &part.zeroRow)
      }
      start = block.upperBound
    }
    return part
  }

  private func collect(
    _ distances: UnsafePointer<Float>, _ block: Range<Int>, _ bound: Double, _ best: inout TopK,
    _ zeroRow: inout Int?
  ) {
    var worst = best.bound
    for at in 0..<block.count {
      let distance = distances[at]
      if distance > worst { continue }
      let neighbor = Neighbor(index: block.lowerBound + at, distance: distance)
      if distance.isNaN {
        if zeroRow == nil, filter?(neighbor.index) ?? true { zeroRow = neighbor.index }
        continue
      }
      guard Double(distance) <= bound, best.accepts(neighbor), filter?(neighbor.index) ?? true else {
        continue
      }
      best.offer(neighbor)
      worst = best.bound
    }
  }
}

/// Results of chunks, each put once at its own place by some thread and read after all have ended.
private final class Parts: @unchecked Sendable {
  private let places: UnsafeMutablePointer<ExactSearch.Part?>
  private let count: Int

  init(count: Int) {
    self.count = count
    places = .allocate(capacity: max(1, count))
    places.initialize(repeating: nil, count: max(1, count))
  }

  deinit {
    places.deinitialize(count: max(1, count))
    places.deallocate()
  }

  func put(_ part: ExactSearch.Part, at index: Int) { places[index] = part }

  var all: [ExactSearch.Part] { (0..<count).compactMap { places[$0] } }
}
