import Synchronization

/// Candidates from clusters; not under `ip`, where the rows of largest inner product do not lie near the query.
extension HNSWBuilder {
  /// Links from candidates in clusters; nodes near each other go together, as they probe the same ones.
  func findInClusters(
    _ batch: Range<Int>, _ own: PackedRows, _ scratches: Scratches, isCancelled: CancelCheck?
  ) throws {
    let clusters = try clusters ?? makeClusters(scratches, isCancelled: isCancelled)
    self.clusters = clusters
    packed = []
    let least = options.scannedValues / HNSWOptions.values(rows: 6, columns: measure.columns)
    let budget = max(least, Int(Double(linked) * options.probedShare))
    let probes = try probes(order[batch], clusters, budget: budget, scratches, isCancelled: isCancelled)
    let near = probes.indices.sorted { (probes[$0][0], $0) < (probes[$1][0], $1) }
    let nodes = near.map { order[batch.lowerBound + $0] }
    let sorted = near.map { probes[$0] }
    // Larger pieces share more of their clusters; their size changes no result.
    let size = max(HNSWBuilder.pieceNodes, nodes.count / (2 * workers))
    try parallelChunks(of: nodes.count, size: size, workers: workers, isCancelled: isCancelled) { piece in
      let scratch = scratches.take()
      scan(nodes[piece], sorted[piece], clusters, own, scratch)
      scratches.put(scratch)
    }
    let spare = Matrix(rows: 1, columns: measure.columns)
    for at in probes.indices { clusters.add(order[batch.lowerBound + at], to: probes[at][0], spare) }
  }

  /// Clusters of all linked nodes around the first of them.
  private func makeClusters(_ scratches: Scratches, isCancelled: CancelCheck?) throws -> ClusteredRows {
    let count = min(linked, max(64, Int(Double(order.count).squareRoot())))
    let clusters = ClusteredRows(order[..<count], measure, squares: squares.base)
    let nodes = order[..<linked]
    let probes = try probes(nodes, clusters, budget: 0, scratches, isCancelled: isCancelled)
    let spare = Matrix(rows: 1, columns: measure.columns)
    for (at, node) in nodes.enumerated() { clusters.add(node, to: probes[at][0], spare) }
    return clusters
  }

  private func probes(
    _ nodes: ArraySlice<UInt32>, _ clusters: ClusteredRows, budget: Int, _ scratches: Scratches,
    isCancelled: CancelCheck?
  ) throws -> [ClusteredRows.Probes] {
    let all = Mutex([ClusteredRows.Probes](repeating: [], count: nodes.count))
    let size = HNSWBuilder.pieceNodes
    try parallelChunks(of: nodes.count, size: size, workers: workers, isCancelled: isCancelled) { piece in
      let scratch = scratches.take()
      let part = nodes[nodes.startIndex + piece.lowerBound..<nodes.startIndex + piece.upperBound]
      scratch.load(part, measure)
      let found = clusters.probes(part.count, budget: budget, scratch)
      all.withLock { for (at, place) in piece.enumerated() { $0[place] = found[at] } }
      scratches.put(scratch)
    }
    return all.withLock { $0 }
  }
}
