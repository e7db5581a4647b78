import CKernels

/// Nearest rows by way of smaller codes: the codes propose `rerank` times as many rows as are asked for, and those are measured again in
/// float32. Distances and order are exact; a row that the codes hid is missing. How many are is measured when the search is made.
public final class CoarseSearch: Sendable {
  public let codes: CodedVectors
  public let rows: Matrix
  public let metric: Metric
  /// Rows measured again for each row asked for.
  public let rerank: Int
  /// Share of the exact nearest ``recallLimit`` rows that was found, over ``recallQueries`` rows taken as queries; nil when there are
  /// no two rows.
  public let recall: Double?
  public let recallLimit: Int
  public let recallQueries: Int

  /// Codes `rows` and measures the recall on at most `sample` rows spread evenly over them, each left out of its own answer. `rerank` is
  /// at least 1; less counts as 1.
  /// - Throws: as ``CodedVectors/init(encoding:as:workers:)`` and ``ExactSearch/nearest(to:in:)``; ``Cancelled``.
  public init(
    _ rows: Matrix, storage: VectorStorage, metric: Metric, rerank: Int = 4, limit: Int = 10,
    sample: Int = 64, workers: Int = 1, isCancelled: CancelCheck? = nil
  ) throws {
    self.rows = rows
    self.metric = metric
    self.rerank = max(1, rerank)
    codes = try CodedVectors(encoding: rows, as: storage, workers: workers)
    recallLimit = max(1, min(limit, rows.rows - 1))
    let places = CoarseSearch.spread(rows.rows < 2 ? 0 : min(max(0, sample), rows.rows), over: rows)
    recallQueries = places.count
    let (codes, recallLimit, rerank) = (codes, recallLimit, self.rerank)
    let found = try CoarseSearch.sampled(rows, places) { queries in
      let exact = ExactSearch(
        metric: metric, limit: recallLimit + 1, workers: workers, isCancelled: isCancelled)
      return (
        try CoarseSearch.find(queries, rows, codes, exact, rerank),
        try exact.nearest(toEach: queries, in: rows)
      )
    }
    recall = found.map { CoarseSearch.recall(of: $0, limit: recallLimit) }
  }

  /// The nearest rows to each row of `queries`.
  /// - Throws: as ``ExactSearch/nearest(toEach:in:)-(_,CodedVectors)``.
  public func nearest(
    toEach queries: Matrix, limit: Int, within: Double? = nil,
    filter: (@Sendable (Int) -> Bool)? = nil,
    allowed: RowBitmap? = nil, workers: Int = 1, isCancelled: CancelCheck? = nil
  ) throws -> [[Neighbor]] {
    let search = ExactSearch(
      metric: metric, limit: limit, within: within, filter: filter, allowed: allowed,
      workers: workers,
      isCancelled: isCancelled)
    return try CoarseSearch.find(queries, rows, codes, search, rerank)
  }

  private static func find(
    _ queries: Matrix, _ rows: Matrix, _ codes: CodedVectors, _ search: ExactSearch, _ rerank: Int
  ) throws -> [[Neighbor]] {
    try search.check(queries, columns: rows.columns, rows: rows.rows)
    let wanted = search.limit.multipliedReportingOverflow(by: rerank)
    let coarse = ExactSearch(
      metric: search.metric,
      limit: wanted.overflow ? rows.rows : min(wanted.partialValue, rows.rows),
      filter: search.filter, allowed: search.allowed, workers: search.workers,
      isCancelled: search.isCancelled)
    let proposed = try coarse.nearest(toEach: queries, in: codes)
    let plain = CodedVectors(viewing: rows)
    let probe = DistanceProbe(columns: rows.columns, storage: .float32, metric: search.metric)
    return try proposed.enumerated().map { query, candidates in
      probe.setQuery(queries.row(query))
      return try measured(
        candidates.map { UInt32(truncatingIfNeeded: $0.index) }, probe, plain, search)
    }
  }

  /// The candidates by float32, nearest first.
  private static func measured(
    _ candidates: [UInt32], _ probe: DistanceProbe, _ rows: CodedVectors, _ search: ExactSearch
  ) throws(VectorsError) -> [Neighbor] {
    let ascending = candidates.sorted()
    var distances = [Float](repeating: 0, count: ascending.count)
    probe.measure(rows, ascending, count: ascending.count, into: &distances)
    var found: [Neighbor] = []
    for (row, distance) in zip(ascending, distances) {
      if distance.isNaN { throw .zeroVector(row: Int(row)) }
      let neighbor = Neighbor(index: Int(row), distance: probe.reported(distance))
      if Double(neighbor.distance) <= search.within ?? .infinity { found.append(neighbor) }
    }
    return Array(found.sorted().prefix(search.limit))
  }

  private typealias Sampled = (rows: [Int], found: [[Neighbor]], exact: [[Neighbor]])

  /// Rows at even distances. Those of length zero cannot be queries; where they cannot be rows either, the search says so.
  private static func spread(_ count: Int, over rows: Matrix) -> [Int] {
    (0..<count).map { $0 * rows.rows / count }.filter { rows.squaredNorm(ofRow: $0) > 0 }
  }

  private static func sampled(
    _ rows: Matrix, _ places: [Int],
    _ find: (Matrix) throws -> (found: [[Neighbor]], exact: [[Neighbor]])
  ) rethrows -> Sampled? {
    if places.isEmpty { return nil }
    let queries = Matrix(rows: places.count, columns: rows.columns)
    for (query, row) in places.enumerated() {
      queries.row(query).update(from: rows.row(row), count: rows.columns)
    }
    let both = try find(queries)
    return (places, both.found, both.exact)
  }

  /// By distance, so that rows which tie at the edge count alike.
  private static func recall(of sample: Sampled, limit: Int) -> Double {
    var hits = 0
    var all = 0
    for (place, row) in sample.rows.enumerated() {
      let exact = sample.exact[place].filter { $0.index != row }.prefix(limit)
      let found = sample.found[place].filter { $0.index != row }.prefix(limit)
      guard let edge = exact.last?.distance else { continue }
      all += exact.count
      hits += found.filter { $0.distance <= edge }.count
    }
    return all == 0 ? 1 : Double(hits) / Double(all)
  }
}
