import CKernels
import Synchronization

/// Exact search over the rows of an index: the judge of the graph, and the way to go where a filter leaves few rows.
extension HNSWIndex {
  /// Rows measured at once, and rows between two looks at `isCancelled`.
  private static let blockRows = 256
  private static let chunkRows = 8192

  /// The nearest rows to each query by measuring all. Queries were checked.
  func scan(
    _ queries: VectorRows, limit: Int, workers: Int, isCancelled: CancelCheck?
  ) throws(Cancelled) -> [[Neighbor]] {
    let best = Mutex((0..<queries.rows).map { _ in TopK(limit: limit) })
    let squares = (0..<queries.rows).map { vnb_dot(queries.row($0), queries.row($0), queries.columns) }
    try parallelChunks(
      of: graph.rows, size: HNSWIndex.chunkRows, workers: workers, isCancelled: isCancelled
    ) { chunk in
      let live = chunk.compactMap { graph.isRemoved(UInt32($0)) ? nil : UInt32($0) }
      var own = squares.map { _ in TopK(limit: limit) }
      for start in stride(from: 0, to: live.count, by: HNSWIndex.blockRows) {
        let block = Array(live[start..<min(live.count, start + HNSWIndex.blockRows)])
        for query in own.indices { offer(block, queries.row(query), squares[query], &own[query]) }
      }
      let found = own
      best.withLock { for query in found.indices { $0[query].merge(found[query]) } }
    }
    return best.withLock { $0.map { $0.sorted() } }
  }

  /// The nearest of the rows that `filter` allows to one query.
  func scan(
    _ query: UnsafePointer<Float>, _ square: Float, _ limit: Int, _ filter: HNSWFilter
  ) -> [Neighbor] {
    var best = TopK(limit: limit)
    var block: [UInt32] = []
    block.reserveCapacity(HNSWIndex.blockRows)
    let test = filter.test
    for row in 0..<graph.rows {
      if graph.isRemoved(UInt32(row)) { continue }
      if let test, !test(row) { continue }
      block.append(UInt32(row))
      guard block.count == HNSWIndex.blockRows else { continue }
      offer(block, query, square, &best)
      block.removeAll(keepingCapacity: true)
    }
    offer(block, query, square, &best)
    return best.sorted()
  }

  /// Offers rows with the distances of ``distance(_:_:_:)``.
  func offer(_ block: [UInt32], _ query: UnsafePointer<Float>, _ square: Float, _ best: inout TopK) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: block.count) { out in
      guard let keys = out.baseAddress else { return }
      if measure.metric == .l2 {
        vnb_squared_l2_gather(query, measure.base, measure.stride, block, block.count, rows.columns, keys)
      } else {
        vnb_dot_gather(query, measure.base, measure.stride, block, block.count, rows.columns, keys)
      }
      for (at, row) in block.enumerated() {
        let distance =
          switch measure.metric {
          case .l2: keys[at].squareRoot()
          case .ip, .l1, .hamming: -keys[at]
          case .cosine: Distance.cosine(dot: keys[at], square, squares.base[Int(row)])
          }
        if distance <= best.bound { best.offer(Neighbor(index: Int(row), distance: distance)) }
      }
    }
  }
}
