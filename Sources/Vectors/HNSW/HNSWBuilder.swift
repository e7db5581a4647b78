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
  private(set) var linked: Int
  /// The first nodes, packed for exact scans.
  var packed: [PackedRows] = []
  /// The linked nodes when they are too many for that.
  var clusters: ClusteredRows?
  let backLinks: BackLinks

  /// Nodes of a batch at most: sixteen pieces of parallel work.
  static let batchNodes = 1792
  /// Nodes from anywhere among the candidates of a node.
  static let farCount = 8
  /// Nodes scored at once.
  static let pieceNodes = 112

  init(
    measure: RowMeasure, squares: Slots<Float>, storage: HNSWStorage, order: [UInt32], linked: Int = 0,
    options: HNSWOptions
  ) {
    self.measure = measure
    self.squares = squares
    self.storage = storage
    self.order = order
    self.linked = linked
    self.options = options
    workers = max(1, options.workers)
    backLinks = BackLinks(rows: storage.rows)
  }

  /// Links every node of the order that is not linked yet. When some were before, of whatever level, new ones are inserted among them.
  /// - Throws: ``Cancelled``.
  func linkAll(progress: (@Sendable (Int) -> Void)?, isCancelled: CancelCheck?) throws {
    let scratches = Scratches(rows: storage.rows)
    let isInserting = linked > 0
    while linked < order.count {
      let batch = nextBatch()
      if isInserting {
        try insert(batch, scratches, isCancelled: isCancelled)
      } else {
        try findLinks(batch, scratches, isCancelled: isCancelled)
      }
      for at in batch { storage.states[Int(order[at])] |= HNSWGraph.RowState.node }
      try linkBack(batch, scratches, isCancelled: isCancelled)
      raiseEntry(order[batch.lowerBound])
      linked = batch.upperBound
      progress?(linked)
    }
    guard storage.entry != HNSWGraph.none else { return }
    let scratch = scratches.take()
    storage.connect(measure, ef: options.efConstruction, scratch.walk)
    scratches.put(scratch)
  }

  /// Searches begin at the first node of the highest level.
  private func raiseEntry(_ node: UInt32) {
    let level = Int(storage.levels[Int(node)])
    guard storage.entry == HNSWGraph.none || level > storage.topLevel else { return }
    storage.entry = node
    storage.topLevel = level
  }

  /// Places in the order of the next batch: nodes of one level, no more than a quarter of what is linked once that is many.
  private func nextBatch() -> Range<Int> {
    let size = min(HNSWBuilder.batchNodes, max(64, linked / 4))
    let level = storage.levels[Int(order[linked])]
    var end = linked
    while end < order.count, end - linked < size, storage.levels[Int(order[end])] == level { end += 1 }
    return linked..<end
  }

  private func findLinks(_ batch: Range<Int>, _ scratches: Scratches, isCancelled: CancelCheck?) throws {
    let own = PackedRows(order[batch], measure, squares: squares.base)
    let size = HNSWBuilder.pieceNodes
    let values = HNSWOptions.values(rows: linked, columns: measure.columns)
    let isScanning = values <= options.scannedValues
    if !isScanning, values <= options.clusteredValues, measure.metric != .ip {
      return try findInClusters(batch, own, scratches, isCancelled: isCancelled)
    }
    clusters = nil
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
}
