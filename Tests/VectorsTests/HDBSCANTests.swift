import Support
import Testing

@testable import Vectors

@Suite struct HDBSCANTests {
  private func fit(_ rows: [[Float]], _ change: (inout HDBSCANOptions) -> Void = { _ in }) throws
    -> HDBSCANResult
  {
    var options = HDBSCANOptions()
    change(&options)
    return try HDBSCAN.fit(try Matrix(copying: rows), options)
  }

  @Test(arguments: [(5, 5), (2, 2), (8, 3), (4, 1), (15, 10), (90, 4)])
  func labelsAreThoseOfTheJudge(minClusterSize: Int, minSamples: Int) throws {
    for (seed, columns, metric) in [(1, 2, Metric.l2), (2, 5, .l2), (3, 6, .cosine)] {
      let rows = Sample.clusters(90, columns, centers: 5, seed: UInt64(seed), noise: 0.4)
      let wanted = Judge.hdbscan(
        rows, metric, minClusterSize: minClusterSize, minSamples: minSamples)
      for workers in [1, 3] {
        let found = try fit(rows) {
          ($0.minClusterSize, $0.minSamples) = (minClusterSize, minSamples)
          ($0.metric, $0.workers) = (metric, workers)
        }
        #expect(found.labels == wanted, "\(seed)")
        #expect(found.noise == wanted.filter { $0 < 0 }.count)
        #expect(
          found.probabilities.indices.allSatisfy { at in
            let value = found.probabilities[at]
            return found.labels[at] < 0 ? value == 0 : value > 0 && value <= 1
          })
      }
    }
  }

  /// Rows on a grid: most distances occur many times, and many are 0.
  @Test func tiesHaveOneAnswer() throws {
    let rows = Sample.clusters(80, 2, centers: 4, seed: 9, noise: 0.2).map { $0.map { ($0 * 4).rounded() } }
    for size in [2, 4, 7] {
      let wanted = Judge.hdbscan(rows, .l2, minClusterSize: size, minSamples: size)
      #expect(try fit(rows) { $0.minClusterSize = size }.labels == wanted)
    }
  }

  @Test func smallInputsAreNoise() throws {
    #expect(try HDBSCAN.fit(Matrix(rows: 0, columns: 2), HDBSCANOptions()).labels.isEmpty)
    #expect(try fit([[1, 2]]).labels == [-1])
    #expect(try fit([[1, 2], [1, 2], [5, 5]]).labels == [-1, -1, -1])
    // All rows equal: one group, which is never a cluster by itself.
    #expect(try fit(Array(repeating: [1, 2], count: 20)).sizes.isEmpty)
    // Two groups of equal rows.
    let two = try fit((0..<20).map { [Float($0 % 2), 0] })
    #expect(two.sizes == [10, 10] && two.probabilities.allSatisfy { $0 == 1 })
  }

  @Test func whatCannotBeClusteredIsRefused() throws {
    #expect(throws: VectorsError.zeroVector(row: 1)) {
      try fit([[1, 0], [0, 0]]) { $0.metric = .cosine }
    }
    #expect(throws: VectorsError.metricWithoutRange(.ip)) { try fit([[1, 0]]) { $0.metric = .ip } }
    #expect(throws: VectorsError.nonFinite(row: 1)) { try fit([[1, 0], [.infinity, 0]]) }
    #expect(throws: Cancelled.self) { try fit([[1, 0], [2, 0]]) { $0.isCancelled = { true } } }
  }

  @Test(.enabled(if: SharedData.has("digits-iris/iris.csv")))
  func realDataAgreesWithTheJudge() throws {
    let iris = try SharedData.features("digits-iris/iris.csv")
    let rows = (0..<iris.rows).map(iris.rowArray)
    let found = try fit(rows)
    #expect(found.labels == Judge.hdbscan(rows, .l2, minClusterSize: 5, minSamples: 5))
    // What scikit-learn 1.9.1 gives.
    #expect(found.sizes.count == 2 && found.sizes[0] == 50)
  }
}

@Suite struct SilhouetteTests {
  private func judge(_ rows: [[Float]], _ labels: [Int32], _ metric: Metric) -> [Double] {
    rows.indices.map { row in
      var sums: [Int32: (sum: Double, count: Int)] = [:]
      for other in rows.indices where other != row {
        let old = sums[labels[other]] ?? (0, 0)
        let distance = Double(Judge.canonical(rows[row], rows[other], metric))
        sums[labels[other]] = (old.sum + distance, old.count + 1)
      }
      guard let own = sums.removeValue(forKey: labels[row]) else { return 0 }
      let a = own.sum / Double(own.count)
      let b = sums.values.map { $0.sum / Double($0.count) }.min() ?? 0
      return a == b ? 0 : (b - a) / max(a, b)
    }
  }

  @Test(arguments: [(7, 2), (300, 3), (530, 20)], [Metric.l2, .cosine])
  func valuesAreThoseOfTheDefinition(_ shape: (Int, Int), _ metric: Metric) throws {
    // Far from the origin, where a product of rows as they are would lose most digits.
    let rows = Sample.clusters(shape.0, shape.1, centers: 4, noise: 0.5).map { $0.map { $0 + 30 } }
    let labels = rows.indices.map { Int32([7, -1, 3, 7, 12][$0 % 5]) }
    let matrix = try Matrix(copying: rows)
    let found = try Silhouette(matrix, labels: labels, metric: metric)
    let wanted = judge(rows, labels, metric)
    for at in rows.indices {
      #expect(abs(found.values[at] - wanted[at]) < 2e-5, "\(at)")
    }
    let shared = try Silhouette(matrix, labels: labels, metric: metric, workers: 3)
    #expect(shared.values == found.values && shared.mean == found.mean)
    let some = [shape.0 - 1, 0, shape.0 / 2]
    #expect(
      try Silhouette(matrix, labels: labels, sample: some, metric: metric).values
        == some.map { found.values[$0] })
  }

  @Test func fewClustersAndBadInput() throws {
    let rows = try Matrix(copying: [[1, 0], [1, 0], [3, 0]])
    #expect(try Silhouette(rows, labels: [2, 2, 2]).mean == nil)
    #expect(try Silhouette(rows, labels: [0, 0, 1]).values == [1, 1, 0])
    #expect(try Silhouette(rows, labels: [0, 0, 1], sample: []).mean == nil)
    #expect(throws: VectorsError.badCounts) { try Silhouette(rows, labels: [0, 1]) }
    #expect(throws: VectorsError.badCounts) { try Silhouette(rows, labels: [0, 0, 1], sample: [3]) }
    #expect(throws: Cancelled.self) { try Silhouette(rows, labels: [0, 0, 1], isCancelled: { true }) }
  }

  /// scikit-learn 1.9.1: `silhouette_score(iris, target)` is 0.5034774 (float64).
  @Test(.enabled(if: SharedData.has("digits-iris/iris.csv")))
  func irisIsAsScikitLearnHasIt() throws {
    let iris = try SharedData.features("digits-iris/iris.csv")
    let labels = (0..<150).map { Int32($0 / 50) }
    let mean = try #require(try Silhouette(iris, labels: labels, workers: 2).mean)
    #expect(abs(mean - 0.5034774) < 1e-6, "\(mean)")
  }
}
