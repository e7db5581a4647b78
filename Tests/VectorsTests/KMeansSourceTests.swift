import Testing

@testable import Vectors

/// Rows given in blocks, as a store does.
private struct Blocks: RowSource {
  let matrix: Matrix
  let size: Int
  var rows: Int { matrix.rows }
  var columns: Int { matrix.columns }
  /// Rows that the source forgets to give.
  var missing = 0

  func forEachBlock(_ body: (Matrix) throws -> Void) throws {
    for first in stride(from: 0, to: rows - missing, by: size) {
      try body(matrix.copy(rows: first..<min(rows - missing, first + size)))
    }
  }
}

@Suite struct KMeansSourceTests {
  private func expectSame(_ a: KMeansResult, _ b: KMeansResult, _ note: String) {
    #expect(
      (0..<a.centroids.rows).map(a.centroids.rowArray) == (0..<b.centroids.rows).map(b.centroids.rowArray))
    #expect(a.assignment == b.assignment && a.inertia == b.inertia && a.sizes == b.sizes, "\(note)")
    #expect(a.rounds == b.rounds && a.moved == b.moved && a.reseeded == b.reseeded, "\(note)")
  }

  @Test(arguments: [Metric.l2, .cosine]) func blocksGiveTheBitsOfMemory(_ metric: Metric) throws {
    var stream = SeededStream(seed: 3, name: "weights")
    let rows = try Matrix(copying: Sample.clusters(5000, 10, centers: 12, seed: 8))
    for (k, size, weighted) in [(7, 999, false), (1, 4096, false), (40, 64, true), (5, 5000, true)] {
      var options = KMeansOptions(k: k)
      options.metric = metric
      options.starts = 2
      options.maxRounds = 20
      if weighted { options.weights = (0..<5000).map { _ in Double(stream.below(5)) / 3 } }
      let memory = try KMeans.fit(rows, options)
      for workers in [1, 3] {
        options.workers = workers
        let passes = try KMeans.fit(passes: Blocks(matrix: rows, size: size), options)
        expectSame(passes, memory, "k \(k), blocks of \(size)")
      }
    }
  }

  @Test func emptyClustersAreFilledInPassesToo() throws {
    let values = Sample.clusters(300, 3, centers: 5, seed: 4)
    let rows = try Matrix(copying: values)
    let start = try Matrix(copying: [[50, 50, 50], values[0], values[0], [-70, 0, 0], values[1], values[0]])
    let memory = try KMeans.fit(rows, KMeansOptions(k: 6), start: start)
    let passes = try KMeans.fit(passes: Blocks(matrix: rows, size: 37), KMeansOptions(k: 6), start: start)
    #expect(memory.reseeded > 0)
    expectSame(passes, memory, "empty")
  }

  @Test(arguments: KMeansInit.allCases) func everyStartRepeatsAndIsTheSameInPasses(_ start: KMeansInit) throws
  {
    let rows = try Matrix(copying: Sample.clusters(6000, 6, centers: 20, seed: 5, noise: 0.1))
    var options = KMeansOptions(k: 20)
    options.start = start
    let first = try KMeans.fit(rows, options)
    options.workers = 2
    try expectSame(KMeans.fit(rows, options), first, "again")
    try expectSame(KMeans.fit(passes: Blocks(matrix: rows, size: 500), options), first, "passes")
    options.seed = 43
    let other = try KMeans.fit(rows, options)
    #expect(other.assignment.labels != first.assignment.labels)
    // Noise of 0.1 in six dimensions gives 0.06 when each cluster has its centre.
    options.starts = 5
    let best = try KMeans.fit(rows, options)
    #expect(best.inertia <= other.inertia && best.inertia < (start == .random ? 1.5 : 0.4))
  }

  @Test(arguments: KMeansInit.allCases) func startsNeedDistinctRows(_ start: KMeansInit) throws {
    let few: [[Float]] = (0..<400).map { [Float($0 % 7), 1] }
    var options = KMeansOptions(k: 7)
    options.start = start
    let rows = try Matrix(copying: few)
    let result = try KMeans.fit(rows, options)
    #expect(result.inertia == 0 && result.sizes.allSatisfy { $0 > 0 })
    options.k = 8
    #expect(throws: VectorsError.fewerDistinctRows(found: 7, k: 8)) { try KMeans.fit(rows, options) }
    // Row 3 of every seven weighs nothing: six are left.
    options.k = 7
    options.weights = (0..<400).map { $0 % 7 == 3 ? 0 : 1 }
    #expect(throws: VectorsError.fewerDistinctRows(found: 6, k: 7)) { try KMeans.fit(rows, options) }
  }

  /// Whole numbers, so that sums are exact: a weight is as many copies of the row.
  @Test func weightsAreCopies() throws {
    var stream = SeededStream(seed: 9, name: "copies")
    let values: [[Float]] = (0..<300).map { _ in (0..<3).map { _ in Float(stream.below(200)) } }
    let weights = values.indices.map { _ in stream.below(4) }
    let copies = values.indices.flatMap { [[Float]](repeating: values[$0], count: weights[$0]) }
    let start = try Matrix(
      copying: Array(values.indices.filter { weights[$0] > 0 }.prefix(6).map { values[$0] }))
    var options = KMeansOptions(k: 6)
    let judged = try KMeans.fit(Matrix(copying: copies), options, start: start)
    options.weights = weights.map(Double.init)
    let result = try KMeans.fit(Matrix(copying: values), options, start: start)
    #expect((0..<6).map(result.centroids.rowArray) == (0..<6).map(judged.centroids.rowArray))
    #expect(abs(result.inertia / judged.inertia - 1) < 1e-12 && result.rounds == judged.rounds)
    // Sizes count rows, those of weight 0 too.
    #expect(result.sizes.reduce(0, +) == 300)
  }

  @Test func equalWeightsChangeNothing() throws {
    let rows = try Matrix(copying: Sample.clusters(500, 5, centers: 4, seed: 1))
    var options = KMeansOptions(k: 4)
    let plain = try KMeans.fit(rows, options)
    options.weights = [Double](repeating: 2.5, count: 500)
    try expectSame(KMeans.fit(rows, options), plain, "equal weights")
  }

  @Test func badWeightsAreRefused() throws {
    let rows = try Matrix(copying: Sample.rows(4, 2))
    for (weights, fault) in [
      ([1, 1, 1], WeightFault.count(expected: 4, actual: 3)), ([1, -1, 1, .nan], .row(1)),
      ([1, 1, .nan, 1], .row(2)), ([1, 1, 1, .infinity], .row(3)), ([0, 0, 0, 0], .allZero),
    ] {
      var options = KMeansOptions(k: 2)
      options.weights = weights
      #expect(throws: VectorsError.badWeights(fault)) { try KMeans.fit(rows, options) }
    }
  }

  @Test func toleranceEndsEarlier() throws {
    let rows = try Matrix(copying: Sample.rows(3000, 4))
    var options = KMeansOptions(k: 12)
    let whole = try KMeans.fit(rows, options)
    options.tolerance = 0.02
    let short = try KMeans.fit(rows, options)
    #expect(short.rounds < whole.rounds && short.converged && short.moved > 0 && short.moved <= 60)
    #expect(short.inertia >= whole.inertia && short.inertia < whole.inertia * 1.02)
  }

  @Test func sourcesThatChangeAreRefused() throws {
    let rows = try Matrix(copying: Sample.rows(50, 3))
    var source = Blocks(matrix: rows, size: 8)
    source.missing = 2
    #expect(throws: VectorsError.rowsChanged(expected: 50, actual: 48)) {
      try KMeans.fit(passes: source, KMeansOptions(k: 2))
    }
    rows.row(19)[1] = .nan
    #expect(throws: VectorsError.nonFinite(row: 19)) {
      try KMeans.fit(passes: Blocks(matrix: rows, size: 8), KMeansOptions(k: 2))
    }
    rows.setRow(19, [0, 0, 0])
    var options = KMeansOptions(k: 2)
    options.metric = .cosine
    #expect(throws: VectorsError.zeroVector(row: 19)) {
      try KMeans.fit(passes: Blocks(matrix: rows, size: 8), options)
    }
  }
}
