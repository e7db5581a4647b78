import CKernels
import Testing

@testable import Vectors

/// Lloyd skips what its bounds allow; the judge computes every distance. Nothing may differ.
@Suite struct PruningTests {
  private static func expectEqual(
    _ values: [[Float]], _ start: [[Float]], _ metric: Metric, rounds: Int = 12, _ note: String
  ) throws {
    let judged = Judge.lloyd(values, start, maxRounds: rounds, metric)
    for workers in [1, 2] {
      var options = KMeansOptions(k: start.count)
      options.metric = metric
      options.workers = workers
      options.maxRounds = rounds
      let result = try KMeans.fit(Matrix(copying: values), options, start: Matrix(copying: start))
      #expect(result.assignment.labels == judged.labels, "\(note)")
      #expect(result.assignment.squaredDistances == judged.distances, "\(note)")
      #expect((0..<start.count).map(result.centroids.rowArray) == judged.centroids, "\(note)")
      #expect(result.rounds == judged.rounds && result.reseeded == judged.reseeded, "\(note)")
      #expect(result.inertia == KMeans.inertia(of: judged.distances), "\(note)")
    }
  }

  @Test(arguments: [Metric.l2, .cosine]) func randomShapes(_ metric: Metric) throws {
    var stream = SeededStream(seed: 5, name: "shapes", own: metric == .l2 ? 0 : 1)
    for trial in 0..<20 {
      let columns = [1, 2, 3, 7, 16, 17, 40, 65][stream.below(8)]
      let k = [1, 2, 3, 8, 31, 32, 33, 50, 70][stream.below(9)]
      let count = k + 1 + stream.below(250)
      let noise = Float([0.001, 0.05, 0.5, 3][stream.below(4)])
      let values = Sample.clusters(
        count, columns, centers: 1 + stream.below(40), seed: UInt64(trial), noise: noise)
      if metric == .cosine && values.contains(where: { Judge.dot($0, $0) < 1e-20 }) { continue }
      let start = stream.sample(k, below: count).map { values[$0] }
      if Set((metric == .cosine ? values.map(Judge.unit) : values)).count < k { continue }
      try Self.expectEqual(values, start, metric, "trial \(trial): \(count) x \(columns), k \(k)")
    }
  }

  /// Whole numbers in few places: most distances tie, and many rows are equal.
  @Test func tiesAndDuplicates() throws {
    var stream = SeededStream(seed: 6, name: "ties")
    for trial in 0..<12 {
      let columns = 1 + stream.below(3)
      let values = (0..<300).map { _ in (0..<columns).map { _ in Float(stream.below(9)) } }
      let distinct = Array(Set(values)).sorted { $0.lexicographicallyPrecedes($1) }
      let k = 1 + stream.below(min(40, distinct.count))
      let start = stream.sample(k, below: distinct.count).map { distinct[$0] }
      try Self.expectEqual(values, start, .l2, "trial \(trial), k \(k), \(columns) columns")
      // Equal centroids: the smaller number takes all, the other is filled by the rule.
      let twins = (0..<k).map { start[$0 / 2] }
      try Self.expectEqual(values, twins, .l2, "twins of trial \(trial)")
    }
  }

  /// Rows that differ in their last bits, far from the origin: distances are all rounding.
  @Test func nearlyEqualRows() throws {
    var stream = SeededStream(seed: 7, name: "near")
    for (trial, offset) in [Float(1), 1000, 1e-20, 3e15].enumerated() {
      let values = (0..<200).map { _ in
        (0..<20).map { _ in offset * (1 + Float(stream.below(8)) * 0x1p-22) }
      }
      try Self.expectEqual(values, Array(values.prefix(12)), .l2, rounds: 12, "trial \(trial)")
      if offset < 1e-10 { continue }
      try Self.expectEqual(values, Array(values.prefix(12)), .cosine, rounds: 12, "cosine \(trial)")
    }
  }

  /// Squares that vanish or nearly overflow.
  @Test func extremeLengths() throws {
    for (trial, scale) in [Float(1e-22), 1e-30, 1e17, 1].enumerated() {
      var values = Sample.clusters(200, 6, centers: 5, seed: 9).map { $0.map { $0 * scale } }
      values[7] = [Float](repeating: 0, count: 6)
      values[8] = values[8].map { $0 * 0x1p-60 }
      try Self.expectEqual(values, Array(values.prefix(40)), .l2, "trial \(trial)")
    }
  }

  /// Well separated rows come to rest: later rounds must cost a small part of the first ones.
  @Test func settledRowsAreSkipped() throws {
    let values = Sample.clusters(2000, 24, centers: 60, seed: 3, noise: 0.2)
    let rows = try Matrix(copying: values)
    let centroids = rows.copy(rows: 0..<70)
    let state = try PrunedAssignment(
      rows: 2000, squares: rows.squaredNorms(workers: 1), centroids: centroids, width: 32)
    _ = try state.update(rows, from: 0, workers: 1, isCancelled: nil)
    #expect(state.products == 2000 * 70)
    let former = centroids.copy(rows: 0..<70)
    for index in 0..<70 { centroids.row(index)[0] += 0x1p-10 }
    state.centroidsMoved(from: former, changed: [Bool](repeating: true, count: 70))
    _ = try state.update(rows, from: 0, workers: 2, isCancelled: nil)
    #expect(state.products < 2000 * 70 * 5 / 4)
    let plain = try assign(rows: rows, centroids: centroids, metric: .l2, workers: 1)
    #expect(state.labels.array == plain.labels)
  }

  /// Whatever the groups and however the centroids wander, labels are those of all distances.
  @Test(arguments: [32, 64, 96]) func anyGroupsGiveTheSameLabels(width: Int) throws {
    var stream = SeededStream(seed: 12, name: "wander", own: UInt64(width))
    let rows = try Matrix(copying: Sample.clusters(700, 9, centers: 30, seed: 2))
    let centroids = rows.copy(rows: 0..<150)
    let state = try PrunedAssignment(
      rows: 700, squares: rows.squaredNorms(workers: 1), centroids: centroids, width: width)
    for round in 0..<12 {
      _ = try state.update(rows, from: 0, workers: 2, isCancelled: nil)
      let plain = try assign(rows: rows, centroids: centroids, metric: .l2, workers: 1)
      #expect(state.labels.array == plain.labels, "round \(round)")
      let former = centroids.copy(rows: 0..<150)
      var changed = [Bool](repeating: false, count: 150)
      for index in 0..<150 where stream.below(3) > 0 {
        changed[index] = true
        for at in 0..<9 { centroids.row(index)[at] += Float(stream.bell()) * 0.2 / Float(round + 1) }
      }
      state.centroidsMoved(from: former, changed: changed)
      if round == 5 { state.regroup() }
    }
    #expect(state.products < 12 * 700 * 150)
  }

  @Test func weightedSumsAreTheSameAtEveryLevel() {
    let rows = Sample.rows(6, 48, seed: 4).flatMap { $0 }
    let weights = [0.1, 0, 3, 1e-9, 0.7, 2]
    let chosen: [UInt32] = [4, 0, 2, 2, 5]
    for n in [1, 7, 8, 31, 48] {
      var judged = [Double](repeating: 0.5, count: n)
      for row in chosen.map(Int.init) {
        for at in 0..<n {
          let product = weights[row] * Double(rows[row * 48 + at])
          judged[at] = judged[at] + product
        }
      }
      for level in [VNB_PORTABLE, VNB_AVX2, VNB_AVX512] {
        var sums = [Double](repeating: 0.5, count: n)
        vnb_add_weighted_rows_at(level, rows, 48, chosen, weights, chosen.count, n, &sums)
        #expect(sums == judged)
      }
    }
  }

  @Test func pairsAreMeasuredOneByOne() {
    let rows = Sample.rows(9, 35, seed: 2)
    let others = Sample.rows(3, 35, seed: 3)
    let flat = (rows.flatMap { $0 }, others.flatMap { $0 })
    let other: [Int32] = [2, 0, 1, 1, 2, 0, 0, 1, 2]
    let index: [Int32] = [8, 0, 3, 3, 5]
    var found = [Float](repeating: 0, count: 9)
    vnb_squared_l2_pairs(flat.0, 35, index, flat.1, 35, other, 5, 35, &found)
    for at in 0..<5 { #expect(found[at] == Judge.squaredL2(rows[Int(index[at])], others[Int(other[at])])) }
    vnb_squared_l2_pairs(flat.0, 35, nil, flat.1, 35, other, 9, 35, &found)
    for at in 0..<9 { #expect(found[at] == Judge.squaredL2(rows[at], others[Int(other[at])])) }
  }

  @Test func boundsHoldAtEveryLevel() {
    var stream = SeededStream(seed: 8, name: "levels")
    for n in [1, 5, 15, 16, 17, 31, 32, 64, 100] {
      let stride = n + 3
      let scores = (0..<9 * stride).map { _ in Float(stream.bell()) }
      let base = (0..<9).map { _ in Float(stream.bell()) * 4 }
      for level in [VNB_PORTABLE, VNB_AVX2, VNB_AVX512] {
        var best = [Float](repeating: 0, count: 9)
        var bounds = best
        vnb_bounds_of_scores_at(level, scores, stride, 9, n, base, 0.75, &best, &bounds)
        for row in 0..<9 {
          let largest = scores[row * stride..<row * stride + n].max() ?? 0
          #expect(best[row] == largest)
          #expect(bounds[row] == max(0, base[row] - 2 * largest).squareRoot() * 0.75)
        }
        var lowered = Array(scores.prefix(n))
        let drift = (0..<n).map { scores[n + $0] }
        let failing = vnb_bounds_lower_at(level, &lowered, drift, n, 0.75, 0.1)
        #expect(lowered == (0..<n).map { (scores[$0] - drift[$0]) * 0.75 })
        #expect(failing == lowered.filter { !($0 > 0.1) }.count)
      }
    }
  }
}
