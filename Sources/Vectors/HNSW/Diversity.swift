/// Malkov and Yashunin's SELECT-NEIGHBORS-HEURISTIC: of candidates in ascending order each is kept unless it is nearer to one kept before
/// than to the origin. Chosen links point in different directions, which keeps clusters connected. Nearer means by at least 2 % (of the
/// squared distance): otherwise a flood of nearly equal rows, where some other is always a little nearer to a row outside, would give up
/// every link that leads out of it, and searches would be caught inside.
struct Diversity {
  /// Candidates left, ascending, and below which key to a chosen one they are passed over; room grows as needed.
  private var rows: UnsafeMutablePointer<UInt32>
  private var bars: UnsafeMutablePointer<Float>
  private var toPick: UnsafeMutablePointer<Float>
  private var passed: UnsafeMutablePointer<UInt32>
  private var room = 0
  private(set) var count = 0
  /// What ``select(_:limit:fill:_:)`` chose, nearest first.
  private(set) var chosen: UnsafeMutablePointer<UInt32>

  init() {
    rows = .allocate(capacity: 1)
    bars = .allocate(capacity: 1)
    toPick = .allocate(capacity: 1)
    passed = .allocate(capacity: 1)
    chosen = .allocate(capacity: 1)
  }

  func free() {
    rows.deallocate()
    bars.deallocate()
    toPick.deallocate()
    passed.deallocate()
    chosen.deallocate()
  }

  /// Empties it, with room for `capacity` candidates.
  mutating func reset(capacity: Int) {
    count = 0
    guard capacity > room else { return }
    free()
    room = capacity
    rows = .allocate(capacity: room)
    bars = .allocate(capacity: room)
    toPick = .allocate(capacity: room)
    passed = .allocate(capacity: room)
    chosen = .allocate(capacity: room)
  }

  /// The next candidate, not nearer than the one before. At most as many as there is room for.
  @inline(__always) mutating func append(_ candidate: Candidate, _ metric: Metric) {
    rows[count] = candidate.row
    let key = candidate.key
    switch metric {
    case .l2: bars[count] = key * 0.98
    case .cosine: bars[count] = key - 0.02 * max(0, 1 + key)
    case .ip, .l1, .hamming: bars[count] = key
    }
    count &+= 1
  }

  /// Chooses up to `limit` of the candidates; with `fill` the nearest of those passed over take the places left.
  /// - Returns: how many are in `chosen`.
  mutating func select(_ measure: RowMeasure, limit: Int, fill: Bool) -> Int {
    var picked = 0
    var passedOver = 0
    var left = count
    var head = 0
    while head < left, picked < limit {
      let pick = rows[head]
      head += 1
      chosen[picked] = pick
      picked += 1
      if picked == limit || head == left { break }
      let rest = left - head
      measure.keys(measure.origin(pick), rows + head, rest, toPick)
      var kept = head
      for at in 0..<rest {
        let row = rows[head &+ at]
        let bar = bars[head &+ at]
        if toPick[at] < bar {
          passed[passedOver] = row
          passedOver &+= 1
        } else {
          rows[kept] = row
          bars[kept] = bar
          kept &+= 1
        }
      }
      left = kept
    }
    guard fill else { return picked }
    var at = 0
    while picked < limit, at < passedOver {
      chosen[picked] = passed[at]
      picked += 1
      at += 1
    }
    return picked
  }
}
