import Embedding
import Stores
import Support
import Synchronization
import Testing
import Vectors

@testable import Pipeline

private func models(_ name: String) throws -> any EmbeddingModel { FakeModel() }

@Suite struct ManySearchTests {
  private let store: any Store
  private let base: SearchRequest

  init() throws {
    store = try passages(300)
    _ = try embed(request(FakeModel()), in: store)
    base = SearchRequest(
      relation: try tableRelation("passage", store), column: "passage_vector", query: .vector([]))
  }

  private func queries(_ count: Int) -> [SearchRequest.Query] {
    (0..<count).map { number in
      switch number % 3 {
      case 0: .text("question \(number)", model: nil)
      case 1: .vector(FakeModel().vector(of: "another \(number)"))
      default: .key(.text(number < 100 ? "p000\(10 + number % 90)" : "p00\(number)"))
      }
    }
  }

  @Test(arguments: [nil] + Metric.allCases) func isWhatEachQueryGivesAlone(metric: Metric?) throws {
    for (count, limit) in [(0, 3), (1, 3), (5, 4), (40, 7), (14, 400)] {
      var request = base
      request.metric = metric
      request.limit = limit
      let asked = queries(count)
      let many = try search(request, queries: asked, models: models)
      var alone: [[SQLValue]] = []
      for (number, query) in asked.enumerated() {
        request.query = query
        let one = try search(request, models: models)
        #expect(one.metric == metric ?? .cosine)
        alone += one.rows.map { [.int(Int64(number))] + $0 }
      }
      #expect(many.rows == alone)
      #expect(many.columns.map(\.name).prefix(3) == ["query", "distance", "pid"])
      #expect(many.scanned == (count == 0 ? 0 : 300))
    }
  }

  @Test func filtersAndBoundsHoldForEach() throws {
    var request = base
    request.relation = try tableRelation("passage", store).filter(
      .binary(.less, .column("n"), .value(.int(90))))
    request.within = 1
    let asked = queries(20)
    let many = try search(request, queries: asked, models: models)
    let alone = try asked.map { query -> Int in
      request.query = query
      return try search(request, models: models).rows.count
    }
    #expect(many.rows.count == alone.reduce(0, +))
    #expect(many.scanned == 90)
  }

  @Test func theBadQueryIsTold() {
    func refused(_ queries: [SearchRequest.Query]) -> PipelineError? {
      do {
        _ = try search(base, queries: queries, models: models)
        return nil
      } catch { return error as? PipelineError }
    }
    let good = SearchRequest.Query.vector([1, 0, 0, 0, 0, 0, 0, 0])
    #expect(refused([good, .vector([1, 2])]) == .badQueryOf(number: 1, .dimension(has: 2, wanted: 8)))
    #expect(
      refused([good, good, .vector([Float](repeating: 0, count: 8))]) == .badQueryOf(number: 2, .zero))
    #expect(refused([good, .key(.text("none"))])?.code == "V0662")
  }

  @Test func manyQueriesCanBeStopped() throws {
    let control = JobControl(isCancelled: { true })
    #expect(throws: PipelineError.stopped(job: "search", kept: "nothing was changed")) {
      try search(base, queries: queries(20), models: models, control: control)
    }
  }
}

/// 300 points in a file store with an index on them.
private final class IndexedFile: Sendable {
  let folder = TemporaryFolder()
  let store: any Store
  let vectors = blobs(300, centers: 6, dimension: 8)
  private let lines = Mutex<[String]>([])
  var warnings: [String] { lines.withLock { $0 } }

  init() throws {
    store = try SQLiteStore.open(path: folder.file("data.db"))
    try store.execute("create table point (id integer primary key, v VECTOR(8), n int)", [])
    for (place, vector) in vectors.enumerated() {
      try store.execute(
        "insert into point values (?1, ?2, ?1 % 10)", [.int(Int64(place)), .vector(vector)])
    }
    _ = try index(IndexRequest(table: "point", column: "v"), in: store)
  }

  /// Many queries at once, held to each of them alone.
  func expectAsAlone(
    limit: Int, where condition: RowExpression? = nil, _ location: SourceLocation = #_sourceLocation
  ) throws -> (many: SearchResult, warned: [String], alone: [SearchResult]) {
    var relation = try tableRelation("point", store)
    if let condition { relation = try relation.filter(condition) }
    var request = SearchRequest(relation: relation, column: "v", query: .vector([]))
    request.limit = limit
    let control = JobControl(warn: { line in self.lines.withLock { $0.append(line) } })
    let asked = [3, 50, 299].map { SearchRequest.Query.vector(vectors[$0]) }
    let before = warnings.count
    let many = try search(request, queries: asked, models: models, control: control)
    let warned = Array(warnings.dropFirst(before))
    let alone = try asked.map { query in
      request.query = query
      return try search(request, models: models)
    }
    let rows = alone.enumerated().flatMap { number, one in
      one.rows.map { [.int(Int64(number))] + $0 }
    }
    #expect(many.rows == rows, sourceLocation: location)
    #expect(
      many.indexedQueries == alone.map(\.indexedQueries).reduce(0, +), sourceLocation: location)
    #expect(
      many.index == alone.first { $0.index != nil }?.index, sourceLocation: location)
    return (many, warned, alone)
  }
}

@Suite struct ManySearchThroughIndexTests {
  @Test func aFreshIndexAnswersEach() throws {
    let file = try IndexedFile()
    let found = try file.expectAsAlone(limit: 5)
    #expect(found.many.index?.name == "point_v_hnsw" && found.many.indexedQueries == 3)
    #expect(found.many.scanned == 300 && found.warned == [])
  }

  @Test func aStaleIndexIsWarnedOfOnce() throws {
    let file = try IndexedFile()
    try file.store.execute("delete from point where id = 4", [])
    let found = try file.expectAsAlone(limit: 5)
    #expect(found.many.index == nil && found.many.scanned == 299)
    #expect(found.warned.count == 1 && found.warned[0].contains("1 row changed since it was made"))
  }

  @Test func whatAnIndexCannotAnswerIsCompared() throws {
    let file = try IndexedFile()
    let large = try file.expectAsAlone(limit: 60)
    #expect(large.many.index == nil && large.many.scanned == 300 && large.warned == [])
    let few = try file.expectAsAlone(limit: 5, where: .binary(.less, .column("id"), .value(.int(4))))
    #expect(few.many.index == nil && few.many.scanned == 4 && few.warned == [])
  }

  @Test func someQueriesMayGoThroughIt() throws {
    let file = try IndexedFile()
    // Rows of one corner only: the graph finds enough of them near that corner, and too few from the others.
    let corner = RowExpression.isIn("id".column, (0..<50).map { .value(.int(Int64($0 * 6 + 3))) })
    let found = try file.expectAsAlone(limit: 5, where: corner)
    #expect(found.many.indexedQueries == 2 && found.many.index != nil && found.warned == [])
  }
}
