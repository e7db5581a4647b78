import CKernels
import Testing

@testable import Vectors

@Suite struct AssignTests {
  @Test(arguments: Metric.allCases.filter(\.usesProducts)) func equalsThePlainLoop(metric: Metric) throws {
    for (rows, columns, k) in [(1, 1, 1), (37, 5, 3), (600, 70, 33), (300, 16, 100), (5000, 3, 7)] {
      let values = Sample.rows(rows, columns, seed: UInt64(rows))
      let centers = Sample.rows(k, columns, seed: UInt64(k) + 77)
      let judged = Judge.assign(values, centers, metric)
      for workers in [1, 2, 3, 7] {
        let found = try assign(
          rows: Matrix(copying: values), centroids: Matrix(copying: centers), metric: metric, workers: workers
        )
        #expect(found.labels == judged.labels)
        #expect(found.squaredDistances == judged.squaredDistances)
      }
    }
  }

  /// Rows in the very middle between centroids, duplicated centroids, and a common offset that swamps the differences: the product's
  /// rounding is far larger than the gaps, so only the canonical decision can be right.
  @Test(arguments: [0, 100, 10_000] as [Float]) func decidesNearTiesCanonically(offset: Float) throws {
    let base = Sample.rows(40, 48, seed: 9).map { $0.map { $0 + offset } }
    let centers = base + base.prefix(10)
    var rows = base
    for a in 0..<39 { rows.append((0..<48).map { (base[a][$0] + base[a + 1][$0]) / 2 }) }
    for a in 0..<39 {
      rows.append((0..<48).map { (base[a][$0] + base[a + 1][$0]) / 2 + Float(a % 3 - 1) * 1e-6 })
    }
    for metric in Metric.allCases where metric.usesProducts {
      let judged = Judge.assign(rows, centers, metric)
      let found = try assign(
        rows: Matrix(copying: rows), centroids: Matrix(copying: centers), metric: metric, workers: 2)
      #expect(found.labels == judged.labels)
      #expect(found.squaredDistances == judged.squaredDistances)
    }
  }

  @Test func extremeSizesDoNotBreakIt() throws {
    for scale in [1e-30, 1e-12, 1e12, 1e17] as [Float] {
      let rows = Sample.rows(200, 20, seed: 5).map { $0.map { $0 * scale } }
      let centers = Array(rows.prefix(12))
      let judged = Judge.assign(rows, centers, .l2)
      let found = try assign(
        rows: Matrix(copying: rows), centroids: Matrix(copying: centers), metric: .l2, workers: 1)
      #expect(found.labels == judged.labels, "scale \(scale)")
    }
  }

  @Test func refusesWhatItCannotAssign() throws {
    let centers = try Matrix(copying: [[1, 2], [3, 4]])
    func expect(_ error: VectorsError, _ rows: [[Float]], _ metric: Metric = .l2) throws {
      let rows = try Matrix(copying: rows)
      #expect(throws: error) { try assign(rows: rows, centroids: centers, metric: metric, workers: 2) }
    }
    try expect(.dimensionMismatch(expected: 2, actual: 3), [[1, 2, 3]])
    try expect(.nonFinite(row: 1), [[1, 2], [.nan, 0], [.infinity, 1]])
    try expect(.nonFinite(row: 0), [[-.infinity, 2]])
    try expect(.tooLong(row: 1), [[1, 2], [1e19, 0]])
    try expect(.zeroVector(row: 2), [[1, 2], [1, 0], [0, 0]], .cosine)
    #expect(throws: VectorsError.noRows) { try NearestCentroids(Matrix(rows: 0, columns: 2), metric: .l2) }
    let none = try assign(rows: Matrix(rows: 0, columns: 0), centroids: centers, metric: .l2, workers: 2)
    #expect(none.labels.isEmpty)
  }

  @Test func stopsWhenAsked() throws {
    let rows = try Matrix(copying: Sample.rows(100, 4))
    #expect(throws: Cancelled.self) {
      try assign(rows: rows, centroids: rows, metric: .l2, workers: 2, isCancelled: { true })
    }
  }
}
