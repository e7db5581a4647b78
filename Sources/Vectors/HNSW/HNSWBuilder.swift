import CKernels

/// Makes the graph of one set of rows.
///
/// Nodes are linked in batches: the nearest candidates of each node of a batch are found in the graph as it stood before the batch and
/// among the batch itself, in parallel; then links are written, each list by one task that sees what it needs in a fixed order. So the
/// graph depends on the rows, their ids and the options only. Nodes of higher levels come first, so all nodes linked before a batch
/// are on every layer the batch is on, and one set of candidates serves all its layers.
final class HNSWBuilder: @unchecked Sendable {
  let measure: RowMeasure
  let squares: Slots<Float>
  let options: HNSWOptions
  let storage: HNSWStorage
  let workers: Int
  /// Nodes in the order of linking.
  let order: [UInt32]
  /// Nodes linked so far: a prefix of `order`.
  private(set) var linked = 0
  /// The first nodes, packed for exact scans.
  private(set) var packed: [PackedRows] = []
  let backLinks: BackLinks

  /// Nodes of a batch at most: sixteen pieces of parallel work.
  static let batchNodes = 1792
  /// Nodes from anywhere among the candidates of a node.
  static let farCount = 8
  /// Nodes scored at once.
  static let pieceNodes = 112

  init(
    measure: RowMeasure, squares: Slots<Float>, storage: HNSWStorage, order: [UInt32], options: HNSWOptions
  ) {
    self.measure = measure
    self.squares = squares
    self.storage = storage
    self.order = order
    self.options = options
    workers = max(1, options.workers)
    backLinks = BackLinks(rows: storage.rows)
  }

  /// Links every node of the order.
  /// - Throws: ``Cancelled``.
  func linkAll(progress: (@Sendable (Int) -> Void)?, isCancelled: CancelCheck?) throws {
    guard let first = order.first else { return }
    storage.entry = first
    storage.topLevel = Int(storage.levels[Int(first)])
    let scratches = Scratches(rows: storage.rows)
    while linked < order.count {
      let batch = nextBatch()
      try findLinks(batch, scratches, isCancelled: isCancelled)
      for at in batch { storage.states[Int(order[at])] |= HNSWGraph.RowState.node }
      try linkBack(batch, scratches, isCancelled: isCancelled)
      linked = batch.upperBound
      progress?(linked)
    }
    let scratch = scratches.take()
    storage.connect(measure, ef: options.efConstruction, scratch.walk)
    scratches.put(scratch)
  }

  /// Places in the order of the next batch: nodes of one level, no more than a quarter of what is linked once that is many.
  private func nextBatch() -> Range<Int> {
    let size = min(HNSWBuilder.batchNodes, max(64, linked / 4))
    let level = storage.levels[Int(order[linked])]
    var end = linked
    while end < order.count, end - linked < size, storage.levels[Int(order[end])] == level { end += 1 }
    return linked..<end
  }

  /// Whether candidates of the next nodes come from exact scans.
  private var isScanning: Bool { linked * measure.columns <= options.scannedValues }

  private func findLinks(_ batch: Range<Int>, _ scratches: Scratches, isCancelled: CancelCheck?) throws {
    let own = PackedRows(order[batch], measure, squares: squares.base)
    let isScanning = isScanning
    let size = HNSWBuilder.pieceNodes
    try parallelChunks(of: batch.count, size: size, workers: workers, isCancelled: isCancelled) { piece in
      let scratch = scratches.take()
      let nodes = order[batch.lowerBound + piece.lowerBound..<batch.lowerBound + piece.upperBound]
      if isScanning {
        scan(nodes, packed + [own], scratch)
      } else {
        search(nodes, own, scratch)
      }
      scratches.put(scratch)
    }
    if isScanning { packed.append(own) } else { packed = [] }
  }

  private func linkBack(_ batch: Range<Int>, _ scratches: Scratches, isCancelled: CancelCheck?) throws {
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

  /// Writes the links of a new node on all its layers, chosen among the candidates in `scratch.pool` and a few nodes from anywhere.
  func choose(_ node: UInt32, _ scratch: BuildScratch) {
    let pool = scratch.walk.pool
    let far = farNodes(node, scratch.walk)
    let level = Int(storage.levels[Int(node)])
    for layer in 0...min(1, level) {
      scratch.diversity.reset(capacity: pool.count + far.count)
      for at in 0..<pool.count { scratch.diversity.append(pool[at], measure.metric) }
      for candidate in far { scratch.diversity.append(candidate, measure.metric) }
      let count = scratch.diversity.select(measure, limit: storage.width(layer), fill: false)
      // The same candidates give the same links on every layer above the lowest.
      for layer in layer...(layer == 0 ? 0 : level) {
        storage.setList(node, layer, scratch.diversity.chosen, count)
      }
    }
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

  /// Adds the new links to the list of one target; when they do not fit, chooses among old and new.
  private func add(_ backLinks: BackLinks, _ at: Int, _ layer: Int, _ scratch: BuildScratch) {
    let target = backLinks.targets[at]
    let width = storage.width(layer)
    let list = storage.list(target, layer)
    let old = HNSWGraph.count(list, width)
    let count = backLinks.gather(at, list, old, into: scratch.walk)
    let rows = scratch.walk.found
    if count <= width {
      for at in old..<max(old, count) { list[at] = rows[at] }
      return
    }
    measure.keys(measure.origin(target), rows, count, scratch.walk.keys)
    scratch.walk.pool.reset(limit: count)
    for at in 0..<count { scratch.walk.pool.offer(Candidate(key: scratch.walk.keys[at], row: rows[at])) }
    scratch.diversity.reset(capacity: count)
    for at in 0..<count { scratch.diversity.append(scratch.walk.pool[at], measure.metric) }
    let kept = scratch.diversity.select(measure, limit: width, fill: false)
    storage.setList(target, layer, scratch.diversity.chosen, kept)
  }
}
