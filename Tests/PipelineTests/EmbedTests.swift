import Stores
import Synchronization
import Testing
import Vectors

@testable import Pipeline

@Suite struct EmbedTests {
  @Test func givesEveryTextItsVectorAndLeavesNullAlone() throws {
    let store = try passages(23, nullEvery: 10)
    let model = FakeModel()
    let report = try embed(request(model), in: store)
    #expect(report.embedded == 20)
    #expect(report.skippedNull == 3)
    #expect(report.pending == 0)
    #expect(report.columnCreated)
    #expect(report.batches == 1)
    let stored = try values(store, "select passage_vector from passage order by pid")
    for (row, value) in stored.enumerated() {
      #expect(value == (row % 10 == 0 ? .null : .vector(model.vector(of: "passage number \(row)"))))
    }
    let described = try #require(try store.describe("passage")?.column("passage_vector"))
    #expect(described.type == .vector(dimension: 8))
  }

  @Test func doesOnlyWhatIsLeft() throws {
    let store = try passages(10)
    let model = FakeModel()
    var some = request(model, batch: 2)
    some.batches = 3
    let first = try embed(some, in: store)
    #expect(first.embedded == 6 && first.batches == 3 && first.pending == 4)
    let second = try embed(request(model), in: store)
    #expect(second.embedded == 4 && second.pending == 0 && !second.columnCreated)
    #expect(model.encoded.load(ordering: .relaxed) == 10)
    let third = try embed(request(model), in: store)
    #expect(third.embedded == 0 && third.batches == 0)
  }

  @Test func endsWhenOnlyNullIsLeft() throws {
    let store = try passages(3, nullEvery: 1)
    let report = try embed(request(FakeModel(), batch: 1), in: store)
    #expect(report.embedded == 0 && report.skippedNull == 3)
  }

  @Test func emptyTextIsEmbedded() throws {
    let store = try passages(1)
    try store.execute("update passage set passage = ''", [])
    let model = FakeModel()
    try #expect(embed(request(model), in: store).embedded == 1)
    try #expect(values(store, "select passage_vector from passage") == [.vector(model.vector(of: ""))])
  }

  @Test func storedBytesDoNotDependOnBatchesOrWorkers() throws {
    var dumps: Set<String> = []
    for (batch, workers) in [(1, 1), (7, 2), (1000, 3), (3000, 1), (5_000_000, 2)] {
      let store = try passages(2100, nullEvery: 50)
      _ = try embed(request(FakeModel(), batch: batch, workers: workers), in: store)
      dumps.insert(try dump(store))
    }
    #expect(dumps.count == 1)
  }

  @Test func numbersAreEmbeddedAsTheirText() throws {
    let store = try passages(2)
    let model = FakeModel()
    var numbers = request(model)
    numbers.input = "n"
    _ = try embed(numbers, in: store)
    try #expect(
      values(store, "select passage_vector from passage order by pid")
        == [.vector(model.vector(of: "0")), .vector(model.vector(of: "1"))])
  }

  @Test func aVectorThatIsNotFiniteIsReportedWithItsKey() throws {
    let store = try passages(3)
    try store.execute("update passage set passage = '<nan>' where n = 1", [])
    let report = try embed(request(FakeModel(), batch: 1), in: store)
    #expect(report.embedded == 2 && report.pending == 1)
    #expect(report.failures.map(\.key) == [.text("p00001")])
    try #expect(values(store, "select count(*) from passage where passage_vector is null") == [.int(1)])
  }

  @Test func dryRunWritesNothing() throws {
    let store = try passages(5)
    let before = try dump(store)
    var dry = request(FakeModel())
    dry.dryRun = true
    let report = try embed(dry, in: store)
    try #expect(dump(store) == before)
    #expect(report.columnCreated && report.pending == 5 && report.embedded == 0)
    #expect(report.plannedSQL.contains { $0.contains("ADD COLUMN") && $0.contains("VECTOR(8)") })
    #expect(report.plannedSQL.contains { $0.hasPrefix("UPDATE") })
  }

  @Test func stoppedBetweenBatchesKeepsWhatIsCommitted() throws {
    let store = try passages(3000)
    let done = Atomic<Int>(0)
    let stop = JobControl(
      isCancelled: { done.load(ordering: .relaxed) >= 1500 },
      progress: { done.store($0.done, ordering: .relaxed) })
    let error = failure { _ = try embed(request(FakeModel(), batch: 500), in: store, control: stop) }
    #expect(error == .stopped(job: "embed", kept: "1,500 rows stored"))
    try #expect(values(store, "select count(passage_vector) from passage") == [.int(1500)])
    let rest = try embed(request(FakeModel()), in: store)
    #expect(rest.embedded == 1500)
  }

  @Test func rowsAreToldInOrder() throws {
    let store = try passages(5)
    let lines = Mutex<[String]>([])
    var told = request(FakeModel(), batch: 2)
    told.onRow = { batch, place, count, key, text in
      lines.withLock { $0.append("\(batch) \(place)/\(count) \(key) \(text)") }
    }
    _ = try embed(told, in: store)
    #expect(
      lines.withLock { $0 } == [
        "1 1/2 p00000 passage number 0", "1 2/2 p00001 passage number 1", "2 1/2 p00002 passage number 2",
        "2 2/2 p00003 passage number 3", "3 1/1 p00004 passage number 4",
      ])
  }
}

@Suite struct EmbedRefusalTests {
  @Test func tablesAndColumnsAreNamed() throws {
    let store = try passages(2)
    try store.execute("create view seen as select * from passage", [])
    try store.execute("create table loose (passage text)", [])
    try store.execute("create table pair (a text, b text, passage text, primary key (a, b))", [])
    try store.execute("create table raw (id integer primary key, passage blob)", [])
    func refused(_ table: String, input: String = "passage", output: String = "passage_vector")
      -> PipelineError?
    {
      failure {
        var wrong = request(FakeModel())
        wrong.table = table
        wrong.input = input
        wrong.output = output
        _ = try embed(wrong, in: store)
      }
    }
    let before = try dump(store)
    #expect(refused("pasage") == .unknownTable("pasage", store: store.name, nearest: "passage"))
    #expect(
      refused("passage", input: "pasage") == .unknownColumn("pasage", table: "passage", nearest: "passage"))
    #expect(refused("seen") == .isView("seen", job: "embed"))
    #expect(refused("loose") == .noKey(table: "loose"))
    #expect(refused("pair") == .compositeKey(table: "pair", key: ["a", "b"], job: "embed"))
    #expect(refused("raw") == .notText(column: "passage", table: "raw", type: "blob"))
    #expect(refused("passage", output: "passage") == .sameColumn("passage", table: "passage"))
    #expect(refused("passage", output: "lang") == .notVector(column: "lang", table: "passage", type: "text"))
    try #expect(dump(store) == before)
  }

  @Test func anotherModelOrDimensionIsRefusedNamingBoth() throws {
    let store = try passages(2)
    _ = try embed(request(FakeModel()), in: store)
    let before = try dump(store)
    #expect(
      failure { _ = try embed(request(FakeModel(name: "other", digest: "d2")), in: store) }
        == .otherModel(
          column: "passage_vector", table: "passage", has: "fake", asked: "other", sameName: false))
    #expect(
      failure { _ = try embed(request(FakeModel(digest: "d2")), in: store) }
        == .otherModel(column: "passage_vector", table: "passage", has: "fake", asked: "fake", sameName: true)
    )
    #expect(
      failure { _ = try embed(request(FakeModel(name: "wide", dimension: 9)), in: store) }
        == .otherDimension(column: "passage_vector", table: "passage", has: 8, model: "wide", gives: 9))
    try #expect(dump(store) == before)
  }

  @Test func aColumnOfUnknownOriginIsTakenWithAWarning() throws {
    let store = try passages(2)
    try store.execute("alter table passage add column passage_vector VECTOR(8)", [])
    try store.execute(
      "update passage set passage_vector = ?1 where n = 0", [.vector([1, 0, 0, 0, 0, 0, 0, 0])])
    let warnings = Mutex<[String]>([])
    let control = JobControl(warn: { text in warnings.withLock { $0.append(text) } })
    try #expect(embed(request(FakeModel()), in: store, control: control).embedded == 1)
    #expect(warnings.withLock { $0.count } == 1)
    try #expect(lineage(of: "passage_vector", in: "passage", store: store)?.model == "fake")
  }

  @Test func countsBelowOneAreRefused() throws {
    let store = try passages(1)
    var zero = request(FakeModel(), batch: 0)
    #expect(
      failure { _ = try embed(zero, in: store) }
        == .badOption(name: "batch size", value: "0", must: "1 or more"))
    zero.batchSize = 1
    zero.batches = -3
    #expect(
      failure { _ = try embed(zero, in: store) }
        == .badOption(name: "batches", value: "-3", must: "1 or more"))
  }

  @Test func oddNamesAreOnlyNames() throws {
    let store = try newStore()
    for (table, column) in [
      (#"x"; drop table t; --"#, "select"), ("表", #"a"b"#), ("select", "from"), ("a b", "é"),
    ] {
      let quote = store.dialect.quote
      try store.execute(
        "create table \(quote(table)) (\(quote("key")) text primary key, \(quote(column)) text)", [])
      try store.execute("insert into \(quote(table)) values ('1', 'one'), ('2', 'two')", [])
      var odd = EmbedRequest(
        table: table, input: column, output: "v\"of " + column, model: FakeModel(), workers: 1)
      odd.batchSize = 1
      try #expect(embed(odd, in: store).embedded == 2)
      try #expect(lineage(of: odd.output, in: table, store: store)?.dimension == 8)
      var means = KMeansRequest(table: table, input: odd.output, workers: 1)
      means.k = 2
      try #expect(kmeans(means, in: store).version == 1)
      try #expect(assign(AssignRequest(table: table, input: odd.output, workers: 1), in: store).assigned == 2)
      let found = try search(
        SearchRequest(relation: tableRelation(table, store), column: odd.output, query: .key(.text("2"))),
        models: { _ in FakeModel() })
      #expect(found.keys.first == [.text("2")])
    }
  }
}
