import Testing

@testable import Vectors

@Suite struct MiniBatchTests {
  static func array(_ matrix: Matrix?) -> [[Float]] {
    guard let matrix else { return [] }
    return (0..<matrix.rows).map(matrix.rowArray)
  }

  @Test func continuesAsRunningMeans() throws {
    let values = Sample.clusters(300, 5, centers: 4, seed: 6)
    let start = Array(values.prefix(4))
    var state = try MiniBatchKMeans(
      resuming: Matrix(copying: start), counts: [3, 0, 1, 10], KMeansOptions(k: 4))
    var centroids = start
    var counts = [3, 0, 1, 10]
    for batch in [values[0..<100], values[100..<101], values[101..<300]] {
      let rows = Array(batch)
      let found = try state.partialFit(Matrix(copying: rows))
      let judged = Judge.assign(rows, centroids, .l2)
      #expect(found == judged)
      for cluster in 0..<4 {
        let members = rows.indices.filter { judged.labels[$0] == Int32(cluster) }
        guard !members.isEmpty else { continue }
        var sum = [Double](repeating: 0, count: 5)
        for row in members { for at in 0..<5 { sum[at] += Double(rows[row][at]) } }
        let total = Double(counts[cluster] + members.count)
        for at in 0..<5 {
          centroids[cluster][at] = Float(
            (sum[at] + Double(centroids[cluster][at]) * Double(counts[cluster])) / total)
        }
        counts[cluster] += members.count
      }
      #expect(Self.array(state.centroids) == centroids)
      #expect(state.counts == counts)
    }
    #expect(state.rows == 300)
    #expect(state.batches == 3)
    #expect(state.reseeded == 0)
  }

  @Test(arguments: [Metric.l2, .cosine]) func sameBitsForAnyWorkers(metric: Metric) throws {
    let rows = try Matrix(copying: Sample.clusters(2000, 20, centers: 8, seed: 3))
    let results = try [1, 2, 3, 7].map { workers in
      var options = KMeansOptions(k: 12)
      options.metric = metric
      options.workers = workers
      var state = try MiniBatchKMeans(options)
      for start in stride(from: 0, to: 2000, by: 300) {
        try state.partialFit(rows.slice(start..<min(2000, start + 300)))
      }
      return state
    }
    for state in results {
      #expect(Self.array(state.centroids) == Self.array(results[0].centroids))
      #expect(state.counts.reduce(0, +) == 2000)
    }
  }

  @Test func aCentreWithoutRowsTakesTheFarthest() throws {
    let values: [[Float]] = [[0, 0], [1, 0], [9, 0], [0, 2]]
    let start: [[Float]] = [[0, 0], [100, 100]]
    var state = try MiniBatchKMeans(resuming: Matrix(copying: start), counts: [1, 0], KMeansOptions(k: 2))
    try state.partialFit(Matrix(copying: values))
    #expect(state.reseeded == 1)
    #expect(Self.array(state.centroids)[1] == [9, 0])
    #expect(state.counts == [4, 1])
    var kept = try MiniBatchKMeans(resuming: Matrix(copying: start), KMeansOptions(k: 2))
    try kept.partialFit(Matrix(copying: values))
    #expect(Self.array(kept.centroids)[1] == [100, 100])
  }

  @Test func aRefusedBatchChangesNothing() throws {
    var state = try MiniBatchKMeans(KMeansOptions(k: 3))
    #expect(throws: VectorsError.fewerRows(found: 2, k: 3)) {
      try state.partialFit(Matrix(copying: [[1, 2], [2, 3]]))
    }
    #expect(throws: VectorsError.fewerDistinctRows(found: 1, k: 3)) {
      try state.partialFit(Matrix(copying: [[1, 2], [1, 2], [1, 2]]))
    }
    #expect(state.centroids == nil)
    try state.partialFit(Matrix(copying: [[1, 2], [5, 5], [9, 1]]))
    let before = Self.array(state.centroids)
    #expect(throws: VectorsError.nonFinite(row: 1)) {
      try state.partialFit(Matrix(copying: [[1, 2], [.nan, 1]]))
    }
    #expect(throws: VectorsError.dimensionMismatch(expected: 2, actual: 3)) {
      try state.partialFit(Matrix(copying: [[1, 2, 3]]))
    }
    #expect(Self.array(state.centroids) == before)
    #expect(state.counts == [1, 1, 1])
    try state.partialFit(Matrix(rows: 0, columns: 2))
    #expect(state.batches == 1)
  }

  @Test func storedCentroidsMustFit() throws {
    let stored = try Matrix(copying: [[1, 2], [3, 4]])
    #expect(throws: VectorsError.badClusterCount(2)) {
      try MiniBatchKMeans(resuming: stored, KMeansOptions(k: 3))
    }
    #expect(throws: VectorsError.badCounts) {
      try MiniBatchKMeans(resuming: stored, counts: [1], KMeansOptions(k: 2))
    }
    #expect(throws: VectorsError.badCounts) {
      try MiniBatchKMeans(resuming: stored, counts: [1, -1], KMeansOptions(k: 2))
    }
  }
}
