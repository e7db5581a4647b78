import Embedding
import Stores
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
