import Support
import Testing

@testable import Vectors

@Suite struct HNSWChangeTests {
  /// What an index should hold: the plain version of its changes.
  struct Shelf {
    var rows: [UInt64: [Float]] = [:]

    /// The nearest ids by measuring all; ties may come in any order, so distances are compared.
    func distances(_ query: [Float], _ metric: Metric, _ limit: Int) -> [Float] {
      Array(rows.values.map { Judge.distance(query, $0, metric) }.sorted().prefix(limit))
    }

    /// Whether an answer is right but for the order of ties.
    func agrees(_ index: HNSWIndex, _ query: [Float], limit: Int, ef: Int) throws -> Bool {
      let found = try index.search(query, limit: limit, ef: ef)
      let metric = index.info.metric
      return found.map(\.distance) == distances(query, metric, limit)
        && found.allSatisfy { neighbor in
          rows[index.id(of: neighbor.index)].map { Judge.distance(query, $0, metric) } == neighbor.distance
        }
    }
  }

  @Test func changesGiveWhatAPlainShelfHolds() throws {
    var stream = SeededStream(seed: 3, name: "changes")
    for metric in [Metric.l2, .cosine] {
      var shelf = Shelf()
      var index = try GraphSample.build([], ids: [], GraphSample.options(metric, m: 6, ef: 30))
      for round in 0..<8 {
        // Some rows are the same as others.
        var values = Sample.clusters(120, 10, centers: 6, seed: UInt64(round))
        for at in stride(from: 5, to: 120, by: 9) { values[at] = values[at - 5] }
        let ids = Array(Set((0..<120).map { _ in UInt64(stream.below(500)) })).sorted()
        for (id, row) in zip(ids, values) { shelf.rows[id] = row }
        index = try index.upserting(
          VectorRows(try Matrix(copying: Array(values.prefix(ids.count)))), ids: ids, workers: 2)
        let gone = (0..<60).map { _ in UInt64(stream.below(500)) }
        for id in gone { shelf.rows[id] = nil }
        let before = index
        index = try index.removing(ids: gone, workers: 2)
        #expect(index.info.vectors == shelf.rows.count)
        #expect(before.info.vectors >= index.info.vectors)
        #expect(GraphSample.reachable(index) == GraphSample.nodes(index))
        var right = 0
        for query in values.prefix(10) {
          // With room for all rows nothing can be missed; with little, little.
          #expect(try shelf.agrees(index, query, limit: 12, ef: index.rowCount))
          if try shelf.agrees(index, query, limit: 3, ef: 40) { right += 1 }
        }
        #expect(right >= 9)
      }
      #expect(try GraphSample.bytes(index).count == index.info.fileBytes)
    }
  }

  @Test func changesAreTheSameForAnyNumberOfWorkers() throws {
    let values = Sample.clusters(700, 12, centers: 10, seed: 4)
    let fresh = VectorRows(try Matrix(copying: Sample.clusters(300, 12, centers: 10, seed: 5)))
    let bytes = try [1, 2, 5].map { workers in
      let index = try GraphSample.build(values, GraphSample.options(recall: 20))
        .removing(ids: (0..<150).map { $0 * 4 }, workers: workers)
        .upserting(fresh, ids: (500..<800).map { UInt64($0) }, source: "later", workers: workers)
      #expect(index.info.source == "later")
      #expect(index.info.recall?.value ?? 0 > 0.95)
      return try GraphSample.bytes(index)
    }
    #expect(bytes[0] == bytes[1])
    #expect(bytes[0] == bytes[2])
  }

  @Test func recallHoldsWhenAQuarterIsReplaced() throws {
    let values = Sample.clusters(1200, 16, centers: 20, seed: 4)
    let fresh = Sample.clusters(300, 16, centers: 20, seed: 6)
    let ids = (0..<300).map { UInt64($0 * 4) }
    let built = try GraphSample.build(values, GraphSample.options(.l2))
    let index = try built.upserting(VectorRows(try Matrix(copying: fresh)), ids: ids)
    #expect(index.info.vectors == 1200)
    #expect(index.info.removed == 300)
    let all = values + fresh
    let isGone = { @Sendable (row: Int) in row < 1200 && row % 4 == 0 }
    let exact = ExactSearch(metric: .l2, limit: 10, filter: { !isGone($0) })
    var hits = 0
    for query in all.suffix(40) + all.prefix(40) {
      let truth = try exact.nearest(to: query, in: Matrix(copying: all)).map(\.index)
      let found = try index.search(query, limit: 10, ef: 60).map(\.index)
      #expect(!found.contains(where: isGone))
      hits += Set(found).intersection(truth).count
    }
    #expect(Double(hits) / 800 >= 0.95)
    // Written and opened again it is the same; and the index it came from is unchanged.
    let folder = TemporaryFolder()
    try index.write(to: folder.file("i"))
    #expect(
      try HNSWIndex.open(folder.file("i")).search(all[5], limit: 10, ef: 60)
        == index.search(all[5], limit: 10, ef: 60))
    #expect(built.info.vectors == 1200 && built.info.removed == 0)
  }

  @Test func aFloodSurvivesTheRemovalOfItsFirstRow() throws {
    let flood = [[Float]](repeating: [1, 2, 3], count: 50)
    let values = flood + Sample.rows(100, 3)
    var index = try GraphSample.build(values, GraphSample.options(.l2))
    index = try index.removing(ids: [0, 7])
    #expect(try index.search([1, 2, 3], limit: 48, ef: 4).map(\.index) == (1..<50).filter { $0 != 7 })
    index = try index.upserting(VectorRows(try Matrix(copying: [[1, 2, 3]])), ids: [0])
    #expect(try index.search([1, 2, 3], limit: 49, ef: 4).map { index.id(of: $0.index) }.last == 0)
    // Most rows gone: numbered anew.
    index = try index.removing(ids: (0..<120).map { UInt64($0) })
    #expect(index.rowCount == 30)
    #expect(try index.search([1, 2, 3], limit: 100, ef: 4).count == 30)
    index = try index.removing(ids: (0..<150).map { UInt64($0) })
    #expect(try index.search([1, 2, 3], limit: 100, ef: 4).isEmpty)
    #expect(index.info.vectors == 0)
  }

  @Test func refusals() throws {
    let index = try GraphSample.build(Sample.rows(20, 3), GraphSample.options())
    func upsert(_ rows: [[Float]], _ ids: [UInt64]) throws {
      _ = try index.upserting(VectorRows(try Matrix(copying: rows)), ids: ids)
    }
    #expect(throws: VectorsError.dimensionMismatch(expected: 3, actual: 2)) { try upsert([[1, 2]], [1]) }
    #expect(throws: VectorsError.nonFinite(row: 1)) { try upsert([[1, 2, 3], [1, 2, .nan]], [1, 2]) }
    #expect(throws: VectorsError.zeroVector(row: 0)) { try upsert([[0, 0, 0]], [1]) }
    #expect(throws: VectorsError.idCount(2, rows: 1)) { try upsert([[1, 2, 3]], [1, 2]) }
    #expect(throws: VectorsError.duplicateID(4, first: 0, second: 1)) {
      try upsert([[1, 2, 3], [3, 2, 1]], [4, 4])
    }
    #expect(throws: Cancelled.self) { try index.removing(ids: [1], isCancelled: { true }) }
  }
}
