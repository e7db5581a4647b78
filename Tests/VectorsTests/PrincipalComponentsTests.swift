import CKernels
import Support
import Testing

@testable import Vectors

/// PCA against a plain judge: covariance by the definition, eigenvectors by cyclic Jacobi rotations.
@Suite struct PrincipalComponentsTests {
  /// Rows whose spread falls along the dimensions, so that components are well apart.
  static func rows(_ count: Int, _ d: Int, seed: UInt64 = 1) -> Matrix {
    var state = seed
    let matrix = Matrix(rows: count, columns: d)
    for row in 0..<count {
      for at in 0..<d {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let uniform = Float(state >> 40) * 0x1p-24 - 0.5
        // Neighbours share a part, so that the components are not the axes.
        let shared = at > 0 ? matrix.row(row)[at - 1] * 0.5 : 0
        matrix.row(row)[at] = uniform * (1 + 4 / Float(at + 1)) + shared + 3
      }
    }
    return matrix
  }

  @Test(arguments: [(60, 2), (200, 5), (97, 17), (300, 40)])
  func agreesWithJacobi(count: Int, d: Int) throws {
    let matrix = Self.rows(count, d)
    let found = try PrincipalComponents(matrix, count: min(4, d))
    let (mean, covariance) = Judge.covariance(matrix)
    let (values, vectors) = Judge.jacobi(covariance)
    for at in 0..<d { #expect(abs(found.mean[at] - mean[at]) < 1e-12) }
    for (rank, component) in found.components.enumerated() {
      #expect(abs(found.variances[rank] - values[rank]) < 1e-10 * values[0])
      var dot = 0.0
      for at in 0..<d { dot += component[at] * vectors[rank][at] }
      #expect(abs(abs(dot) - 1) < 1e-8, "component \(rank) of \(d)")
      let largest = component.max { abs($0) < abs($1) } ?? 0
      #expect(largest > 0)
    }
    let coordinates = try found.project(matrix)
    let width = found.components.count
    for row in 0..<count {
      for index in 0..<width {
        var sum = 0.0
        for at in 0..<d { sum += (Double(matrix.row(row)[at]) - mean[at]) * found.components[index][at] }
        #expect(abs(coordinates[row * width + index] - sum) < 1e-9)
      }
    }
    #expect(abs(found.totalVariance - values.reduce(0, +)) < 1e-9 * values[0])
  }

  @Test func sameBitsForAnyWorkers() throws {
    let matrix = Self.rows(1000, 48)
    let one = try PrincipalComponents(matrix, count: 3, workers: 1)
    for workers in [2, 3, 8] {
      let other = try PrincipalComponents(matrix, count: 3, workers: workers)
      #expect(one.components == other.components && one.variances == other.variances)
      #expect(try one.project(matrix, workers: 1) == other.project(matrix, workers: workers))
    }
  }

  @Test(arguments: [8, 16, 40, 72])
  func productsAreTheSameAtEveryLevel(n: Int) {
    let matrix = Self.rows(37, n)
    var rows: [Double] = []
    for row in 0..<37 { for at in 0..<n { rows.append(Double(matrix.row(row)[at])) } }
    var plain = [Double](repeating: 0.25, count: n * n)
    for r in 0..<37 {
      for i in 0..<n {
        for j in (i / 8 * 8)..<n {
          let product = rows[r * n + i] * rows[r * n + j]
          plain[i * n + j] = plain[i * n + j] + product
        }
      }
    }
    for level in 0...vnb_simd_level_supported() {
      var sums = [Double](repeating: 0.25, count: n * n)
      vnb_add_products_at(level, rows, 37, n, 0, n / 2 + 1, &sums)
      vnb_add_products_at(level, rows, 37, n, n / 2 + 1, n, &sums)
      #expect(sums == plain, "level \(level)")
    }
  }

  @Test func flatAndSingleRowsHaveNoVariance() throws {
    for count in [1, 3] {
      let matrix = Matrix(rows: count, columns: 5)
      for row in 0..<count { matrix.setRow(row, [1, 2, 3, 4, 5]) }
      let found = try PrincipalComponents(matrix, count: 5)
      #expect(found.variances == [0, 0, 0, 0, 0] && found.totalVariance == 0)
      #expect(try found.project(matrix).allSatisfy { $0 == 0 })
    }
  }

  /// Equal variances along every axis: any orthonormal basis is right, and there must be one.
  @Test func equalVariancesStillGiveABasis() throws {
    let matrix = try Matrix(copying: [
      [1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1], [0, 0, -1],
    ])
    let found = try PrincipalComponents(matrix, count: 3)
    for i in 0..<3 {
      #expect(abs(found.variances[i] - 1.0 / 3) < 1e-12)
      for j in 0..<3 {
        let dot = zip(found.components[i], found.components[j]).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(dot - (i == j ? 1 : 0)) < 1e-9)
      }
    }
  }

  @Test func oneDimensionWorks() throws {
    let matrix = try Matrix(copying: [[1], [3], [8]])
    let found = try PrincipalComponents(matrix, count: 1)
    #expect(found.components == [[1]])
    #expect(try found.project(matrix) == [-3, -1, 4])
  }

  @Test func refusesWhatItCannotDo() throws {
    let matrix = try Matrix(copying: [[1, 2], [3, 4]])
    #expect(throws: VectorsError.badComponentCount(3, dimension: 2)) {
      try PrincipalComponents(matrix, count: 3)
    }
    #expect(throws: VectorsError.noRows) { try PrincipalComponents(Matrix(rows: 0, columns: 2), count: 1) }
    matrix.row(1)[0] = .nan
    #expect(throws: VectorsError.nonFinite(row: 1)) { try PrincipalComponents(matrix, count: 1) }
    #expect(throws: Cancelled.self) {
      try PrincipalComponents(Self.rows(300, 4), count: 1, isCancelled: { true })
    }
  }
}

extension Judge {
  /// Mean and covariance by the definition.
  static func covariance(_ rows: Matrix) -> (mean: [Double], matrix: [[Double]]) {
    let (n, d) = (rows.rows, rows.columns)
    var mean = [Double](repeating: 0, count: d)
    for row in 0..<n { for at in 0..<d { mean[at] += Double(rows.row(row)[at]) / Double(n) } }
    var matrix = [[Double]](repeating: [Double](repeating: 0, count: d), count: d)
    for row in 0..<n {
      for i in 0..<d {
        for j in 0..<d {
          matrix[i][j] +=
            (Double(rows.row(row)[i]) - mean[i]) * (Double(rows.row(row)[j]) - mean[j]) / Double(n)
        }
      }
    }
    return (mean, matrix)
  }

  /// Eigenvalues, largest first, with unit eigenvectors, by cyclic Jacobi rotations.
  static func jacobi(_ matrix: [[Double]]) -> (values: [Double], vectors: [[Double]]) {
    let n = matrix.count
    var a = matrix
    var v = (0..<n).map { i in (0..<n).map { $0 == i ? 1.0 : 0.0 } }
    for _ in 0..<60 {
      for p in 0..<n {
        for q in p + 1..<max(n, p + 1) where abs(a[p][q]) > 1e-300 {
          let theta = (a[q][q] - a[p][p]) / (2 * a[p][q])
          let t = (theta >= 0 ? 1.0 : -1.0) / (abs(theta) + (theta * theta + 1).squareRoot())
          let c = 1 / (t * t + 1).squareRoot()
          let s = t * c
          for k in 0..<n {
            (a[k][p], a[k][q]) = (c * a[k][p] - s * a[k][q], s * a[k][p] + c * a[k][q])
          }
          for k in 0..<n {
            (a[p][k], a[q][k]) = (c * a[p][k] - s * a[q][k], s * a[p][k] + c * a[q][k])
            (v[p][k], v[q][k]) = (c * v[p][k] - s * v[q][k], s * v[p][k] + c * v[q][k])
          }
        }
      }
      var off = 0.0
      for i in 0..<n { for j in 0..<n where i != j { off += a[i][j] * a[i][j] } }
      if off < 1e-28 { break }
    }
    let order = (0..<n).sorted { a[$0][$0] > a[$1][$1] }
    return (order.map { a[$0][$0] }, order.map { v[$0] })
  }
}
