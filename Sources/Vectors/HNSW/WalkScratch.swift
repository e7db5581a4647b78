import CKernels

/// What one thread needs to walk a graph, kept between walks.
final class WalkScratch {
  /// One byte a row: visited in this walk when it equals `epoch`.
  private let marks: UnsafeMutablePointer<UInt8>
  private let rows: Int
  private var epoch: UInt8 = 0
  /// Room for one list, or for all candidates of a selection.
  private(set) var found: UnsafeMutablePointer<UInt32>
  private(set) var keys: UnsafeMutablePointer<Float>
  private var room: Int
  var pool = CandidatePool()

  init(rows: Int) {
    self.rows = rows
    marks = .allocate(capacity: max(1, rows))
    marks.initialize(repeating: 0, count: max(1, rows))
    room = 1024
    found = .allocate(capacity: room)
    keys = .allocate(capacity: room)
  }

  deinit {
    marks.deallocate()
    found.deallocate()
    keys.deallocate()
    pool.free()
  }

  /// Makes room for `count` rows and keys; what was there is lost.
  func reserve(_ count: Int) {
    guard count > room else { return }
    found.deallocate()
    keys.deallocate()
    room = count
    found = .allocate(capacity: room)
    keys = .allocate(capacity: room)
  }

  /// Forgets which rows were visited.
  func begin() {
    epoch &+= 1
    if epoch == 0 {
      marks.update(repeating: 0, count: rows)
      epoch = 1
    }
  }

  /// Marks a row; true the first time since ``begin()``.
  @inline(__always) func visit(_ row: UInt32) -> Bool {
    let isNew = marks[Int(row)] != epoch
    marks[Int(row)] = epoch
    return isNew
  }

  /// The rows of a list not visited before, into `found`.
  @inline(__always) func collect(_ list: UnsafePointer<UInt32>, _ width: Int) -> Int {
    var count = 0
    var at = 0
    while at < width {
      let row = list[at]
      if row == HNSWGraph.none { break }
      found[count] = row
      count &+= marks[Int(row)] == epoch ? 0 : 1
      marks[Int(row)] = epoch
      at &+= 1
    }
    return count
  }
}

extension HNSWGraph {
  /// The row nearest to `origin` that steps to ever nearer neighbours reach on the layers `from` ... `to`, downwards, from `start`.
  func descend(
    _ origin: RowMeasure.Origin, _ measure: RowMeasure, from: Int, to: Int, start: UInt32,
    _ scratch: WalkScratch
  ) -> UInt32 {
    var best = Candidate(key: measure.key(origin, start), row: start)
    var layer = from
    while layer >= to {
      var isMoving = true
      while isMoving {
        isMoving = false
        let list = links(best.row, layer)
        let count = HNSWGraph.count(list, m)
        measure.keys(origin, list, count, scratch.keys)
        for at in 0..<count {
          let other = Candidate(key: scratch.keys[at], row: list[at])
          if other.bits < best.bits {
            best = other
            isMoving = true
          }
        }
      }
      layer -= 1
    }
    return best.row
  }

  /// Malkov and Yashunin's SEARCH-LAYER: leaves up to `ef` rows nearest to `origin` in the scratch's pool.
  func walk(
    _ origin: RowMeasure.Origin, _ measure: RowMeasure, layer: Int, start: UInt32, ef: Int,
    _ scratch: WalkScratch
  ) {
    scratch.pool.reset(limit: ef)
    scratch.begin()
    _ = scratch.visit(start)
    scratch.pool.offer(Candidate(key: measure.key(origin, start), row: start))
    let width = width(layer)
    while let row = scratch.pool.next() {
      let count = scratch.collect(links(row, layer), width)
      measure.keys(origin, scratch.found, count, scratch.keys)
      let bound = scratch.pool.bound
      for at in 0..<count {
        let candidate = Candidate(key: scratch.keys[at], row: scratch.found[at])
        if candidate.bits < bound { scratch.pool.offer(candidate) }
      }
      if let ahead = scratch.pool.upcoming {
        let list = links(ahead, layer)
        vnb_prefetch(list)
        vnb_prefetch(list + 16)
      }
    }
  }
}
