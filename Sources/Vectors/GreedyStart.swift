import CKernels

/// Greedy k-means++ (Arthur and Vassilvitskii, "k-means++: the advantages of careful seeding", 2007, section 6, with its local
/// trials): the first centre is drawn uniformly (by weight), every further one as the best of 2 + floor(ln k) rows drawn with
/// probability proportional to the weighted squared distance to the nearest centre so far; best is the lowest sum that would
/// remain, at equal sums the first drawn.
struct GreedyStart {
  static let chunkRows = 512

  let centers: Matrix
  private let rows: Matrix
  private let weights: RowWeights?
  private let workers: Int
  private let trials: Int
  /// Squared distance of each row to its nearest centre so far.
  private let nearest: Slots<Float>
  /// For each trial in turn, what `nearest` would become.
  private let proposed: Slots<Float>
  /// Running sums of `nearest` times weight.
  private let running: Slots<Double>

  init(_ rows: Matrix, k: Int, weights: RowWeights?, workers: Int) {
    self.rows = rows
    self.weights = weights
    self.workers = workers
    centers = Matrix(rows: k, columns: rows.columns)
    // floor(ln k) by repeated division: no library logarithm decides it.
    var trials = 2
    var rest = Double(k)
    while rest >= 2.718281828459045 {
      rest /= 2.718281828459045
      trials += 1
    }
    self.trials = trials
    nearest = Slots(repeating: .infinity, count: rows.rows)
    proposed = Slots(repeating: 0, count: rows.rows * trials)
    running = Slots(repeating: 0, count: rows.rows)
  }

  /// Fills `centers`; returns how many could be found, which is less than k only when the rows have no more distinct ones.
  mutating func run(_ stream: inout SeededStream, _ isCancelled: CancelCheck?) throws -> Int {
    var candidates = [first(&stream)]
    for center in 0..<centers.rows {
      if let isCancelled, isCancelled() { throw Cancelled() }
      if center > 0 {
        guard let drawn = draw(&stream) else { return center }
        candidates = drawn
      }
      let chosen = candidates[settle(candidates)]
      centers.row(center).update(from: rows.row(chosen), count: rows.columns)
    }
    return centers.rows
  }

  private func first(_ stream: inout SeededStream) -> Int {
    guard let weights else { return stream.below(rows.rows) }
    var total = 0.0
    for row in 0..<rows.rows {
      total += weights[row]
      running[row] = total
    }
    return place(of: stream.uniform() * total)
  }

  /// Rows drawn in proportion to `nearest` times weight; nil when all of it is zero.
  private func draw(_ stream: inout SeededStream) -> [Int]? {
    var total = 0.0
    for row in 0..<rows.rows {
      total += weighted(nearest[row], row)
      running[row] = total
    }
    guard total > 0 else { return nil }
    return (0..<trials).map { _ in place(of: stream.uniform() * total) }
  }

  private func weighted(_ square: Float, _ row: Int) -> Double {
    guard let weights else { return Double(square) }
    return Double(square) * weights[row]
  }

  /// The first row whose running sum is above `target`; such a row is never at distance 0.
  private func place(of target: Double) -> Int {
    let goal = min(target, running[rows.rows - 1].nextDown)
    var low = 0
    var high = rows.rows - 1
    while low < high {
      let middle = (low + high) / 2
      if running[middle] > goal { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// Tries each candidate, keeps the best one's distances in `nearest` and returns its place in the list.
  private func settle(_ candidates: [Int]) -> Int {
    let count = rows.rows
    let chunks = (count + Self.chunkRows - 1) / Self.chunkRows
    let sums = Slots<Double>(repeating: 0, count: chunks * candidates.count)
    parallelFor(chunks, workers: workers) { [self] chunk in
      let range = chunk * Self.chunkRows..<min(count, (chunk + 1) * Self.chunkRows)
      for (trial, candidate) in candidates.enumerated() {
        let target = proposed.base + trial * count
        vnb_squared_l2_rows(
          rows.row(candidate), rows.row(range.lowerBound), rows.stride, range.count, rows.columns,
          target + range.lowerBound)
        var sum = 0.0
        for row in range {
          target[row] = min(target[row], nearest[row])
          sum += weighted(target[row], row)
        }
        sums[trial * chunks + chunk] = sum
      }
    }
    var best = (trial: 0, sum: Double.infinity)
    for trial in candidates.indices {
      var sum = 0.0
      for chunk in 0..<chunks { sum += sums[trial * chunks + chunk] }
      if sum < best.sum { best = (trial, sum) }
    }
    nearest.base.update(from: proposed.base + best.trial * count, count: count)
    return best.trial
  }
}
