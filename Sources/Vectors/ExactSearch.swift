/// Nearest rows by measuring every row. For any number of workers the answer is that of the plain loop: the `limit` rows of smallest
/// canonical distance, ties to the smaller row.
///
/// One query, or a few, read the rows once at the speed of memory. Many are compared by a matrix product, which finds the few rows
/// that can enter an answer within the rounding error of both ways, and the canonical distance decides about those.
public struct ExactSearch: Sendable {
  public let metric: Metric
  /// At most this many neighbours a query.
  public let limit: Int
  /// Only rows at most this far, as ``Metric`` reports distances.
  public var within: Double?
  /// The same for each query of its own, for one that goes on where another search ended; queries without one have none.
  public var reaches: [Double] = []
  /// Only rows for which this is true; asked only for rows that would enter the answer, from several threads.
  public var filter: (@Sendable (Int) -> Bool)?
  /// Only rows of this set. Others are not even measured.
  public var allowed: RowBitmap?
  public var workers: Int
  public var isCancelled: CancelCheck?

  public init(
    metric: Metric, limit: Int, within: Double? = nil, filter: (@Sendable (Int) -> Bool)? = nil,
    allowed: RowBitmap? = nil, workers: Int = 1, isCancelled: CancelCheck? = nil
  ) {
    self.metric = metric
    self.limit = limit
    self.within = within
    self.filter = filter
    self.allowed = allowed
    self.workers = workers
    self.isCancelled = isCancelled
  }

  /// The nearest rows of `rows` to one query.
  /// - Throws: ``VectorsError`` for a query of another dimension, not finite or, under cosine, zero (row 0 is the query), and
  ///   for a zero row met under cosine; ``Cancelled``.
  public func nearest(to query: [Float], in rows: Matrix) throws -> [Neighbor] {
    try nearest(toEach: Matrix(copying: [query]), in: rows).first ?? []
  }

  /// The nearest rows of `rows` to each row of `queries`, in the order of the queries.
  /// - Throws: as ``nearest(to:in:)``.
  public func nearest(toEach queries: Matrix, in rows: Matrix) throws -> [[Neighbor]] {
    let codes = CodedVectors(viewing: rows)
    guard paysByProducts(queries.rows, of: rows.rows) else {
      return try nearest(toEach: queries, in: codes)
    }
    try check(queries, columns: rows.columns, rows: rows.rows)
    return try byProducts(queries, rows)
  }

  /// The nearest rows of `codes` to each row of `queries` by what the codes stand for (``DistanceProbe``): exact for `float32`,
  /// else as coarse as the storage. Codes of bits are compared by Hamming distance, whatever the metric.
  /// - Throws: as ``nearest(to:in:)``; ``VectorsError/notRepresentable(row:storage:)`` for a query that the storage cannot
  ///   hold.
  public func nearest(toEach queries: Matrix, in codes: CodedVectors) throws -> [[Neighbor]] {
    try check(queries, columns: codes.columns, rows: codes.rows)
    let isHalf = codes.storage == .float16 || codes.storage == .bfloat16
    return isHalf && paysByProducts(queries.rows, of: codes.rows)
      ? try byDecodedProducts(queries, codes) : try byScan(queries, codes)
  }

  /// Few queries are faster one by one; and so are answers that hold most of the rows, which then must all be measured.
  private func paysByProducts(_ queries: Int, of rows: Int) -> Bool {
    let kept = allowed.map { min($0.count, rows) } ?? rows
    return metric.usesProducts && queries >= ExactSearch.fewestForProducts && limit < kept / 8
  }

  /// Fewer are faster one by one: a product works on 32 queries at a time.
  static let fewestForProducts = 12

  func check(_ queries: Matrix, columns: Int, rows: Int) throws(VectorsError) {
    guard queries.columns == columns || rows == 0 else {
      throw .dimensionMismatch(expected: columns, actual: queries.columns)
    }
    if let within, within.isNaN { throw .badBound }
    try queries.requireFinite()
    guard metric == .cosine else { return }
    for index in 0..<queries.rows where !(queries.squaredNorm(ofRow: index) > 0) {
      throw .zeroVector(row: index)
    }
  }

  /// What may still enter the answer to a query is at most this far.
  func reach(_ query: Int, _ best: NearestRows) -> Double {
    min(Double(best.bound), within ?? .infinity, query < reaches.count ? reaches[query] : .infinity)
  }

  /// Offers a row that is near enough by its canonical distance, if the filter lets it through. A row without direction is noted.
  func offer(
    _ row: Int, _ distance: Float, query: Int, to best: inout NearestRows, zeroRow: inout Int?
  ) {
    if distance.isNaN {
      if zeroRow.map({ row < $0 }) ?? true, filter?(row) ?? true { zeroRow = row }
      return
    }
    guard Double(distance) <= reach(query, best), filter?(row) ?? true else { return }
    best.offer(Neighbor(index: row, distance: distance))
  }
}

/// What one thread found: the best rows for each query of its share, and the first row without direction that it met.
struct Finds: Sendable {
  var best: [NearestRows]
  var zeroRow: Int?
}

/// Results of threads, each put once at its own place and read after all have ended.
final class Parts<Part: Sendable>: @unchecked Sendable {
  private let places: UnsafeMutablePointer<Part?>
  private let count: Int

  init(count: Int) {
    self.count = max(1, count)
    places = .allocate(capacity: self.count)
    places.initialize(repeating: nil, count: self.count)
  }

  deinit {
    places.deinitialize(count: count)
    places.deallocate()
  }

  func put(_ part: Part, at index: Int) { places[index] = part }

  var found: [Part] { found(0..<count) }

  func found(_ range: Range<Int>) -> [Part] { range.compactMap { places[$0] } }
}
