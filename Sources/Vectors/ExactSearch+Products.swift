import CKernels
import Synchronization

/// Many queries: a matrix product of blocks of rows and groups of queries proposes, the canonical distance decides.
extension ExactSearch {
  /// Elements of the queries of one product: they stay in the second-level cache while the rows pass by.
  private static let groupElements = 98_304
  /// Rows of one product: a multiple of the product's own tile of 14.
  fileprivate static let productRows = 224
  /// Rows that a thread takes at a time: few, so that threads end together.
  private static let pieceRows = 16 * productRows

  func byProducts(_ queries: Matrix, _ rows: Matrix) throws -> [[Neighbor]] {
    let squares = rows.squares(workers: workers)
    let groups = groups(of: queries)
    let pieces = (rows.rows + ExactSearch.pieceRows - 1) / ExactSearch.pieceRows
    let threads = max(1, min(workers, groups.count * pieces))
    // Of group g thread t puts what it found at g * threads + t.
    let parts = Parts<Finds>(count: groups.count * threads)
    let next = Atomic<Int>(0)
    let stopped = Atomic<Bool>(false)
    parallelFor(threads, workers: threads) { thread in
      var work: (group: Int, scan: GroupScan)?
      while !stopped.load(ordering: .relaxed) {
        let item = next.wrappingAdd(1, ordering: .relaxed).oldValue
        if item >= groups.count * pieces { break }
        if let isCancelled, isCancelled() { stopped.store(true, ordering: .relaxed) }
        // Items come group after group.
        let group = item / pieces
        if let done = work, done.group != group {
          parts.put(done.scan.finds, at: done.group * threads + thread)
          work = nil
        }
        let scan = work?.scan ?? GroupScan(self, queries, groups[group], rows, squares)
        work = (group, scan)
        let start = item % pieces * ExactSearch.pieceRows
        scan.measure(start..<min(rows.rows, start + ExactSearch.pieceRows))
      }
      if let done = work { parts.put(done.scan.finds, at: done.group * threads + thread) }
    }
    if stopped.load(ordering: .relaxed) { throw Cancelled() }
    if let bad = parts.found.compactMap(\.zeroRow).min() { throw VectorsError.zeroVector(row: bad) }
    return try groups.indices.flatMap { group in
      let found = parts.found(group * threads..<(group + 1) * threads)
      return found.isEmpty ? groups[group].map { _ in [] } : try merged(found)
    }
  }

  /// Groups of nearly equal size, multiples of the product's panel of 32 but for the last.
  private func groups(of queries: Matrix) -> [Range<Int>] {
    let most = min(512, max(128, ExactSearch.groupElements / max(1, queries.columns)))
    let wanted = max(1, (queries.rows + most - 1) / most)
    let size = max(32, ((queries.rows + wanted - 1) / wanted + 31) / 32 * 32)
    return stride(from: 0, to: queries.rows, by: size).map { $0..<min(queries.rows, $0 + size) }
  }
}

/// One thread's work on one group of queries.
private final class GroupScan {
  private let search: ExactSearch
  /// The number of the first query of the group.
  private let first: Int
  private let queries: Matrix
  private let rows: Matrix
  private let squares: Slots<Float>
  private let threshold: Threshold
  private let packed: Matrix
  private let scores: Matrix
  private let querySquares: [Float]
  private let floors: Slots<Float>
  private let hits: Slots<UInt32>
  private let listed = Slots<UInt32>(repeating: 0, count: ExactSearch.productRows)
  /// Allowed rows side by side, made when first needed.
  private lazy var gathered = Matrix(rows: ExactSearch.productRows, columns: rows.columns)
  private var best: [NearestRows]
  private var zeroRow: Int?
  var finds: Finds { Finds(best: best, zeroRow: zeroRow) }

  init(_ search: ExactSearch, _ all: Matrix, _ group: Range<Int>, _ rows: Matrix, _ squares: Slots<Float>) {
    self.search = search
    first = group.lowerBound
    let queries = all.slice(group)
    self.queries = queries
    self.rows = rows
    self.squares = squares
    threshold = Threshold(metric: search.metric, columns: rows.columns)
    packed = Matrix(rows: 1, columns: vnb_gemm_packed_size(queries.rows, queries.columns))
    vnb_gemm_pack(queries.base, queries.rows, queries.columns, queries.stride, packed.base)
    scores = Matrix(rows: ExactSearch.productRows, columns: queries.rows)
    querySquares = (0..<queries.rows).map { queries.squaredNorm(ofRow: $0) }
    floors = Slots(repeating: 0, count: queries.rows)
    hits = Slots(repeating: 0, count: queries.rows + 16)
    let limit = min(search.limit, rows.rows)
    best = querySquares.map { _ in NearestRows(limit: limit) }
    for query in 0..<queries.rows { setFloor(query) }
  }

  private func setFloor(_ query: Int) {
    floors[query] = threshold.floor(
      square: Double(querySquares[query]), reach: search.reach(first + query, best[query]))
  }

  func measure(_ range: Range<Int>) {
    var start = range.lowerBound
    while start < range.upperBound {
      let block = start..<min(range.upperBound, start + ExactSearch.productRows)
      measure(block: block)
      start = block.upperBound
    }
  }

  private func measure(block range: Range<Int>) {
    let count = search.allowed?.rows(in: range, into: listed.base) ?? range.count
    if count == 0 { return }
    let isWhole = count == range.count
    var block = rows.row(range.lowerBound)
    if !isWhole {
      for place in 0..<count {
        gathered.row(place).update(from: rows.row(Int(listed[place])), count: rows.stride)
      }
      block = gathered.base
    }
    vnb_gemm(
      block, rows.stride, count, packed.base, queries.rows, rows.columns, nil, scores.base,
      scores.stride)
    for place in 0..<count {
      decide(isWhole ? range.lowerBound + place : Int(listed[place]), scores.row(place))
    }
  }

  /// Measures one row against the queries that it may be near to.
  private func decide(_ row: Int, _ scores: UnsafePointer<Float>) {
    guard let (scale, shift) = threshold.row(square: squares[row]) else {
      for query in 0..<queries.rows { measure(row, query) }
      return
    }
    let found = vnb_select_scores(scores, floors.base, queries.rows, scale, shift, hits.base)
    for place in 0..<found { measure(row, Int(hits[place])) }
  }

  private func measure(_ row: Int, _ query: Int) {
    let distance = Distance.measured(
      queries.row(query), querySquares[query], rows.row(row), squares[row], columns: rows.columns,
      metric: search.metric)
    let before = best[query].bound
    search.offer(row, distance, query: first + query, to: &best[query], zeroRow: &zeroRow)
    if best[query].bound != before { setFloor(query) }
  }
}

extension Matrix {
  /// The canonical squared length of every row, whatever it holds.
  fileprivate func squares(workers: Int) -> Slots<Float> {
    let squares = Slots<Float>(repeating: 0, count: rows)
    let size = 1024
    parallelFor((rows + size - 1) / size, workers: workers) { chunk in
      for index in chunk * size..<min(rows, (chunk + 1) * size) {
        squares[index] = squaredNorm(ofRow: index)
      }
    }
    return squares
  }
}

extension Distance {
  /// The canonical distance of a metric of products, the squared lengths being known.
  fileprivate static func measured(
    _ a: UnsafePointer<Float>, _ squareA: Float, _ b: UnsafePointer<Float>, _ squareB: Float,
    columns: Int,
    metric: Metric
  ) -> Float {
    switch metric {
    case .l2: squaredL2(a, b, count: columns).squareRoot()
    case .cosine: cosine(dot: dot(a, b, count: columns), squareA, squareB)
    case .ip, .l1, .hamming: -dot(a, b, count: columns)
    }
  }
}
