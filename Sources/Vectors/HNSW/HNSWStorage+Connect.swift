/// Makes every node reachable from the entry along the lowest layer, so that a search with room enough finds every row.
extension HNSWStorage {
  /// Links each node that cannot be reached yet from the nearest one that can, in the order of rows. What was reachable stays so: a link
  /// that has to give way is taken over by the node that takes its place.
  func connect(_ measure: RowMeasure, ef: Int, _ scratch: WalkScratch) {
    guard entry != HNSWGraph.none else { return }
    let reached = Slots(repeating: false, count: rows)
    flood(from: entry, reached)
    for row in 0..<UInt32(rows) where states[Int(row)] & HNSWGraph.RowState.node != 0 && !reached[Int(row)] {
      attach(row, measure, ef: ef, scratch)
      flood(from: row, reached)
    }
  }

  private func flood(from start: UInt32, _ reached: Slots<Bool>) {
    reached[Int(start)] = true
    var open = [start]
    while let row = open.popLast() {
      let list = list(row, 0)
      for at in 0..<HNSWGraph.count(list, 2 * m) where !reached[Int(list[at])] {
        reached[Int(list[at])] = true
        open.append(list[at])
      }
    }
  }

  private func attach(_ row: UInt32, _ measure: RowMeasure, ef: Int, _ scratch: WalkScratch) {
    let graph = graph
    let origin = measure.origin(row)
    let start = graph.descend(origin, measure, from: topLevel, to: 1, start: entry, scratch)
    graph.walk(origin, measure, layer: 0, start: start, ef: ef, scratch)
    let width = 2 * m
    for at in 0..<scratch.pool.count {
      let list = list(scratch.pool[at].row, 0)
      let length = HNSWGraph.count(list, width)
      guard length < width else { continue }
      list[length] = row
      return
    }
    // All near ones are full: the nearest gives its last link to the new one, which leads on to where that link went.
    let list = list(scratch.pool[0].row, 0)
    let given = list[width - 1]
    list[width - 1] = row
    let own = self.list(row, 0)
    let length = HNSWGraph.count(own, width)
    if !(0..<length).contains(where: { own[$0] == given }) { own[min(length, width - 1)] = given }
  }
}
