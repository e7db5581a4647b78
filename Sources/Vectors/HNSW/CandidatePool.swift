/// The nearest candidates met so far, in ascending order, and which of them were expanded: the two heaps of Malkov and Yashunin's
/// SEARCH-LAYER in one sorted array, as its bounds are the same. Plain memory, used by one thread.
struct CandidatePool {
  private var places: UnsafeMutablePointer<UInt64>
  private var room: Int
  private(set) var limit: Int
  private(set) var count = 0
  /// All candidates before it are expanded.
  private var cursor = 0

  init() {
    room = 256
    limit = 1
    places = .allocate(capacity: room)
  }

  func free() { places.deallocate() }

  /// Empties the pool and lets it hold `limit` (at least 1) candidates.
  mutating func reset(limit: Int) {
    self.limit = max(1, limit)
    count = 0
    cursor = 0
    guard room < self.limit + 1 else { return }
    places.deallocate()
    room = self.limit + 1
    places = .allocate(capacity: room)
  }

  @inline(__always) subscript(index: Int) -> Candidate {
    var candidate = Candidate(key: 0, row: 0)
    candidate.bits = places[index] & ~1
    return candidate
  }

  @inline(__always) var isFull: Bool { count == limit }

  /// A candidate at or above these bits would not be kept.
  @inline(__always) var bound: UInt64 { count < limit ? UInt64.max : places[limit &- 1] }

  /// Keeps a candidate if it is among the nearest. Each row must be offered once only.
  @inline(__always) mutating func offer(_ candidate: Candidate) {
    let bits = candidate.bits
    if count == limit {
      if bits >= places[count &- 1] { return }
      count &-= 1
    }
    var low = 0
    var length = count
    while length > 0 {
      let half = length >> 1
      let isBelow = places[low &+ half] < bits
      low = isBelow ? low &+ half &+ 1 : low
      length = isBelow ? length &- half &- 1 : half
    }
    (places + low + 1).update(from: places + low, count: count &- low)
    places[low] = bits
    count &+= 1
    if low < cursor { cursor = low }
  }

  /// The nearest candidate not expanded yet, which then counts as expanded.
  @inline(__always) mutating func next() -> UInt32? {
    while cursor < count {
      let bits = places[cursor]
      cursor &+= 1
      if bits & 1 == 0 {
        places[cursor &- 1] = bits | 1
        return UInt32(truncatingIfNeeded: bits) >> 1
      }
    }
    return nil
  }

  /// The nearest candidate not expanded yet, without taking it.
  @inline(__always) var upcoming: UInt32? {
    var at = cursor
    while at < count {
      if places[at] & 1 == 0 { return UInt32(truncatingIfNeeded: places[at]) >> 1 }
      at &+= 1
    }
    return nil
  }
}
