/// Malkov and Yashunin's SELECT-NEIGHBORS-HEURISTIC: of candidates in ascending order each is kept unless it is nearer to one kept before
/// than to the origin. Chosen links point in different directions, which keeps clusters connected. Nearer means by at least 2 % (of the
/// squared distance): otherwise a flood of nearly equal rows, where some other is always a little nearer to a row outside, would give up
/// every link that leads out of it, and searches would be caught inside.
final class Diversity {
  /// Candidates left, ascending; room grows as needed.
  private var rows: UnsafeMutablePointer<UInt32>
  private var keys: UnsafeMutablePointer<Float>
  /// Whether a candidate was not among those that an earlier selection kept together.
  private var isNew: UnsafeMutablePointer<Bool>
  private var count = 0
  /// What ``select(_:limit:)`` chose, nearest first, and the key of the last.
  private(set) var chosen: UnsafeMutablePointer<UInt32>
  private(set) var lastKey: Float = 0
  private var isChosenNew: UnsafeMutablePointer<Bool>
  /// Rows to be compared with a chosen one, where they are among the candidates, and their keys to it.
  private var others: UnsafeMutablePointer<UInt32>
  private var places: UnsafeMutablePointer<Int>
  private var toPick: UnsafeMutablePointer<Float>
  private var room = 1

  init() {
    rows = .allocate(capacity: 1)
    keys = .allocate(capacity: 1)
    isNew = .allocate(capacity: 1)
    chosen = .allocate(capacity: 1)
    isChosenNew = .allocate(capacity: 1)
    others = .allocate(capacity: 1)
    places = .allocate(capacity: 1)
    toPick = .allocate(capacity: 1)
  }

  deinit { free() }

  private func free() {
    rows.deallocate()
    keys.deallocate()
    isNew.deallocate()
    chosen.deallocate()
    isChosenNew.deallocate()
    others.deallocate()
    places.deallocate()
    toPick.deallocate()
  }

  /// Empties it, with room for `capacity` candidates.
  func reset(capacity: Int) {
    count = 0
    guard capacity > room else { return }
    free()
    room = capacity
    rows = .allocate(capacity: room)
    keys = .allocate(capacity: room)
    isNew = .allocate(capacity: room)
    chosen = .allocate(capacity: room)
    isChosenNew = .allocate(capacity: room)
    others = .allocate(capacity: room)
    places = .allocate(capacity: room)
    toPick = .allocate(capacity: room)
  }

  /// The next candidate, not nearer than the one before; at most as many as there is room for. Candidates that are not new were all kept
  /// by one selection for the same origin, so that they need not be compared with each other.
  @inline(__always) func append(_ candidate: Candidate, isNew fresh: Bool = true) {
    rows[count] = candidate.row
    keys[count] = candidate.key
    isNew[count] = fresh
    count &+= 1
  }

  /// Chooses up to `limit` of the candidates.
  /// - Returns: how many are in `chosen`.
  func select(_ measure: RowMeasure, limit: Int) -> Int {
    var picked = 0
    var start = 0
    // Stretch by stretch, since those after the last choice need not be looked at.
    while start < count, picked < limit {
      var head = start
      var end = min(count, start + Diversity.stretch)
      start = end
      for pick in 0..<picked where head < end {
        end = passOver(measure, pick: chosen[pick], all: isChosenNew[pick], head, end)
      }
      while head < end, picked < limit {
        chosen[picked] = rows[head]
        isChosenNew[picked] = isNew[head]
        lastKey = keys[head]
        head += 1
        end = passOver(measure, pick: chosen[picked], all: isChosenNew[picked], head, end)
        picked += 1
      }
    }
    return picked
  }

  private static let stretch = 32

  /// Removes those of the candidates `head` ..< `end` that are nearer to `pick` than to the origin, by the margin; only new ones are
  /// looked at unless `all`. Returns where the rest ends.
  private func passOver(_ measure: RowMeasure, pick: UInt32, all: Bool, _ head: Int, _ end: Int) -> Int {
    var compared = 0
    for at in head..<end {
      others[compared] = rows[at]
      places[compared] = at
      compared &+= all || isNew[at] ? 1 : 0
    }
    guard compared > 0 else { return end }
    measure.keys(measure.origin(pick), others, compared, toPick)
    let offset: Float = measure.metric == .cosine ? -0.02 : 0
    let slope: Float = measure.metric == .ip ? 1 : 0.98
    var kept = head
    var next = 0
    for at in head..<end {
      if next < compared, places[next] == at {
        next &+= 1
        if toPick[next &- 1] < slope * keys[at] + offset { continue }
      }
      rows[kept] = rows[at]
      keys[kept] = keys[at]
      isNew[kept] = isNew[at]
      kept &+= 1
    }
    return kept
  }
}
