/// The links of a batch turned round and grouped by the node they lead to.
final class BackLinks: @unchecked Sendable {
  /// Nodes that get links, in the order in which they were first met.
  private(set) var targets: [UInt32] = []
  /// The last link to each row, as a place in `sources`; ``HNSWGraph/none`` when there is none.
  private let last: Slots<UInt32>
  private var sources: [UInt32] = []
  /// The link before, to the same target.
  private var previous: [UInt32] = []

  init(rows: Int) { last = Slots(repeating: HNSWGraph.none, count: rows) }

  /// Collects the links of `nodes` on a layer, in that order.
  func collect(_ nodes: ArraySlice<UInt32>, _ layer: Int, _ storage: HNSWStorage) {
    let width = storage.width(layer)
    for node in nodes {
      let list = storage.list(node, layer)
      var at = 0
      while at < width, list[at] != HNSWGraph.none {
        let target = list[at]
        if last[Int(target)] == HNSWGraph.none { targets.append(target) }
        previous.append(last[Int(target)])
        last[Int(target)] = UInt32(sources.count)
        sources.append(node)
        at += 1
      }
    }
  }

  /// The list of target number `at`, then the sources that are not in it, into `scratch.found`. Returns how many.
  func gather(_ at: Int, _ list: UnsafePointer<UInt32>, _ length: Int, into scratch: WalkScratch) -> Int {
    var place = last[Int(targets[at])]
    var incoming = 0
    while place != HNSWGraph.none {
      incoming += 1
      place = previous[Int(place)]
    }
    scratch.reserve(length + incoming)
    scratch.found.update(from: list, count: length)
    var count = length
    place = last[Int(targets[at])]
    while place != HNSWGraph.none {
      let source = sources[Int(place)]
      if !(0..<length).contains(where: { list[$0] == source }) {
        scratch.found[count] = source
        count += 1
      }
      place = previous[Int(place)]
    }
    return count
  }

  func clear() {
    for target in targets { last[Int(target)] = HNSWGraph.none }
    targets.removeAll(keepingCapacity: true)
    sources.removeAll(keepingCapacity: true)
    previous.removeAll(keepingCapacity: true)
  }
}
