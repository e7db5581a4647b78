import Testing

@testable import Vectors

@Suite struct CoarseSearchTests {
  @Test(arguments: VectorStorage.allCases, [Metric.l2, .cosine, .ip, .hamming])
  func theStatedRecallIsTheMeasuredOne(storage: VectorStorage, metric: Metric) throws {
    let values = Sample.clusters(600, 40, centers: 9, seed: 4)
    let coarse = try CoarseSearch(
      Matrix(copying: values), storage: storage, metric: metric, rerank: 2, limit: 5, sample: 20,
      workers: 2)
    let asked = (0..<20).map { $0 * 600 / 20 }
    var hits = 0
    for row in asked {
      let exact = SearchTests.judge(values[row], values, metric, 5) { $0 != row }
      let found = try coarse.nearest(toEach: Matrix(copying: [values[row]]), limit: 6)[0]
      for neighbor in found {
        #expect(neighbor.distance == Judge.distance(values[row], values[neighbor.index], metric))
      }
      #expect(found == found.sorted())
      hits +=
        found.filter { $0.index != row }.prefix(5).filter { $0.distance <= exact[4].distance }.count
    }
    let recall = try #require(coarse.recall)
    #expect(recall == Double(hits) / 100)
    #expect(coarse.recallLimit == 5 && coarse.recallQueries == 20)
    #expect(
      recall > [.float32: 0.999, .float16: 0.98, .bfloat16: 0.98, .int8: 0.95][storage] ?? 0.1)
  }

  @Test func filtersAndBoundsHold() throws {
    let values = Sample.rows(500, 24, seed: 8)
    let coarse = try CoarseSearch(Matrix(copying: values), storage: .int8, metric: .l2, rerank: 8)
    let judged = SearchTests.judge(values[3], values, .l2, 12, within: 6) {
      $0 % 2 == 1 && $0 % 5 != 0
    }
    let found = try coarse.nearest(
      toEach: Matrix(copying: [values[3]]), limit: 12, within: 6, filter: { $0 % 5 != 0 },
      allowed: RowBitmap(rows: 500) { $0 % 2 == 1 }, workers: 2)
    #expect(found == [judged])
  }

  @Test func badRowsAndQueriesAreRefused() throws {
    #expect(throws: VectorsError.zeroVector(row: 2)) {
      try CoarseSearch(
        Matrix(copying: [[1, 0], [0, 1], [0, 0]]), storage: .int8, metric: .cosine)
    }
    #expect(throws: VectorsError.notRepresentable(row: 1, storage: .float16)) {
      try CoarseSearch(Matrix(copying: [[1, 0], [1e6, 0]]), storage: .float16, metric: .l2)
    }
    let one = try CoarseSearch(Matrix(copying: [[1, 0]]), storage: .int8, metric: .l2)
    #expect(one.recall == nil)
    #expect(try one.nearest(toEach: Matrix(copying: [[1, 0]]), limit: .max)[0].map(\.index) == [0])
    #expect(throws: VectorsError.dimensionMismatch(expected: 2, actual: 3)) {
      try one.nearest(toEach: Matrix(copying: [[1, 0, 0]]), limit: 1)
    }
  }
}
