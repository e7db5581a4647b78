import CKernels

/// The rows of one chunk in one round of ``PrunedAssignment``. Each chunk is the business of one thread.
struct PrunedChunk {
  private let state: PrunedAssignment
  private let panels: CentroidPanels
  private let bounds: DistanceBounds
  private let block: Matrix
  /// The number of the chunk's first row in the whole.
  private let first: Int
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
    waiting = Slots(repeating: 0, count: panels.groups * block.rows)
    counts = Slots(repeating: 0, count: panels.groups)
    base = Slots(repeating: 0, count: block.rows)
    floor = Slots(repeating: 0, count: block.rows)
  }

  /// Brings labels and bounds up to date; returns how many scores it took.
  func run() -> Int {
    if !sift() { return 0 }
    let scorer = PanelScorer(block, panels)
    let base = base
    var products = 0
    for group in 0..<panels.groups where counts[group] > 0 {
      let rows = UnsafeBufferPointer(start: waiting.base + group * block.rows, count: counts[group])
      scorer.score(rows, group: group) { Int(state.labels[first + $0]) }
      scorer.bound(rows, group: group) { base[$0] }
      for (at, number) in rows.enumerated() {
        let row = Int(number)
        state.lower[(first + row) * panels.groups + group] = scorer.lower(at)
        if scorer.best(at) >= floor[row] { settle(row, group, scorer.scores(at)) }
      }
      products += rows.count * panels.slots(group).count
    }
    return products
  }

  /// Moves the bounds of all rows and enters those they do not hold for; false when there are none.
  private func sift() -> Bool {
    let loose = Slots<Int32>(repeating: 0, count: block.rows)
    let labels = Slots<Int32>(repeating: 0, count: block.rows)
    var count = 0
    var isWaiting = false
    for row in 0..<block.rows {
      let label = state.labels[first + row]
      if label < 0 {
        isWaiting = enter(row, reach: .infinity) || isWaiting
      } else if !holds(row, Int(label)) {
        loose[count] = Int32(row)
        labels[count] = label
        count += 1
      }
    }
    let squares = Slots<Float>(repeating: 0, count: count)
    vnb_squared_l2_pairs(
      block.base, block.stride, loose.base, state.centroids.base, state.centroids.stride, labels.base, count,
      block.columns, squares.base)
    for at in 0..<count {
      let row = Int(loose[at])
      let reach = bounds.reach(ofSquare: squares[at])
      state.distances[first + row] = squares[at]
      state.upper[first + row] = reach
      isWaiting = enter(row, reach: reach) || isWaiting
    }
    return isWaiting
  }

  /// Moves the bounds of a row; whether they show that its label stays.
  private func holds(_ row: Int, _ label: Int) -> Bool {
    let whole = first + row
    let upper = (state.upper[whole] + state.drift[label]).nextUp
    state.upper[whole] = upper
    let failing = vnb_bounds_lower(
      state.lower.base + whole * panels.groups, state.groupDrift.base, panels.groups, DistanceBounds.shrink,
      bounds.reach(ofDistance: upper))
    return failing == 0
  }

  /// Enters a row for the groups within reach; whether there are any.
  private func enter(_ row: Int, reach: Float) -> Bool {
    let lower = state.lower.base + (first + row) * panels.groups
    var isWaiting = false
    for group in 0..<panels.groups where !(lower[group] > reach) {
      waiting[group * block.rows + counts[group]] = Int32(row)
      counts[group] += 1
      isWaiting = true
    }
    if isWaiting {
      let square = state.squares[first + row]
      let slack = bounds.slack(lengthOfRow: square.squareRoot().nextUp, longest: panels.longest)
      base[row] = Float(Double(square) - slack).nextDown
      floor[row] = lowestScore(row, reach: reach)
    }
    return isWaiting
  }

  private func lowestScore(_ row: Int, reach: Float) -> Float {
    Float((Double(base[row]) - Double(reach) * Double(reach)) / 2).nextDown
  }

  /// A row that a centroid of this group may win: measures those within reach, and sets the group's lower bound without the winner.
  private func settle(_ row: Int, _ group: Int, _ scores: UnsafePointer<Float>) {
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
    lower[group] = max(0, base[row] - 2 * others).squareRoot() * DistanceBounds.shrink
    if before.label >= 0 {
      let home = panels.places[before.label] / panels.width
      lower[home] = min(lower[home], bounds.least(ofSquare: before.square))
    }
  }

  /// Measures the centroid at `place`; it takes the row when it is nearer, or as near and of a smaller number.
  private func challenge(_ winner: inout (label: Int, square: Float), _ row: Int, _ place: Int) {
    let label = panels.order[place]
    let square = vnb_squared_l2(block.row(row), state.centroids.row(label), block.columns)
    guard square < winner.square || (square == winner.square && label < winner.label) else { return }
    winner = (label, square)
    floor[row] = lowestScore(row, reach: bounds.reach(ofSquare: square))
  }
}
