/// The arrays of a graph while it is being made. One writer, or many at lists of their own.
final class HNSWStorage: @unchecked Sendable {
  let rows: Int
  let m: Int
  let levels: Slots<UInt8>
  let states: Slots<UInt8>
  let base: Slots<UInt32>
  let upperStart: Slots<UInt32>
  let upper: Slots<UInt32>
  /// Lists in `upper`.
  let upperLists: Int
  /// How many links at the beginning of each list of layer 0 were chosen together, and the key of the last of these.
  let settled: Slots<UInt16>
  let reach: Slots<Float>
  var twins: Slots<UInt32>?
  var entry = HNSWGraph.none
  var topLevel = 0

  /// Rows of given levels, without links and not yet in the graph.
  init(levels: Slots<UInt8>, m: Int) {
    rows = levels.count
    self.m = m
    self.levels = levels
    states = Slots(repeating: 0, count: rows)
    base = Slots(repeating: HNSWGraph.none, count: rows * 2 * m)
    settled = Slots(repeating: 0, count: rows)
    reach = Slots(repeating: 0, count: rows)
    upperStart = Slots(repeating: HNSWGraph.none, count: rows)
    var lists = 0
    for row in 0..<rows where levels[row] > 0 {
      upperStart[row] = UInt32(lists)
      lists += Int(levels[row])
    }
    upperLists = lists
    upper = Slots(repeating: HNSWGraph.none, count: lists * m)
  }

  /// What readers see of it.
  var graph: HNSWGraph {
    HNSWGraph(
      rows: rows, m: m, levels: levels.base, states: states.base, base: base.base,
      upperStart: upperStart.base, upper: upper.base, twins: twins.map { UnsafePointer($0.base) },
      entry: entry, topLevel: topLevel)
  }

  @inline(__always) func width(_ layer: Int) -> Int { layer == 0 ? 2 &* m : m }

  /// The list of a row on a layer it is on, to be written.
  @inline(__always) func list(_ row: UInt32, _ layer: Int) -> UnsafeMutablePointer<UInt32> {
    layer == 0
      ? base.base + Int(row) &* (2 &* m) : upper.base + (Int(upperStart[Int(row)]) &+ layer &- 1) &* m
  }

  /// Replaces a list.
  func setList(_ row: UInt32, _ layer: Int, _ links: UnsafePointer<UInt32>, _ count: Int) {
    let list = list(row, layer)
    let width = width(layer)
    for at in 0..<width { list[at] = at < count ? links[at] : HNSWGraph.none }
  }
}

extension HNSWHeader {
  /// The header of a finished graph; ids and recall are added by others.
  init(_ storage: HNSWStorage, _ options: HNSWOptions, columns: Int) {
    rows = storage.rows
    self.columns = columns
    metric = options.metric
    codes = options.codes
    hasTwins = storage.twins != nil
    m = options.m
    efConstruction = options.efConstruction
    seed = options.seed
    source = options.source
    entry = storage.entry
    topLevel = storage.topLevel
    upperLists = storage.upperLists
    for row in 0..<rows {
      let state = storage.states[row]
      if state & HNSWGraph.RowState.removed != 0 { removed += 1 }
      if state & HNSWGraph.RowState.node == 0 { continue }
      nodes += 1
      baseLinks += HNSWGraph.count(storage.list(UInt32(row), 0), 2 * m)
    }
  }
}
