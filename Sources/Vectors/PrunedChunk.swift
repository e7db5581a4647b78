import CKernels

/// The rows of one chunk in one round of ``PrunedAssignment``. Each chunk is the business of one thread.
struct PrunedChunk {
  private let state: PrunedAssignment
  private let panels: CentroidPanels
  private let bounds: DistanceBounds
  private let block: Matrix
  /// The number of the chunk's first row in the whole.
  private let first: Int
  private let columns: Int
  /// For each group the rows that need its scores, and how many these are.
  private let waiting: Slots<Int32>
  private let counts: Slots<Int>
  /// |x|² less the slack of its scores, by row.
  private let base: Slots<Float>
  /// A centroid of a lower score cannot win this row.
  private let floor: Slots<Float>

  init(_ state: PrunedAssignment, _ block: Matrix, first: Int) {
    self.state = state
    self.block = block
    self.first = first
    panels = state.panels
    bounds = state.bounds
    columns = block.columns
    waiting = Slots(repeating: 0, count: panels.groups * block.rows)
    counts = Slots(repeating: 0, count: panels.groups)
    base = Slots(repeating: 0, count: block.rows)
    floor = Slots(repeating: 0, count: block.rows)
  }

  /// Brings labels and bounds up to date; returns how many scores it took.
  mutating func run() -> Int {
    var isIdle = true
    state.drift.withUnsafeBufferPointer { drift in
      state.groupDrift.withUnsafeBufferPointer { groupDrift in
        for row in 0..<block.rows where needsScores(row, drift, groupDrift) { isIdle = false }
      }
    }
    if isIdle { return 0 }
    let gathered = Matrix(rows: block.rows, columns: columns)
    let scores = Matrix(rows: block.rows, columns: panels.width)
    let best = Slots<Float>(repeating: 0, count: block.rows)
    let lower = Slots<Float>(repeating: 0, count: block.rows)
    let bases = Slots<Float>(repeating: 0, count: block.rows)
    var products = 0
    for group in 0..<panels.groups where counts[group] > 0 {
      let count = counts[group]
      let rows = waiting.base + group * block.rows
      score(rows, count, group, gathered, scores)
      for at in 0..<count { bases[at] = base[Int(rows[at])] }
      vnb_bounds_of_scores(
        scores.base, scores.stride, count, panels.slots(group).count, bases.base, DistanceBounds.shrink,
        best.base, lower.base)
      for at in 0..<count {
        let row = Int(rows[at])
        state.lower[(first + row) * panels.groups + group] = lower[at]
        if best[at] >= floor[row] { settle(row, group, scores.row(at)) }
      }
      products += count * panels.slots(group).count
    }
    return products
  }

  /// Moves the bounds of a row and enters it where they do not hold.
  private func needsScores(
    _ row: Int, _ drift: UnsafeBufferPointer<Float>, _ groupDrift: UnsafeBufferPointer<Float>
  ) -> Bool {
    let whole = first + row
    let label = Int(state.labels[whole])
    let groups = panels.groups
    let lower = state.lower.base + whole * groups
    var reach = Float.infinity
    if label >= 0 {
      let upper = (state.upper[whole] + drift[label]).nextUp
      state.upper[whole] = upper
      guard let moved = groupDrift.baseAddress else { return false }
      let failing = vnb_bounds_lower(
        lower, moved, groups, DistanceBounds.shrink, bounds.reach(ofDistance: upper))
      if failing == 0 { return false }
      let square = vnb_squared_l2(block.row(row), state.centroids.row(label), columns)
      state.distances[whole] = square
      reach = bounds.reach(ofSquare: square)
      state.upper[whole] = reach
    }
    var isWaiting = false
    for group in 0..<groups where !(lower[group] > reach) {
      waiting[group * block.rows + counts[group]] = Int32(row)
      counts[group] += 1
      isWaiting = true
    }
    if isWaiting {
      let square = state.squares[whole]
      let slack = bounds.slack(lengthOfRow: square.squareRoot().nextUp, longest: panels.longest)
      base[row] = Float(Double(square) - slack).nextDown
      floor[row] = lowestScore(row, reach: reach)
    }
    return isWaiting
  }

  private func lowestScore(_ row: Int, reach: Float) -> Float {
    Float((Double(base[row]) - Double(reach) * Double(reach)) / 2).nextDown
  }

  /// Scores of the waiting rows, gathered into one block, with -infinity for a row's own centroid.
  private func score(
    _ rows: UnsafePointer<Int32>, _ count: Int, _ group: Int, _ gathered: Matrix, _ scores: Matrix
  ) {
    var source = UnsafePointer(block.base)
    if count < block.rows {
      for at in 0..<count {
        gathered.row(at).update(from: block.row(Int(rows[at])), count: columns)
      }
      source = UnsafePointer(gathered.base)
    }
    panels.score(source, stride: block.stride, count: count, group: group, into: scores)
    let slots = panels.slots(group)
    for at in 0..<count {
      let label = Int(state.labels[first + Int(rows[at])])
      guard label >= 0 else { continue }
      let place = panels.places[label]
      if slots.contains(place) { scores.row(at)[place - slots.lowerBound] = -.infinity }
    }
  }

  /// A row that a centroid of this group may win: measures those within reach, and sets the group's lower bound without the winner.
  private func settle(_ row: Int, _ group: Int, _ scores: UnsafeMutablePointer<Float>) {
    let slots = panels.slots(group)
    let whole = first + row
    let before = (label: Int(state.labels[whole]), square: state.distances[whole])
    var winner = before
    var best: Float = 0
    var second: Float = 0
    let place = vnb_top_two(scores, slots.count, &best, &second)
    challenge(&winner, row, slots.lowerBound + place)
    if second >= floor[row] {
      for slot in 0..<slots.count where slot != place && scores[slot] >= floor[row] {
        challenge(&winner, row, slots.lowerBound + slot)
      }
    }
    guard winner.label != before.label else { return }
    state.labels[whole] = Int32(winner.label)
    state.distances[whole] = winner.square
    state.upper[whole] = bounds.reach(ofSquare: winner.square)
    // The bounds are of all but the row's own centroid, which is another one now.
    let lower = state.lower.base + whole * panels.groups
    let others = panels.order[slots.lowerBound + place] == winner.label ? second : best
    var rest: Float = 0
    var of = base[row]
    var largest: Float = 0
    withUnsafePointer(to: others) {
      vnb_bounds_of_scores($0, 1, 1, 1, &of, DistanceBounds.shrink, &largest, &rest)
    }
    lower[group] = rest
    if before.label >= 0 {
      let home = panels.places[before.label] / panels.width
      lower[home] = min(lower[home], bounds.least(ofSquare: before.square))
    }
  }

  /// Measures the centroid at `place`; it takes the row when it is nearer, or as near and of a smaller number.
  private func challenge(_ winner: inout (label: Int, square: Float), _ row: Int, _ place: Int) {
    let label = panels.order[place]
    let square = vnb_squared_l2(block.row(row), state.centroids.row(label), columns)
    guard square < winner.square || (square == winner.square && label < winner.label) else { return }
    winner = (label, square)
    floor[row] = lowestScore(row, reach: bounds.reach(ofSquare: square))
  }
}
