/// The nearest of the rows offered to one query: a heap for few, and for many a buffer of twice as much that is halved when it is
/// full. What is kept does not depend on the order of the offers.
struct NearestRows {
  let limit: Int
  private var heap: TopK
  private var buffer: [Neighbor] = []
  private var bufferBound = Float.infinity
  private let usesHeap: Bool

  /// A heap costs log(limit) an offer, and far apart in memory; a buffer a few steps, but learns its bound late.
  static let largestHeap = 128

  init(limit: Int) {
    self.limit = max(0, limit)
    usesHeap = limit <= NearestRows.largestHeap
    heap = TopK(limit: usesHeap ? limit : 0)
  }

  /// A distance above this cannot enter any more.
  var bound: Float { usesHeap ? heap.bound : bufferBound }

  /// Keeps the neighbour if it is among the nearest so far. NaN never is.
  mutating func offer(_ neighbor: Neighbor) {
    if usesHeap { return heap.offer(neighbor) }
    if !(neighbor.distance <= bufferBound) { return }
    buffer.append(neighbor)
    if buffer.count >= 2 * limit { halve() }
  }

  mutating func merge(_ other: NearestRows) {
    if usesHeap { return heap.merge(other.heap) }
    for neighbor in other.buffer { offer(neighbor) }
  }

  /// What was kept, nearest first.
  func sorted() -> [Neighbor] {
    usesHeap ? heap.sorted() : Array(buffer.sorted().prefix(limit))
  }

  private mutating func halve() {
    buffer.withUnsafeMutableBufferPointer { selectSmallest(limit, of: $0) }
    buffer.removeLast(buffer.count - limit)
    bufferBound = buffer.max()?.distance ?? .infinity
  }
}

/// Moves the `count` smallest to the front, in no order: Hoare's selection, the middle of three as the pivot. No two are equal.
private func selectSmallest(_ count: Int, of values: UnsafeMutableBufferPointer<Neighbor>) {
  var low = 0
  var high = values.count - 1
  while low < high {
    let middle = low + (high - low) / 2
    let three = [values[low], values[middle], values[high]].sorted()
    let pivot = three[1]
    var left = low
    var right = high
    while left <= right {
      while values[left] < pivot { left += 1 }
      while pivot < values[right] { right -= 1 }
      if left <= right {
        values.swapAt(left, right)
        left += 1
        right -= 1
      }
    }
    if count - 1 <= right {
      high = right
    } else if count - 1 >= left {
      low = left
    } else {
      return
    }
  }
}
