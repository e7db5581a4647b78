/// The links of new nodes, and those back to them.
extension HNSWBuilder {
  /// Writes the links of a new node on all its layers, chosen among the candidates in `scratch.walk.pool`.
  func choose(_ node: UInt32, _ scratch: BuildScratch) {
    let level = Int(storage.levels[Int(node)])
    choose(node, layer: 0, scratch)
    guard level > 0 else { return }
    let count = choose(node, layer: 1, scratch)
    // The same candidates give the same links on every layer above the lowest.
    for layer in 2..<max(2, level + 1) { storage.setList(node, layer, scratch.diversity.chosen, count) }
  }

  /// Writes the links of a new node on one layer, chosen among the candidates in `scratch.walk.pool` and, on the lowest, a few nodes from
  /// anywhere. Returns how many.
  @discardableResult
  func choose(_ node: UInt32, layer: Int, _ scratch: BuildScratch) -> Int {
    let pool = scratch.walk.pool
    let far = layer == 0 ? farNodes(node, scratch.walk) : []
    scratch.diversity.reset(capacity: pool.count + far.count)
    for at in 0..<pool.count { scratch.diversity.append(pool[at]) }
    for candidate in far { scratch.diversity.append(candidate) }
    let count = scratch.diversity.select(measure, limit: storage.width(layer))
    storage.setList(node, layer, scratch.diversity.chosen, count)
    if layer == 0 {
      storage.settled[Int(node)] = UInt16(count)
      storage.reach[Int(node)] = scratch.diversity.lastKey
    }
    return count
  }

  /// Nodes drawn at random that are not among the candidates, nearest first. Nearly always the heuristic passes them over; but a node
  /// inside a flood of nearly equal rows, whose candidates are all of the flood, gets its links to the outside from them.
  private func farNodes(_ node: UInt32, _ walk: WalkScratch) -> [Candidate] {
    guard linked > 0 else { return [] }
    var mixer = SplitMix64(state: options.seed ^ UInt64(node))
    var rows: [UInt32] = []
    for _ in 0..<HNSWBuilder.farCount {
      let row = order[Int(mixer.next().multipliedFullWidth(by: UInt64(linked)).high)]
      if !rows.contains(row), !(0..<walk.pool.count).contains(where: { walk.pool[$0].row == row }) {
        rows.append(row)
      }
    }
    measure.keys(measure.origin(node), rows, rows.count, walk.keys)
    return rows.indices.map { Candidate(key: walk.keys[$0], row: rows[$0]) }.sorted { $0.bits < $1.bits }
  }

  /// Adds a link back from every node that the nodes of a batch link to, each list by one task.
  func linkBack(_ batch: Range<Int>, _ scratches: Scratches, isCancelled: CancelCheck?) throws {
    let level = Int(storage.levels[Int(order[batch.lowerBound])])
    for layer in 0...level {
      backLinks.collect(order[batch], layer, storage)
      try parallelChunks(of: backLinks.targets.count, size: 64, workers: workers, isCancelled: isCancelled) {
        range in
        let scratch = scratches.take()
        for at in range { add(backLinks, at, layer, scratch) }
        scratches.put(scratch)
      }
      backLinks.clear()
    }
  }

  /// Adds the new links to the list of one target; when they do not fit, chooses among old and new.
  private func add(_ backLinks: BackLinks, _ at: Int, _ layer: Int, _ scratch: BuildScratch) {
    let target = backLinks.targets[at]
    let width = storage.width(layer)
    let list = storage.list(target, layer)
    let old = HNSWGraph.count(list, width)
    let walk = scratch.walk
    let count = backLinks.gather(at, list, old, into: walk)
    if count <= width {
      for at in old..<max(old, count) { list[at] = walk.found[at] }
      return
    }
    let origin = measure.origin(target)
    let settled = layer == 0 ? Int(storage.settled[Int(target)]) : 0
    measure.keys(origin, walk.found + old, count - old, walk.keys + old)
    // A full list of links chosen together passes over all that are farther than its last.
    let reach = settled == width ? storage.reach[Int(target)] : Float.infinity
    guard (old..<count).contains(where: { walk.keys[$0] < reach }) else { return }
    measure.keys(origin, walk.found, old, walk.keys)
    var candidates = (0..<count).map { Candidate(key: walk.keys[$0], row: walk.found[$0]) }
    for at in settled..<count { candidates[at].bits |= 1 }
    candidates.sort { $0.bits < $1.bits }
    scratch.diversity.reset(capacity: count)
    for candidate in candidates { scratch.diversity.append(candidate, isNew: candidate.bits & 1 == 1) }
    let kept = scratch.diversity.select(measure, limit: width)
    storage.setList(target, layer, scratch.diversity.chosen, kept)
    if layer == 0 {
      storage.settled[Int(target)] = UInt16(kept)
      storage.reach[Int(target)] = scratch.diversity.lastKey
    }
  }
}
