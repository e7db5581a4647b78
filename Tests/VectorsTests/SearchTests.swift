import Testing

@testable import Vectors

@Suite struct SearchTests {
  static func judge(
    _ query: [Float], _ rows: [[Float]], _ metric: Metric, _ limit: Int, within: Double = .infinity,
    filter: (Int) -> Bool = { _ in true }
  ) -> [Neighbor] {
    let all = rows.indices.filter(filter).map {
      Neighbor(index: $0, distance: Judge.distance(query, rows[$0], metric))
    }
    let near = all.filter { Double($0.distance) <= within }
    return Array(near.sorted { ($0.distance, $0.index) < ($1.distance, $1.index) }.prefix(limit))
  }

  @Test(arguments: Metric.allCases) func equalsTheSortedPlainScan(metric: Metric) throws {
    // Whole numbers in few dimensions: many ties.
    let values = Sample.rows(20_000, 3, seed: 2).map { row in row.map { ($0 * 2).rounded() + 0.5 } }
    let rows = try Matrix(copying: values)
    let queries = Array(values[100..<104])
    let all = queries.map { Self.judge($0, values, metric, 500) }
    for limit in [0, 1, 10, 500] {
      let judged = all.map { Array($0.prefix(limit)) }
      for workers in [1, 2, 3, 7] {
        let search = ExactSearch(metric: metric, limit: limit, workers: workers)
        #expect(try search.nearest(toEach: Matrix(copying: queries), in: rows) == judged)
      }
    }
  }

  @Test func filterAndBoundComeBeforeRanking() throws {
    let values = Sample.rows(3000, 8, seed: 5)
    let rows = try Matrix(copying: values)
    for metric in Metric.allCases {
      let within = Double(Self.judge(values[0], values, metric, 40)[39].distance)
      let search = ExactSearch(metric: metric, limit: 30, within: within, filter: { $0 % 3 == 1 }, workers: 2)
      let judged = Self.judge(values[0], values, metric, 30, within: within) { $0 % 3 == 1 }
      #expect(try search.nearest(to: values[0], in: rows) == judged)
      if metric != .hamming { #expect(judged.count < 30) }
    }
  }

  @Test func aRowFindsItselfFirstAtDistanceZero() throws {
    let values = Sample.rows(500, 384, seed: 5)
    for metric in [Metric.l2, .cosine] {
      let found = try ExactSearch(metric: metric, limit: 1).nearest(
        to: values[77], in: Matrix(copying: values))
      #expect(found == [Neighbor(index: 77, distance: 0)])
    }
  }

  @Test func refusals() throws {
    let rows = try Matrix(copying: [[1, 0], [0, 0], [0, 1]])
    #expect(throws: VectorsError.dimensionMismatch(expected: 2, actual: 3)) {
      try ExactSearch(metric: .l2, limit: 1).nearest(to: [1, 2, 3], in: rows)
    }
    #expect(throws: VectorsError.nonFinite(row: 0)) {
      try ExactSearch(metric: .ip, limit: 1).nearest(to: [1, .nan], in: rows)
    }
    #expect(throws: VectorsError.zeroVector(row: 0)) {
      try ExactSearch(metric: .cosine, limit: 1).nearest(to: [0, 0], in: rows)
    }
    #expect(throws: VectorsError.zeroVector(row: 1)) {
      try ExactSearch(metric: .cosine, limit: 1).nearest(to: [1, 1], in: rows)
    }
    let filtered = ExactSearch(metric: .cosine, limit: 9, filter: { $0 != 1 })
    #expect(try filtered.nearest(to: [1, 0], in: rows).map(\.index) == [0, 2])
    #expect(throws: VectorsError.badBound) {
      try ExactSearch(metric: .l2, limit: 1, within: .nan).nearest(to: [1, 1], in: rows)
    }
    #expect(throws: Cancelled.self) {
      try ExactSearch(metric: .l2, limit: 1, isCancelled: { true }).nearest(to: [1, 1], in: rows)
    }
    #expect(
      try ExactSearch(metric: .l2, limit: 5).nearest(to: [1, 1], in: Matrix(rows: 0, columns: 2)).isEmpty)
  }

  @Test func whatTopKKeepsDoesNotDependOnTheOrder() {
    var stream = SeededStream(seed: 1, name: "test topk")
    let all = (0..<300).map { Neighbor(index: $0, distance: Float(stream.below(20))) }
    for limit in [0, 1, 2, 17, 300, 1000] {
      let expected = Array(all.sorted().prefix(limit))
      for _ in 0..<5 {
        var whole = TopK(limit: limit)
        var halves = [TopK(limit: limit), TopK(limit: limit)]
        for (at, neighbor) in all.shuffled(using: &stream).enumerated() {
          whole.offer(neighbor)
          halves[at % 2].offer(neighbor)
        }
        halves[0].merge(halves[1])
        #expect(whole.sorted() == expected)
        #expect(halves[0].sorted() == expected)
      }
    }
    var top = TopK(limit: 2)
    top.offer(Neighbor(index: 0, distance: .nan))
    #expect(top.count == 0)
    #expect(TopK(limit: -1).limit == 0)
  }

  @Test(.enabled(if: SharedData.has("sift-5k/base.fvecs"))) func siftGroundTruthIsFoundWhole() throws {
    func floats(_ path: String) throws -> Matrix {
      try Matrix(copying: SharedData.words(path).map { $0.map { Float(bitPattern: $0) } })
    }
    let base = try floats("sift-5k/base.fvecs")
    let queries = try floats("sift-5k/query.fvecs")
    let truth = SharedData.words("sift-5k/groundtruth.l2.ivecs")
    #expect(base.rows == 4500)
    #expect(queries.rows == 503)
    let found = try ExactSearch(metric: .l2, limit: 100, workers: 2).nearest(toEach: queries, in: base)
    for (query, expected) in truth.enumerated() {
      // By distance: where rows tie at the edge the two may list different ones.
      let query = queries.rowArray(query)
      let distances = expected.map { Judge.distance(query, base.rowArray(Int($0)), .l2) }.sorted()
      let mine = found[truth.firstIndex(of: expected) ?? 0].map(\.distance)
      #expect(mine == distances)
    }
  }
}
