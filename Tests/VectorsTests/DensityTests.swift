import CKernels
import Support
import Synchronization
import Testing

@testable import Vectors

@Suite struct DensityTests {
  private func pairs(_ rows: [[Float]], _ metric: Metric, within bound: Double, workers: Int = 2) throws
    -> [[Int]]
  {
    let found = Mutex<[[Int]]>([])
    let search = try PairsWithin(try Matrix(copying: rows), metric: metric, within: bound, workers: workers)
    try search.forEachTile(workers: workers) { tile in
      let some = tile.map { [Int($0.0), Int($0.1)] }
      found.withLock { $0 += some }
    }
    return found.withLock { $0.sorted { $0.lexicographicallyPrecedes($1) } }
  }

  /// Sizes around the edges of blocks and pieces; bounds that many distances of the grid equal exactly.
  @Test(arguments: [(1, 3), (2, 1), (255, 2), (257, 5), (513, 3), (530, 40)], [Metric.l2, .cosine])
  func pairsAreThoseOfTheDoubleLoop(_ shape: (Int, Int), _ metric: Metric) throws {
    let grid = Sample.rows(shape.0, shape.1, seed: 3).map { $0.map { ($0 * 4).rounded() / 4 + 8 } }
    for bound in metric == .l2 ? [0.25, 0.75, 1.5, 1e9] : [1e-7, 3e-4, 1.5e-3, 2] {
      let wanted = Judge.pairs(grid, metric, within: bound)
      #expect(try pairs(grid, metric, within: bound) == wanted, "\(bound)")
    }
  }

  /// Every distance is asked for as the bound: one bit less lets the pair go.
  @Test(arguments: [Metric.l2, .cosine]) func theBoundIsExactToTheBit(_ metric: Metric) throws {
    let rows = Sample.rows(24, 33, seed: 5)
    for a in 0..<6 {
      for b in a + 1..<24 {
        let distance = Judge.distance(rows[a], rows[b], metric)
        let reached = { (bound: Float) in
          try pairs([rows[a], rows[b]], metric, within: Double(bound)).count
        }
        try #expect(reached(distance) == 1 && reached(distance.nextDown) == 0)
      }
    }
  }

  @Test func whatCannotBeSearchedIsRefused() throws {
    let rows = try Matrix(copying: [[1, 0], [0, 0]])
    for bound in [0, -1, Double.nan] {
      #expect(throws: VectorsError.self) { try PairsWithin(rows, metric: .l2, within: bound) }
    }
    #expect(throws: VectorsError.metricWithoutRange(.ip)) {
      try PairsWithin(rows, metric: .ip, within: 1)
    }
    #expect(throws: VectorsError.zeroVector(row: 1)) { try PairsWithin(rows, metric: .cosine, within: 1) }
    #expect(throws: VectorsError.nonFinite(row: 0)) {
      try PairsWithin(try Matrix(copying: [[.nan]]), metric: .l2, within: 1)
    }
    var options = DBSCANOptions()
    options.isCancelled = { true }
    #expect(throws: Cancelled.self) { try DBSCAN.fit(rows, options) }
  }

  @Test(arguments: [(0.4, 3), (0.8, 5), (1.2, 5), (1.6, 12), (3, 1), (0.05, 2)])
  func labelsAreThoseOfTheJudge(eps: Double, minSamples: Int) throws {
    var options = DBSCANOptions()
    (options.eps, options.minSamples) = (eps, minSamples)
    for (seed, columns) in [(1, 2), (2, 3), (3, 6)] {
      let rows = Sample.clusters(240, columns, centers: 6, seed: UInt64(seed), noise: 0.4)
      let wanted = Judge.dbscan(rows, .l2, eps: eps, minSamples: minSamples)
      for (workers, kept) in [(1, 1 << 20), (3, 1 << 20), (2, 100), (2, 0)] {
        options.workers = workers
        let found = try DBSCAN.fit(try Matrix(copying: rows), options, pairsKept: kept)
        #expect(found.labels == wanted)
        #expect(found.noise == wanted.filter { $0 < 0 }.count)
        #expect(found.sizes.indices.allSatisfy { at in found.sizes[at] == wanted.filter { $0 == at }.count })
      }
    }
  }

  @Test func cosineLabelsAreThoseOfTheJudge() throws {
    var options = DBSCANOptions()
    (options.eps, options.minSamples, options.metric, options.workers) = (0.02, 4, .cosine, 2)
    let rows = Sample.clusters(300, 8, centers: 5, noise: 0.2)
    #expect(
      try DBSCAN.fit(try Matrix(copying: rows), options).labels
        == Judge.dbscan(rows, .cosine, eps: 0.02, minSamples: 4))
  }

  /// A row between two clusters, near a core row of each and not core itself, belongs to the first.
  @Test func anEdgeRowBelongsToTheFirstCluster() throws {
    let places: [Float] = [9, 10, 10.5, 11, 8, 5.9, 5.5, 5, 6, 7]
    var options = DBSCANOptions()
    (options.eps, options.minSamples) = (1, 4)
    let found = try DBSCAN.fit(try Matrix(copying: places.map { [$0] }), options)
    #expect(found.labels == Judge.dbscan(places.map { [$0] }, .l2, eps: 1, minSamples: 4))
    #expect(found.sizes.count == 2)
    let none = try DBSCAN.fit(Matrix(rows: 0, columns: 3), options)
    #expect(none.labels.isEmpty && none.sizes.isEmpty)
    // Twenty equal rows are one cluster.
    let same = try DBSCAN.fit(Matrix(rows: 20, columns: 3), options)
    #expect(same.sizes == [20])
  }

  @Test(.enabled(if: SharedData.has("digits-iris/iris.csv")))
  func realDataAgreesWithTheJudge() throws {
    let iris = try SharedData.features("digits-iris/iris.csv")
    let rows = (0..<iris.rows).map(iris.rowArray)
    let found = try DBSCAN.fit(iris, DBSCANOptions())
    #expect(found.labels == Judge.dbscan(rows, .l2, eps: 0.5, minSamples: 5))
    // What scikit-learn 1.9.1 gives for `DBSCAN().fit(iris)`.
    #expect(found.sizes == [49, 84] && found.noise == 17)
  }

  /// Every kernel gives the same at every level.
  @Test func kernelsAgreeAtEveryLevel() {
    for n in [0, 1, 7, 8, 15, 16, 17, 63, 64, 65, 130, 200] {
      let scores = Sample.rows(1, n, seed: UInt64(n))[0]
      let places = scores.indices.filter { scores[$0] >= 0.25 }.map { UInt32($0) }
      for level in 0...vnb_simd_level_supported() {
        var found = [UInt32](repeating: 0, count: n + 1)
        let count = vnb_at_least_at(level, scores, n, 0.25, &found)
        #expect(Array(found[..<count]) == places)
        for root in [Int32(0), 1] {
          var turned = scores
          vnb_turn_into_distances_at(level, &turned, n, 0.5, 1.75, root)
          #expect(
            turned
              == scores.map {
                let product = 1.75 * $0
                let value = max(0, 0.5 - product)
                return root == 1 ? value.squareRoot() : value
              })
        }
        var lanes = [Double](repeating: 0, count: 8)
        for at in 0..<n { lanes[at % 8] += Double(scores[at]) }
        let first = (lanes[0] + lanes[4]) + (lanes[2] + lanes[6])
        let sum = first + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]))
        #expect(vnb_sum_at(level, scores, n) == sum)
      }
    }
  }
}
