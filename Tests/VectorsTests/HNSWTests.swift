import Support
import Testing

@testable import Vectors

/// Small graphs and what tests ask of them.
enum GraphSample {
  static func options(
    _ metric: Metric = .cosine, m: Int = 8, ef: Int = 40, workers: Int = 2, recall: Int = 0
  ) -> HNSWOptions {
    var options = HNSWOptions()
    // A hundred nodes by scans, some hundreds by clusters, the rest by walks, as in large sets.
    options.scannedValues = 100 * 128
    options.clusteredValues = 600 * 128
    options.m = m
    options.efConstruction = ef
    options.metric = metric
    options.workers = workers
    options.recallSample = recall
    return options
  }

  static func build(_ values: [[Float]], ids: [UInt64]? = nil, _ options: HNSWOptions) throws -> HNSWIndex {
    try HNSWIndex.build(VectorRows(try Matrix(copying: values)), ids: ids, options: options)
  }

  /// The bytes of the file of an index.
  static func bytes(_ index: HNSWIndex) throws -> [UInt8] {
    let folder = TemporaryFolder()
    try index.write(to: folder.file("x.hnsw"))
    return try Files.read(folder.file("x.hnsw"))
  }

  /// The share of the true nearest `limit` rows that searches for `queries` find.
  static func recall(
    _ index: HNSWIndex, _ values: [[Float]], _ queries: [[Float]], limit: Int, ef: Int,
    filter: (@Sendable (Int) -> Bool)? = nil
  ) throws -> Double {
    let exact = ExactSearch(metric: index.info.metric, limit: limit, filter: filter, workers: 2)
    let truth = try exact.nearest(toEach: Matrix(copying: queries), in: Matrix(copying: values))
    let found = try index.search(
      each: VectorRows(try Matrix(copying: queries)), limit: limit, ef: ef, workers: 2, filter: filter)
    var hits = 0
    for (answer, truth) in zip(found, truth) {
      hits += Set(answer.map(\.index)).intersection(truth.map(\.index)).count
      #expect(answer.count == truth.count)
      // What is found is reported with the bits of exact search.
      for neighbor in answer {
        #expect(truth.first { $0.index == neighbor.index }.map { $0 == neighbor } ?? true)
      }
    }
    return Double(hits) / Double(truth.reduce(0) { $0 + $1.count })
  }

  /// Rows of the graph that steps along links of layer 0 reach from the entry.
  static func reachable(_ index: HNSWIndex) -> Set<UInt32> {
    let graph = index.graph
    guard graph.entry != HNSWGraph.none else { return [] }
    var seen: Set<UInt32> = [graph.entry]
    var open = [graph.entry]
    while let row = open.popLast() {
      let list = graph.links(row, 0)
      for at in 0..<HNSWGraph.count(list, graph.width(0)) where seen.insert(list[at]).inserted {
        open.append(list[at])
      }
    }
    return seen
  }

  static func nodes(_ index: HNSWIndex) -> Set<UInt32> {
    Set((0..<UInt32(index.rowCount)).filter { index.graph.isNode($0) })
  }
}

@Suite struct HNSWTests {
  @Test(arguments: [Metric.l2, .cosine, .ip]) func findsNearlyAllTrueNeighbours(metric: Metric) throws {
    let values = Sample.clusters(1500, 24, centers: 30, seed: 3)
    let index = try GraphSample.build(values, GraphSample.options(metric))
    let queries = Sample.clusters(40, 24, centers: 30, seed: 3, noise: 0.4)
    let floor = metric == .ip ? 0.85 : 0.95
    #expect(try GraphSample.recall(index, values, queries, limit: 10, ef: 60) >= floor)
    #expect(GraphSample.reachable(index) == GraphSample.nodes(index))
    // With as much room as there are rows a connected graph is searched whole.
    #expect(try GraphSample.recall(index, values, queries, limit: 10, ef: 1500) == 1)
  }

  @Test(arguments: [HNSWCodes.int8, .bfloat16]) func walksOnCodesFindTheSameRows(codes: HNSWCodes) throws {
    let values = Sample.clusters(900, 40, centers: 30, seed: 3)
    let queries = Sample.clusters(30, 40, centers: 30, seed: 3, noise: 0.4)
    for metric in [Metric.l2, .cosine, .ip] {
      var options = GraphSample.options(metric)
      let plain = try GraphSample.build(values, options)
      options.codes = codes
      let index = try GraphSample.build(values, options)
      #expect(index.info.codes == codes)
      // Distances and ties are those of the rows, as this compares them bit by bit.
      #expect(
        try GraphSample.recall(index, values, queries, limit: 10, ef: 60) >= (metric == .ip ? 0.8 : 0.95))
      #expect(try GraphSample.recall(index, values, queries, limit: 10, ef: 60) { $0 % 3 == 0 } >= 0.9)
      #expect((0..<900).allSatisfy { Self.links(index, $0) == Self.links(plain, $0) })
    }
    var options = GraphSample.options(.l2)
    options.codes = codes
    // Rows of zeros have a code too.
    let odd = try GraphSample.build([[0, 0], [1, 0], [0, 1e-20]], options)
    #expect(try odd.search([0, 0], limit: 3, ef: 3).map(\.index) == [0, 2, 1])
  }

  private static func links(_ index: HNSWIndex, _ row: UInt32) -> [UInt32] {
    Array(UnsafeBufferPointer(start: index.graph.links(row, 0), count: index.graph.width(0)))
  }

  @Test func theSameGraphForAnyNumberOfWorkers() throws {
    let values = Sample.clusters(1200, 20, centers: 20, seed: 4)
    for metric in [Metric.l2, .cosine, .ip] {
      let bytes = try [1, 2, 5].map { workers in
        var options = GraphSample.options(metric, workers: workers, recall: 20)
        options.codes = metric == .ip ? .bfloat16 : metric == .l2 ? .int8 : .none
        return try GraphSample.bytes(try GraphSample.build(values, options))
      }
      #expect(bytes[0] == bytes[1])
      #expect(bytes[0] == bytes[2])
    }
  }

  @Test func theBytesOfAnIndexAreRecorded() throws {
    // Another value here means that indexes built before are not what this version builds: raise the engine's number. The same
    // on every SIMD level (run the test with VNB_SIMD=portable).
    let values = Sample.clusters(700, 33, centers: 12, seed: 9)
    var hash = FNV1a()
    var options = GraphSample.options(recall: 30)
    options.codes = .int8
    for byte in try GraphSample.bytes(try GraphSample.build(values, options)) {
      hash.mix(byte: byte)
    }
    #expect(hash.value == 13_647_563_950_050_021_762)
  }

  @Test func filteredSearchGivesAsManyRowsAsMatch() throws {
    let values = Sample.clusters(1500, 16, centers: 15, seed: 5)
    let index = try GraphSample.build(values, GraphSample.options(.l2))
    let queries = Array(Sample.clusters(20, 16, centers: 15, seed: 6).prefix(20))
    for step in [2, 3, 10, 100, 1000] {
      let recall = try GraphSample.recall(index, values, queries, limit: 10, ef: 60) { $0 % step == 0 }
      #expect(recall >= 0.95, "every \(step)th row")
    }
    #expect(try index.search(queries[0], limit: 10, ef: 60, filter: { _ in false }).isEmpty)
    // Rows far from the query, where a walk does not come.
    let far = try ExactSearch(metric: .l2, limit: 1500).nearest(to: queries[0], in: Matrix(copying: values))
    let last = Set(far.suffix(700).map(\.index))
    let found = try index.search(queries[0], limit: 10, ef: 20, filter: { last.contains($0) })
    #expect(found == Array(far.suffix(700).prefix(10)))
  }

  @Test func equalRowsAreAllFoundAndCrowdNothingOut() throws {
    let others = Sample.rows(500, 12, seed: 7)
    let flood = [Float](repeating: 0.25, count: 12)
    let values = others + [[Float]](repeating: flood, count: 1000)
    for metric in [Metric.l2, .cosine] {
      let index = try GraphSample.build(values, GraphSample.options(metric))
      #expect(GraphSample.reachable(index) == GraphSample.nodes(index))
      let equal = try index.search(flood, limit: 1000, ef: 10)
      #expect(equal.map(\.index) == Array(500..<1500))
      #expect(equal.allSatisfy { $0.distance == 0 })
      #expect(try GraphSample.recall(index, values, Array(others.prefix(40)), limit: 1, ef: 60) >= 0.97)
      let odd = try index.search(flood, limit: 5, ef: 10, filter: { $0 % 2 == 1 && $0 > 600 })
      #expect(odd.map(\.index) == [601, 603, 605, 607, 609])
    }
  }

  @Test func nearlyEqualRowsStayConnected() throws {
    let others = Sample.rows(400, 12, seed: 7)
    let place = Sample.rows(1, 12, seed: 77)[0]
    let flood = Sample.rows(1200, 12, seed: 8, spread: 0.001).map { row in zip(row, place).map { $0 + $1 } }
    for values in [others + flood, flood + others] {
      let index = try GraphSample.build(values, GraphSample.options(.l2))
      #expect(GraphSample.reachable(index) == GraphSample.nodes(index))
      let outside = try GraphSample.recall(index, values, Array(others.prefix(40)), limit: 3, ef: 60)
      let inside = try GraphSample.recall(index, values, Array(flood.prefix(40)), limit: 3, ef: 60)
      #expect(outside >= 0.95)
      #expect(inside >= 0.95)
    }
  }

  @Test func recallIsMeasuredAndTold() throws {
    let values = Sample.clusters(800, 16, centers: 10, seed: 5)
    let recall = try #require(try GraphSample.build(values, GraphSample.options(recall: 60)).info.recall)
    #expect(recall.sample == 60)
    #expect(recall.limit == 10)
    #expect(recall.expected == 600)
    #expect(recall.value > 0.95)
    // A graph too poor for its rows says so.
    var poor = GraphSample.options(m: 2, ef: 1, recall: 60)
    poor.recallEf = 1
    let told = try #require(try GraphSample.build(Sample.rows(800, 32), poor).info.recall)
    #expect(told.value < 0.6)
  }

  @Test func smallIndexesAndIDs() throws {
    for count in 0...3 {
      let values = Sample.rows(count, 5, seed: 2)
      let ids = (0..<count).map { UInt64.max - UInt64($0) }
      let index = try GraphSample.build(values, ids: ids, GraphSample.options(.l2, recall: 10))
      #expect(index.info.vectors == count)
      #expect(index.rowCount == count)
      let found = try index.search([1, 2, 3, 4, 5], limit: 10, ef: 1)
      #expect(found == SearchTests.judge([1, 2, 3, 4, 5], values, .l2, 10))
      #expect(Set(found.map { index.id(of: $0.index) }) == Set(ids))
      #expect(try index.search([1, 2, 3, 4, 5], limit: 0, ef: 1).isEmpty)
    }
  }

  @Test func refusals() throws {
    let options = GraphSample.options()
    #expect(throws: VectorsError.nonFinite(row: 1)) { try GraphSample.build([[1], [.nan]], options) }
    #expect(throws: VectorsError.zeroVector(row: 1)) { try GraphSample.build([[1], [0]], options) }
    #expect(throws: VectorsError.tooLong(row: 0)) { try GraphSample.build([[1e30], [0]], options) }
    #expect(throws: VectorsError.idCount(1, rows: 2)) {
      try GraphSample.build([[1], [2]], ids: [1], options)
    }
    #expect(throws: VectorsError.duplicateID(7, first: 0, second: 2)) {
      try GraphSample.build([[1], [2], [3]], ids: [7, 8, 7], options)
    }
    #expect(throws: VectorsError.badIndexOption(name: "m", value: 1, range: 2...256)) {
      try GraphSample.build([[1]], GraphSample.options(m: 1))
    }
    let index = try GraphSample.build([[1, 2], [2, 1]], options)
    #expect(throws: VectorsError.dimensionMismatch(expected: 2, actual: 1)) {
      try index.search([1], limit: 1, ef: 1)
    }
    #expect(throws: VectorsError.zeroVector(row: 0)) { try index.search([0, 0], limit: 1, ef: 1) }
    #expect(throws: VectorsError.nonFinite(row: 1)) {
      try index.search(each: VectorRows(try Matrix(copying: [[1, 2], [1, .infinity]])), limit: 1, ef: 1)
    }
    #expect(throws: Cancelled.self) {
      try HNSWIndex.build(
        VectorRows(try Matrix(copying: Sample.rows(300, 8))), options: options, isCancelled: { true })
    }
  }
}
