import Embedding
import Stores
import Testing
import Vectors

@testable import Pipeline

private func models(_ name: String) throws -> any EmbeddingModel {
  switch name {
  case "fake": FakeModel()
  case "same": FakeModel(name: "same")
  case "other": FakeModel(name: "other", digest: "d2")
  default: throw PipelineError.modelDamaged(model: name, reason: "is unknown")
  }
}

private func embedded(_ rows: Int) throws -> any Store {
  let store = try passages(rows)
  _ = try embed(request(FakeModel()), in: store)
  return store
}

private func query(
  _ query: SearchRequest.Query, _ store: any Store, _ change: (inout SearchRequest) -> Void = { _ in }
) throws -> SearchRequest {
  var request = SearchRequest(
    relation: try tableRelation("passage", store), column: "passage_vector", query: query)
  change(&request)
  return request
}

private func found(_ request: SearchRequest) throws -> SearchResult { try search(request, models: models) }

@Suite struct SearchTests {
  @Test func isTheOrderOfAPlainLoop() throws {
    let store = try embedded(200)
    let model = FakeModel()
    let vector = model.vector(of: "a question")
    let judged = try (0..<200).map { row in
      (row, try Distance.between(vector, model.vector(of: "passage number \(row)"), metric: .cosine))
    }.sorted { $0.1 < $1.1 }
    for asked in [
      SearchRequest.Query.vector(vector), .text("a question", model: nil), .text("a question", model: "same"),
    ] {
      let result = try found(query(asked, store))
      #expect(result.rows.count == 10 && result.scanned == 200 && result.metric == .cosine)
      #expect(result.columns.map(\.name) == ["distance", "pid", "passage", "lang", "n"])
      #expect(result.rows.map { $0[4] } == judged.prefix(10).map { .int(Int64($0.0)) })
      #expect(result.rows.map { $0[0] } == judged.prefix(10).map { .float(Double($0.1)) })
    }
    let all = try found(query(.vector(vector), store) { $0.limit = 1000 })
    #expect(all.rows.map { $0[4] } == judged.map { .int(Int64($0.0)) })
  }

  @Test func aRowFindsItselfFirst() throws {
    let store = try embedded(20)
    let result = try found(query(.key(.text("p00011")), store) { $0.limit = 1 })
    #expect(result.rows.first?.prefix(2) == [.float(0), .text("p00011")])
    #expect(result.keys == [[.text("p00011")]])
  }

  @Test func filtersComeBeforeTheRanking() throws {
    let store = try embedded(60)
    let english = RowExpression.binary(.equal, .column("lang"), .value(.text("en")))
    let base = try tableRelation("passage", store)
    let relation = Relation(
      node: .filter(base.node, english), store: store, columns: base.columns, key: base.key)
    let result = try found(query(.text("x", model: nil), store) { $0.relation = relation })
    #expect(result.rows.count == 10 && result.scanned == 20)
    #expect(result.rows.allSatisfy { $0[3] == .text("en") })
    // A key names a row of the table, also one that the filter leaves out.
    let other = try found(query(.key(.text("p00001")), store) { $0.relation = relation })
    #expect(other.rows.count == 10 && !other.keys.contains([.text("p00001")]))
  }

  @Test func limitMayBeAnyNumber() throws {
    let store = try embedded(100)
    #expect(try found(query(.text("a", model: nil), store) { $0.limit = .max }).rows.count == 100)
  }

  @Test func withinKeepsTheNearOnes() throws {
    let store = try points([[0, 0], [3, 4], [0, 1], nil, [6, 8]], dimension: 2)
    var request = SearchRequest(
      relation: try tableRelation("point", store), column: "v", query: .vector([0, 0]))
    request.within = 5
    let result = try found(request)
    #expect(result.rows == [[.float(0), .int(1)], [.float(1), .int(3)], [.float(5), .int(2)]])
    #expect(result.metric == .l2)
    request.limit = 0
    try #expect(found(request).rows.isEmpty)
  }

  @Test func tiesGoToTheSmallerKey() throws {
    let vectors = [[Float]](repeating: [1, 0], count: 700) + [[0, 0]]
    let store = try points(vectors, dimension: 2)
    var request = SearchRequest(
      relation: try tableRelation("point", store), column: "v", query: .vector([0, 0]))
    request.limit = 600
    let result = try found(request)
    #expect(result.keys == [[.int(701)]] + (1...599).map { [.int(Int64($0))] })
  }

  @Test func columnsMayBeRenamedOrDerived() throws {
    let store = try embedded(5)
    let base = try tableRelation("passage", store)
    let vector = try #require(base.columns.first { $0.name == "passage_vector" })
    let pid = try #require(base.columns.first { $0.name == "pid" })
    let node = Relation.Node.select(
      base.node, [NamedExpression("pid", .column("pid")), NamedExpression("w", .column("passage_vector"))])
    let columns = [pid, ColumnDescription(name: "w", type: vector.type)]
    let renamed = Relation(node: node, store: store, columns: columns, key: ["pid"])
    let result = try found(
      SearchRequest(relation: renamed, column: "w", query: .text("passage number 3", model: nil)))
    #expect(result.rows.first?.last == .text("p00003") && result.metric == .cosine && result.model == "fake")
    #expect(
      failure {
        _ = try found(SearchRequest(relation: renamed, column: "passage_vector", query: .vector([1])))
      }
        == .columnLeftOut("passage_vector", job: "search"))
    let keyless = Relation(node: node, store: store, columns: Array(columns[1...]), key: ["pid"])
    #expect(
      failure { _ = try found(SearchRequest(relation: keyless, column: "w", query: .vector([1]))) }
        == .columnLeftOut("pid", job: "search"))
  }

  @Test func aResultIsAQueryAgain() throws {
    let store = try embedded(5)
    let result = try found(query(.text("passage number 3", model: nil), store) { $0.limit = 2 })
    let relation = result.relation(in: store)
    try #expect(relation.rows() == result.rows)
    try #expect(relation.select([NamedExpression("n", .column("n"))]).rows().first == [.int(3)])
  }

  @Test func keysOfSeveralColumnsWork() throws {
    let store = try newStore()
    try store.execute("create table pair (a integer, b text, v VECTOR(2), primary key (a, b))", [])
    for (a, b, x) in [(2, "x", 1.0), (1, "y", 1.0), (1, "x", 1.0), (0, "z", 9.0)] {
      try store.execute(
        "insert into pair values (?1, ?2, ?3)", [.int(Int64(a)), .text(b), .vector([Float(x), 0])])
    }
    let result = try found(
      SearchRequest(relation: tableRelation("pair", store), column: "v", query: .vector([0, 0])))
    #expect(result.keys.map { "\($0[0].words)\($0[1].words)" } == ["1x", "1y", "2x", "0z"])
    #expect(result.rows.map { $0[1...].map(\.words).joined() } == ["1x", "1y", "2x", "0z"])
  }
}

@Suite struct SearchRefusalTests {
  @Test func anotherModelIsRefusedNamingBoth() throws {
    let store = try embedded(3)
    #expect(
      failure { _ = try found(query(.text("x", model: "other"), store)) }
        == .otherModel(
          column: "passage_vector", table: "passage", has: "fake", asked: "other", sameName: false))
  }

  @Test func aTextNeedsAModel() throws {
    let store = try points([[Float](repeating: 1, count: 8)], dimension: 8)
    let relation = try tableRelation("point", store)
    #expect(
      failure { _ = try found(SearchRequest(relation: relation, column: "v", query: .text("x", model: nil))) }
        == .noModel(column: "v"))
    let named = try found(SearchRequest(relation: relation, column: "v", query: .text("x", model: "fake")))
    #expect(named.rows.count == 1 && named.metric == .l2)
  }

  @Test func unfitQueriesAreRefused() throws {
    let store = try embedded(3)
    func refused(_ vector: [Float]) -> PipelineError? {
      failure { _ = try found(query(.vector(vector), store)) }
    }
    #expect(refused([1, 2]) == .badQuery(.dimension(has: 2, wanted: 8)))
    #expect(refused([]) == .badQuery(.dimension(has: 0, wanted: 8)))
    #expect(refused([Float](repeating: 0, count: 8)) == .badQuery(.zero))
    #expect(refused([0, 0, .nan, 0, 0, 0, 0, 0]) == .badQuery(.notFinite(element: 2)))
    #expect(refused([Float](repeating: 1e30, count: 8)) == .badQuery(.tooLong))
    #expect(
      failure { _ = try found(query(.key(.text("p9")), store)) } == .unknownKey("p9", table: "passage"))
    #expect(failure { _ = try found(query(.key(.int(1)), store)) } == .unknownKey("1", table: "passage"))
    try store.execute("update passage set passage_vector = null where n = 2", [])
    #expect(
      failure { _ = try found(query(.key(.text("p00002")), store)) }
        == .keyWithoutVector("p00002", column: "passage_vector"))
    #expect(failure { _ = try found(query(.vector([1]), store) { $0.limit = -1 }) }?.code == "V0640")
    #expect(failure { _ = try found(query(.vector([1]), store) { $0.within = .nan }) }?.code == "V0640")
    #expect(failure { _ = try found(query(.vector([1]), store) { $0.column = "lang" }) }?.code == "V0630")
    #expect(
      failure { _ = try found(query(.vector([1]), store) { $0.column = "passage_vectr" }) }
        == .unknownColumn("passage_vectr", table: "passage", nearest: "passage_vector"))
  }

  @Test func rowsWithoutAKeyAreRefused() throws {
    let relation = try Relation.sql(embedded(2), "select pid, passage_vector from passage")
    #expect(
      failure {
        _ = try found(SearchRequest(relation: relation, column: "passage_vector", query: .vector([1])))
      }
        == .keylessQuery(job: "search"))
  }

  @Test func aStoredZeroUnderCosineIsNamedByKey() throws {
    let store = try embedded(3)
    try store.execute(
      "update passage set passage_vector = ?1 where n = 1", [.vector([Float](repeating: 0, count: 8))])
    #expect(
      failure { _ = try found(query(.text("x", model: nil), store)) }
        == .badVector(key: "p00001", column: "passage_vector", table: "passage", .zero))
  }
}
