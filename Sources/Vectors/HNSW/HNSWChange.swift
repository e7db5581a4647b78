/// The graph of an index with some of its rows gone and new ones at the end.
final class HNSWChange: @unchecked Sendable {
  private let old: HNSWGraph
  private let options: HNSWOptions
  private let order: [UInt32]
  /// Nodes of the old graph that stay.
  private let kept: Int
  let storage: HNSWStorage
  let measure: RowMeasure
  let squares: Slots<Float>
  let scales: Slots<Float>

  /// `rows` are those of `index` and the new ones, `isLive` tells which of the former can still be found.
  init(
    _ index: HNSWIndex, _ rows: Matrix, _ ids: [UInt64], _ isLive: [Bool], _ options: HNSWOptions
  ) throws(VectorsError) {
    let old = index.graph
    self.old = old
    self.options = options
    squares = try VectorRows(rows).squaredNorms(metric: options.metric, workers: options.workers)
    scales = Slots(repeating: 1, count: rows.rows)
    if options.metric == .cosine {
      for row in 0..<rows.rows { scales[row] = 1 / squares[row].squareRoot() }
    }
    measure = RowMeasure(
      base: rows.base, stride: rows.stride, columns: rows.columns, metric: options.metric, scales: scales.base
    )
    let isFound = { (row: Int) in row >= old.rows || isLive[row] }
    let wasNode = { (row: Int) in row < old.rows && old.isNode(UInt32(row)) }
    let twins = Twins.find(VectorRows(rows), squares, workers: options.workers) { isFound($0) || wasNode($0) }
    // A removed row stays a node while one with the same values is to be found through it.
    let isNode = (0..<rows.rows).map { row in
      guard isFound(row) || wasNode(row), twins?.isFirst(row) ?? true else { return false }
      var twin = row
      while !isFound(twin) {
        guard let next = twins?.next[twin], next != HNSWGraph.none else { return false }
        twin = Int(next)
      }
      return true
    }
    let hashes = ids.map { HNSWLevels.hash(id: $0, seed: options.seed) }
    let levels = Slots<UInt8>(repeating: 0, count: rows.rows)
    for row in 0..<rows.rows where isNode[row] {
      levels[row] = row < old.rows ? old.levels[row] : HNSWLevels.level(hash: hashes[row], m: options.m)
    }
    storage = HNSWStorage(levels: levels, m: options.m)
    storage.twins = twins?.next
    for row in 0..<rows.rows where !isFound(row) { storage.states[row] = HNSWGraph.RowState.removed }
    let stays = (0..<old.rows).filter { isNode[$0] }
    for row in stays { storage.states[row] |= HNSWGraph.RowState.node }
    let new = (old.rows..<rows.rows).filter { isNode[$0] }
      .sorted { (~levels[$0], hashes[$0], $0) < (~levels[$1], hashes[$1], $1) }
    kept = stays.count
    order = (stays + new).map { UInt32($0) }
  }

  /// Copies the lists of the nodes that stay, mends those that lost links, and inserts the new nodes.
  /// - Throws: ``Cancelled``.
  func run(isCancelled: CancelCheck?) throws {
    let scratches = Scratches(rows: storage.rows)
    try parallelChunks(of: kept, size: 256, workers: max(1, options.workers), isCancelled: isCancelled) {
      range in
      let scratch = scratches.take()
      for at in range {
        for layer in 0...Int(storage.levels[Int(order[at])]) { mend(order[at], layer, scratch) }
      }
      scratches.put(scratch)
    }
    for node in order[..<kept] {
      let level = Int(storage.levels[Int(node)])
      guard storage.entry == HNSWGraph.none || level > storage.topLevel || node == old.entry else { continue }
      storage.entry = node
      storage.topLevel = level
    }
    let builder = HNSWBuilder(
      measure: measure, squares: squares, storage: storage, order: order, linked: kept, options: options)
    try builder.linkAll(progress: nil, isCancelled: isCancelled)
  }

  /// Writes the list of a node that stays: the old one or, where links are lost, a choice among those left and what the lost ones led to.
  private func mend(_ node: UInt32, _ layer: Int, _ scratch: BuildScratch) {
    let list = old.links(node, layer)
    let width = old.width(layer)
    let count = HNSWGraph.count(list, width)
    let lost = (0..<count).filter { !isNode(list[$0]) }
    guard !lost.isEmpty else { return storage.setList(node, layer, list, count) }
    var found: [UInt32] = []
    scratch.walk.begin()
    _ = scratch.walk.visit(node)
    for at in 0..<count where isNode(list[at]) && scratch.walk.visit(list[at]) { found.append(list[at]) }
    for at in lost {
      let further = old.links(list[at], layer)
      for at in 0..<HNSWGraph.count(further, width)
      where isNode(further[at]) && scratch.walk.visit(further[at]) {
        found.append(further[at])
      }
    }
    scratch.walk.reserve(found.count)
    measure.keys(measure.origin(node), found, found.count, scratch.walk.keys)
    let candidates = found.indices.map { Candidate(key: scratch.walk.keys[$0], row: found[$0]) }
    scratch.diversity.reset(capacity: found.count)
    for candidate in candidates.sorted(by: { $0.bits < $1.bits }) { scratch.diversity.append(candidate) }
    let chosen = scratch.diversity.select(measure, limit: width)
    storage.setList(node, layer, scratch.diversity.chosen, chosen)
  }

  private func isNode(_ row: UInt32) -> Bool {
    storage.states[Int(row)] & HNSWGraph.RowState.node != 0
  }
}
