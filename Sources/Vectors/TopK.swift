/// A row and how far it is.
public struct Neighbor: Sendable, Equatable, Comparable {
  /// Row, from 0.
  public let index: Int
  /// As ``Metric`` reports it.
  public let distance: Float

  public init(index: Int, distance: Float) {
    self.index = index
    self.distance = distance
  }

  /// Nearer first; at equal distance the smaller index.
  public static func < (a: Neighbor, b: Neighbor) -> Bool {
    a.distance < b.distance || (a.distance == b.distance && a.index < b.index)
  }
}

/// Keeps the `limit` nearest of the neighbours offered, in a bounded heap with the worst kept on top. What is kept does not depend
/// on the order of the offers. Offering costs O(log limit) at most.
public struct TopK: Sendable {
  public let limit: Int
  private var heap: [Neighbor] = []

  public init(limit: Int) { self.limit = max(0, limit) }

  public var count: Int { heap.count }

  /// A distance above this cannot enter any more; infinity while there is room.
  public var bound: Float {
    guard heap.count >= limit else { return .infinity }
    return heap.first?.distance ?? -.infinity
  }

  /// Whether ``offer(_:)`` would keep it. NaN never enters.
  public func accepts(_ neighbor: Neighbor) -> Bool {
    guard !neighbor.distance.isNaN, limit > 0 else { return false }
    guard heap.count >= limit, let worst = heap.first else { return true }
    return neighbor < worst
  }

  /// Keeps the neighbour if it is among the nearest so far.
  public mutating func offer(_ neighbor: Neighbor) {
    guard accepts(neighbor) else { return }
    if heap.count < limit {
      heap.append(neighbor)
      siftUp()
    } else {
      heap[0] = neighbor
      siftDown()
    }
  }

  /// Offers everything that `other` kept.
  public mutating func merge(_ other: TopK) { for neighbor in other.heap { offer(neighbor) } }

  /// What was kept, nearest first.
  public func sorted() -> [Neighbor] { heap.sorted() }

  private mutating func siftUp() {
    var at = heap.count - 1
    while at > 0, heap[(at - 1) / 2] < heap[at] {
      heap.swapAt(at, (at - 1) / 2)
      at = (at - 1) / 2
    }
  }

  private mutating func siftDown() {
    var at = 0
    while true {
      var worst = at
      for child in 2 * at + 1...2 * at + 2 where child < heap.count && heap[worst] < heap[child] {
        worst = child
      }
      if worst == at { return }
      heap.swapAt(at, worst)
      at = worst
    }
  }
}
