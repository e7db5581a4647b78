/// New nodes among linked ones of any level.
extension HNSWBuilder {
  /// Writes the links of a batch of nodes of one level, found on each of their layers by a walk and among the batch itself.
  func insert(_ batch: Range<Int>, _ scratches: Scratches, isCancelled: CancelCheck?) throws {
    let graph = storage.graph
    try parallelChunks(of: batch.count, size: 8, workers: workers, isCancelled: isCancelled) { piece in
      let scratch = scratches.take()
      for at in piece { insert(order[batch.lowerBound + at], order[batch], graph, scratch) }
      scratches.put(scratch)
    }
  }

  private func insert(
    _ node: UInt32, _ batch: ArraySlice<UInt32>, _ graph: HNSWGraph, _ scratch: BuildScratch
  ) {
    let walk = scratch.walk
    let origin = measure.origin(node)
    let level = Int(storage.levels[Int(node)])
    var start = graph.entry
    if start != HNSWGraph.none, graph.topLevel > level {
      start = graph.descend(origin, measure, from: graph.topLevel, to: level + 1, start: start, walk)
    }
    for layer in (0...level).reversed() {
      if start != HNSWGraph.none, layer <= graph.topLevel {
        graph.walk(origin, measure, layer: layer, start: start, ef: options.efConstruction, walk)
        start = walk.pool[0].row
      } else {
        walk.pool.reset(limit: options.efConstruction)
      }
      let others = batch.filter { $0 != node }
      walk.reserve(others.count)
      measure.keys(origin, others, others.count, walk.keys)
      for (at, other) in others.enumerated() { walk.pool.offer(Candidate(key: walk.keys[at], row: other)) }
      choose(node, layer: layer, scratch)
    }
  }
}
