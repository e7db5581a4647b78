import Synchronization

/// The parts of a mapped index file, each as what it holds. Little-endian machines only, as the format is.
struct HNSWParts: @unchecked Sendable {
  let header: HNSWHeader
  let vectors: UnsafePointer<Float>
  let squares: UnsafePointer<Float>
  let ids: UnsafePointer<UInt64>?
  let codes: UnsafeRawPointer
  let graph: HNSWGraph
  private let start: UnsafeRawPointer

  /// `header` was checked against the file, so every part lies inside it.
  init(_ file: MappedFile, _ header: HNSWHeader, path: String) throws(VectorsError) {
    guard let start = file.bytes.baseAddress else { throw .notAnIndex(path: path) }
    self.header = header
    self.start = start
    func part<Value>(_ part: HNSWHeader.Part, _ type: Value.Type) -> UnsafePointer<Value> {
      (start + header[part].offset).assumingMemoryBound(to: type)
    }
    vectors = part(.vectors, Float.self)
    squares = part(.squares, Float.self)
    codes = start + header[.codes].offset
    ids = header.hasIDs ? part(.ids, UInt64.self) : nil
    graph = HNSWGraph(
      rows: header.rows, m: header.m, levels: part(.levels, UInt8.self),
      states: part(.states, UInt8.self), base: part(.base, UInt32.self),
      upperStart: part(.upperStart, UInt32.self), upper: part(.upper, UInt32.self),
      twins: header.hasTwins ? part(.twins, UInt32.self) : nil, entry: header.entry,
      topLevel: header.topLevel)
  }

  func checksum(_ part: HNSWHeader.Part, workers: Int) -> UInt64 {
    let place = header[part]
    return IndexChecksum.of(
      UnsafeRawBufferPointer(start: start + place.offset, count: place.bytes), workers: workers)
  }

  /// Refuses a graph that a walk could leave: after this every number that is followed leads to a row of the graph on the layer in hand.
  /// - Throws: ``VectorsError/indexDamaged(path:part:)``.
  func check(path: String, workers: Int) throws(VectorsError) {
    if let part = firstBadRow() { throw .indexDamaged(path: path, part: part.name) }
    let bad = Mutex<HNSWHeader.Part?>(nil)
    parallelFor((graph.rows + 4095) / 4096, workers: workers) { chunk in
      for row in chunk * 4096..<min(graph.rows, (chunk + 1) * 4096) {
        guard let part = badLinks(UInt32(row)) else { continue }
        bad.withLock { if $0 == nil || part.rawValue < $0?.rawValue ?? 0 { $0 = part } }
        return
      }
    }
    if let part = bad.withLock({ $0 }) { throw .indexDamaged(path: path, part: part.name) }
  }

  /// States, levels and list places row by row, and the counts of the header.
  private func firstBadRow() -> HNSWHeader.Part? {
    var removed = 0
    var nodes = 0
    for row in 0..<graph.rows {
      let state = graph.states[row]
      let level = Int(graph.levels[row])
      guard state < 4 else { return .states }
      if state & HNSWGraph.RowState.removed != 0 { removed += 1 }
      if state & HNSWGraph.RowState.node != 0 { nodes += 1 }
      guard level <= header.topLevel || state & HNSWGraph.RowState.node == 0 else { return .levels }
      let start = graph.upperStart[row]
      if level == 0 {
        guard start == HNSWGraph.none else { return .upperStart }
      } else {
        guard Int(start) <= header.upperLists - level else { return .upperStart }
      }
      if let twin = graph.twins?[row], twin != HNSWGraph.none {
        guard twin > row, Int(twin) < graph.rows else { return .twins }
      }
    }
    guard removed == header.removed, nodes == header.nodes else { return .states }
    guard nodes > 0 else { return nil }
    guard graph.isNode(header.entry), Int(graph.levels[Int(header.entry)]) == header.topLevel else {
      return .states
    }
    return nil
  }

  /// The part that a link of this row contradicts, if one does.
  private func badLinks(_ row: UInt32) -> HNSWHeader.Part? {
    for layer in 0...Int(graph.levels[Int(row)]) {
      let list = graph.links(row, layer)
      var hasEnded = false
      for at in 0..<graph.width(layer) {
        let other = list[at]
        if other == HNSWGraph.none {
          hasEnded = true
          continue
        }
        let isGood =
          !hasEnded && Int(other) < graph.rows && graph.isNode(other) && graph.isNode(row)
          && Int(graph.levels[Int(other)]) >= layer
        guard isGood else { return layer == 0 ? .base : .upper }
      }
    }
    return nil
  }
}
