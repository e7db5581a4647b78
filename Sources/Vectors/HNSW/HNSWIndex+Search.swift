import CKernels
import Synchronization

extension HNSWIndex {
  /// Up to `limit` rows near `query`, nearest first, ties by row. More `ef` finds more of the true neighbours, more slowly; it counts as
  /// at least `limit`. With `filter` only rows for which it is true, and as many as there are, up to `limit`.
  /// - Throws: ``VectorsError`` for a query of another dimension, not finite or, under cosine, zero (row 0 is the query).
  public func search(
    _ query: [Float], limit: Int, ef: Int, filter: (@Sendable (Int) -> Bool)? = nil
  ) throws -> [Neighbor] {
    let square = try query.withUnsafeBufferPointer { values throws(VectorsError) in
      try check(values.baseAddress, values.count, row: 0)
    }
    return query.withUnsafeBufferPointer { values in
      guard let base = values.baseAddress else { return [] }
      return withScratch { nearest(base, square, limit, ef, HNSWFilter(filter, rows: graph.rows), $0) }
    }
  }

  /// The same for each row of `queries`, in their order, for any number of workers.
  /// - Throws: as ``search(_:limit:ef:filter:)``, naming the query's row; ``Cancelled``.
  public func search(
    each queries: VectorRows, limit: Int, ef: Int, workers: Int = 1,
    filter: (@Sendable (Int) -> Bool)? = nil, isCancelled: CancelCheck? = nil
  ) throws -> [[Neighbor]] {
    var squares: [Float] = []
    squares.reserveCapacity(queries.rows)
    for row in 0..<queries.rows { squares.append(try check(queries.row(row), queries.columns, row: row)) }
    let checked = squares
    let filter = HNSWFilter(filter, rows: graph.rows)
    let answers = Mutex([[Neighbor]](repeating: [], count: queries.rows))
    try parallelChunks(of: queries.rows, size: 16, workers: workers, isCancelled: isCancelled) { range in
      let found = withScratch { scratch in
        range.map { nearest(queries.row($0), checked[$0], limit, ef, filter, scratch) }
      }
      answers.withLock { for (at, row) in range.enumerated() { $0[row] = found[at] } }
    }
    return answers.withLock { $0 }
  }

  /// The squared length of a good query.
  private func check(_ query: UnsafePointer<Float>?, _ columns: Int, row: Int) throws(VectorsError) -> Float {
    guard columns == rows.columns || graph.entry == HNSWGraph.none else {
      throw .dimensionMismatch(expected: rows.columns, actual: columns)
    }
    guard let query else { return 0 }
    let square = vnb_dot(query, query, columns)
    guard square <= Matrix.largestSquaredNorm else {
      throw (0..<columns).allSatisfy { query[$0].isFinite } ? .tooLong(row: row) : .nonFinite(row: row)
    }
    if measure.metric == .cosine, square < Matrix.smallestSquaredNorm { throw .zeroVector(row: row) }
    return square
  }

  private func nearest(
    _ query: UnsafePointer<Float>, _ square: Float, _ limit: Int, _ ef: Int, _ filter: HNSWFilter,
    _ scratch: WalkScratch
  ) -> [Neighbor] {
    guard limit > 0, graph.entry != HNSWGraph.none else { return [] }
    if let ef = filter.ef(for: max(ef, limit), rows: graph.rows) {
      let found = walk(query, square, limit, ef, filter, scratch)
      if found.count == min(limit, header.rows - header.removed) { return found }
    }
    return scan(query, square, limit, filter)
  }

  private func walk(
    _ query: UnsafePointer<Float>, _ square: Float, _ limit: Int, _ ef: Int, _ filter: HNSWFilter,
    _ scratch: WalkScratch
  ) -> [Neighbor] {
    var origin = RowMeasure.Origin(values: query, scale: 1)
    guard let codes = measure.codes else {
      walk(origin, ef, scratch)
      return ranked(scratch.pool, limit, filter) { distance(query, square, $0) }
    }
    codes.withQuery(query, columns: rows.columns) { code in
      origin.coded = code
      walk(origin, ef, scratch)
    }
    return rerank(query, square, limit, filter, scratch)
  }

  private func walk(_ origin: RowMeasure.Origin, _ ef: Int, _ scratch: WalkScratch) {
    let start = graph.descend(origin, measure, from: graph.topLevel, to: 1, start: graph.entry, scratch)
    graph.walk(origin, measure, layer: 0, start: start, ef: ef, scratch)
  }

  /// What a walk on codes found, in the order of the rows themselves.
  private func rerank(
    _ query: UnsafePointer<Float>, _ square: Float, _ limit: Int, _ filter: HNSWFilter, _ scratch: WalkScratch
  ) -> [Neighbor] {
    let count = scratch.pool.count
    scratch.reserve(count)
    for at in 0..<count { scratch.found[at] = scratch.pool[at].row }
    measure.keys(RowMeasure.Origin(values: query, scale: 1), scratch.found, count, scratch.keys)
    scratch.pool.reset(limit: count)
    for at in 0..<count { scratch.pool.offer(Candidate(key: scratch.keys[at], row: scratch.found[at])) }
    return ranked(scratch.pool, limit, filter) { distance(query, square, $0) }
  }

  /// The nearest rows of an ascending pool, and those with the same values, that may be found.
  private func ranked(
    _ pool: CandidatePool, _ limit: Int, _ filter: HNSWFilter, _ distance: (UInt32) -> Float
  ) -> [Neighbor] {
    var best = TopK(limit: limit)
    let test = filter.test
    for at in 0..<pool.count {
      var row = pool[at].row
      let distance = distance(row)
      // The pool ascends, so nothing nearer follows.
      if distance > best.bound { break }
      while row != HNSWGraph.none {
        let neighbor = Neighbor(index: Int(row), distance: distance)
        if best.accepts(neighbor), !graph.isRemoved(row), test?(Int(row)) ?? true { best.offer(neighbor) }
        row = graph.twins?[Int(row)] ?? HNSWGraph.none
      }
    }
    return best.sorted()
  }

  /// The distance as ``Metric`` reports it, with the bits that exact search gives.
  func distance(_ query: UnsafePointer<Float>, _ square: Float, _ row: UInt32) -> Float {
    let values = measure.row(row)
    switch measure.metric {
    case .l2: return vnb_squared_l2(query, values, rows.columns).squareRoot()
    case .ip, .l1, .hamming: return -vnb_dot(query, values, rows.columns)
    case .cosine:
      return Distance.cosine(dot: vnb_dot(query, values, rows.columns), square, squares.base[Int(row)])
    }
  }
}
