/// k-means|| (Bahmani, Moseley, Vattani, Kumar and Vassilvitskii, "Scalable k-means++", 2012): from one row drawn by weight, five
/// rounds (more while there are fewer than k distinct ones) that each take every row with probability k w d² / (the sum of
/// w d²), where d is its distance to the nearest row taken so far and w its weight; then greedy k-means++ over the rows taken,
/// each weighted with the rows it is nearest to. The source is read twice a round.
struct ParallelStart {
  private static let rounds = 5
  private let start: KMeansStart
  private let nearest: Slots<Float>
  /// The candidate nearest to each row: by number, at equal distance the earlier.
  private let owners: Slots<Int32>

  init(_ start: KMeansStart) {
    self.start = start
    nearest = Slots(repeating: .infinity, count: start.rows.rows)
    owners = Slots(repeating: 0, count: start.rows.rows)
  }

  /// - Throws: ``VectorsError/fewerDistinctRows(found:k:)``; ``Cancelled``.
  func choose(_ stream: inout SeededStream) throws -> Matrix {
    var candidates = try start.rows.gather([first(&stream)])
    var from = 0
    var round = 0
    while true {
      try approach(candidates, from: from)
      from = candidates.rows
      let total = sum()
      if total == 0 || (round >= Self.rounds && candidates.rows >= start.k) {
        var walk = GreedyStart(
          candidates, k: start.k, weights: shares(of: candidates.rows), workers: start.workers)
        let found = try walk.run(&stream, start.isCancelled)
        if found == start.k { return walk.centers }
        if total == 0 { throw VectorsError.fewerDistinctRows(found: found, k: start.k) }
      }
      let taken = take(of: total, &stream)
      if !taken.isEmpty { candidates = Matrix(candidates, above: try start.rows.gather(taken)) }
      round += 1
    }
  }

  private func weight(_ row: Int) -> Double { start.weights.map { $0[row] } ?? 1 }

  private func first(_ stream: inout SeededStream) -> Int {
    guard let weights = start.weights else { return stream.below(start.rows.rows) }
    let positive = weights.positive
    let goal = stream.uniform() * positive.reduce(0.0) { $0 + weights[$1] }
    var running = 0.0
    for row in positive {
      running += weights[row]
      if running > goal { return row }
    }
    return positive.last ?? 0
  }

  /// Measures all rows against the candidates `from` on.
  private func approach(_ candidates: Matrix, from: Int) throws {
    guard from < candidates.rows else { return }
    let fresh = try NearestCentroids(candidates.slice(from..<candidates.rows), metric: .l2)
    var first = 0
    try start.rows.forEachBlock { block in
      let found = try fresh.assign(block, workers: start.workers, isCancelled: start.isCancelled)
      for row in 0..<block.rows where found.squaredDistances[row] < nearest[first + row] {
        nearest[first + row] = found.squaredDistances[row]
        owners[first + row] = Int32(from) + found.labels[row]
      }
      first += block.rows
    }
  }

  /// The sum of w d², in runs of 4,096 rows.
  private func sum() -> Double {
    var total = 0.0
    for begin in Swift.stride(from: 0, to: nearest.count, by: 4096) {
      var part = 0.0
      for row in begin..<min(nearest.count, begin + 4096) { part += weight(row) * Double(nearest[row]) }
      total += part
    }
    return total
  }

  /// Rows drawn one by one, in order.
  private func take(of total: Double, _ stream: inout SeededStream) -> [Int] {
    (0..<nearest.count).filter { row in
      stream.uniform() * total < Double(start.k) * weight(row) * Double(nearest[row])
    }
  }

  /// What the rows nearest to each candidate weigh together. A candidate that an equal one stands before has none.
  private func shares(of count: Int) -> RowWeights {
    let values = Slots<Double>(repeating: 0, count: count)
    for row in 0..<owners.count { values[Int(owners[row])] += weight(row) }
    return RowWeights(values: values)
  }
}

extension Matrix {
  /// The rows of two matrices of as many columns, one after the other.
  convenience init(_ first: Matrix, above second: Matrix) {
    self.init(rows: first.rows + second.rows, columns: first.columns)
    base.update(from: first.base, count: first.rows * stride)
    row(first.rows).update(from: second.base, count: second.rows * stride)
  }
}
