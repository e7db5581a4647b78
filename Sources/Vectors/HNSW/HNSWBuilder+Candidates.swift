import CKernels

/// Where the candidates of new nodes come from: exact scans while there are few nodes, walks through the graph afterwards.
extension HNSWBuilder {
  /// Candidates by scores against everything in `blocks`, the nodes themselves included, and links from them.
  func scan(_ nodes: ArraySlice<UInt32>, _ blocks: [PackedRows], _ scratch: BuildScratch) {
    scratch.load(nodes, measure)
    var pools = nodes.map { _ in CandidatePool() }
    for at in pools.indices { pools[at].reset(limit: options.efConstruction + 1) }
    for block in blocks {
      let scores = scratch.scores(columns: block.rows.count)
      block.score(scratch.queries, nodes.count, into: scores)
      for at in pools.indices { keep(scores.row(at), block.rows, &pools[at], scratch) }
    }
    for (at, node) in nodes.enumerated() {
      settle(node, pools[at], scratch)
      pools[at].free()
      choose(node, scratch)
    }
  }

  /// Puts what a scan found into the scratch's pool, measured canonically, without the node itself.
  private func settle(_ node: UInt32, _ found: CandidatePool, _ scratch: BuildScratch) {
    let walk = scratch.walk
    walk.reserve(found.count)
    var count = 0
    for at in 0..<found.count where found[at].row != node {
      walk.found[count] = found[at].row
      count += 1
    }
    measure.keys(measure.origin(node), walk.found, count, walk.keys)
    walk.pool.reset(limit: options.efConstruction)
    for at in 0..<count { walk.pool.offer(Candidate(key: walk.keys[at], row: walk.found[at])) }
  }

  /// Candidates by scores against the clusters that the nodes probe and against the batch, and links from them.
  func scan(
    _ nodes: ArraySlice<UInt32>, _ probes: ArraySlice<ClusteredRows.Probes>, _ clusters: ClusteredRows,
    _ batch: PackedRows, _ scratch: BuildScratch
  ) {
    scratch.load(nodes, measure)
    var pools = nodes.map { _ in CandidatePool() }
    for at in pools.indices { pools[at].reset(limit: options.efConstruction + 1) }
    // Each node's own cluster first: a pool filled by it keeps most of the others out.
    var own: [UInt32: [Int]] = [:]
    var others: [UInt32: [Int]] = [:]
    for (at, probes) in probes.enumerated() {
      own[probes[0], default: []].append(at)
      for cluster in probes.dropFirst() { others[cluster, default: []].append(at) }
    }
    for takers in [own, others] {
      for (cluster, chosen) in takers { clusters.scan(cluster, chosen[...], &pools, scratch) }
    }
    for start in stride(from: 0, to: nodes.count, by: HNSWBuilder.pieceNodes) {
      let count = min(HNSWBuilder.pieceNodes, nodes.count - start)
      let scores = scratch.scores(columns: batch.rows.count)
      batch.score(scratch.queries.slice(start..<start + count), count, into: scores)
      for at in 0..<count { keep(scores.row(at), batch.rows, &pools[start + at], scratch) }
    }
    for (at, node) in nodes.enumerated() {
      settle(node, pools[at], scratch)
      pools[at].free()
      choose(node, scratch)
    }
  }

  /// Candidates by a walk through the graph and by scores against the batch, and links from them.
  func search(_ nodes: ArraySlice<UInt32>, _ batch: PackedRows, _ scratch: BuildScratch) {
    scratch.load(nodes, measure)
    let scores = scratch.scores(columns: batch.rows.count)
    batch.score(scratch.queries, nodes.count, into: scores)
    let graph = storage.graph
    let level = Int(storage.levels[Int(nodes[nodes.startIndex])])
    for (at, node) in nodes.enumerated() {
      let origin = measure.origin(node)
      let start = graph.descend(
        origin, measure, from: graph.topLevel, to: level + 1, start: graph.entry, scratch.walk)
      graph.walk(origin, measure, layer: 0, start: start, ef: options.efConstruction, scratch.walk)
      addBatch(node, scores.row(at), batch, scratch)
      choose(node, scratch)
    }
  }

  /// Offers those of the batch that score as well as the pool's worst.
  private func addBatch(
    _ node: UInt32, _ scores: UnsafePointer<Float>, _ batch: PackedRows, _ scratch: BuildScratch
  ) {
    let walk = scratch.walk
    var floor = -Float.infinity
    if walk.pool.isFull {
      let worst = walk.pool[walk.pool.count - 1].key
      floor = measure.metric == .l2 ? (squares[Int(node)] - worst) / 2 : -worst
    }
    let count = vnb_places_at_least(scores, batch.rows.count, floor, scratch.places)
    walk.reserve(count)
    var kept = 0
    for at in 0..<count where batch.rows[Int(scratch.places[at])] != node {
      walk.found[kept] = batch.rows[Int(scratch.places[at])]
      kept += 1
    }
    measure.keys(measure.origin(node), walk.found, kept, walk.keys)
    for at in 0..<kept { walk.pool.offer(Candidate(key: walk.keys[at], row: walk.found[at])) }
  }
}
