import Stores
import Synchronization
import Testing

@testable import Pipeline

@Suite struct WorkerRoundTests {
  @Test func rowsThatComeLateAreDone() throws {
    let clock = FakeClock()
    let store = try passages(9)
    let model = CallingModel { piece in
      guard piece == 2 else { return }
      for key in ["a", "p00000b", "p00001b", "z", "zz"] {
        try store.execute("insert into passage (pid, passage) values ('\(key)', 'late')", [])
      }
    }
    let report = try work(worker("a", clock, model: model), in: store)
    #expect(report.rows == 14 && report.isFinished)
    // 9 rows in three ranges, of which the last is open for `z`; three were late for the first.
    #expect(report.chunks == 4)
  }

  @Test func aFinishedJobGoesOnWithNewRows() throws {
    let clock = FakeClock()
    let store = try passages(6)
    try #expect(work(worker("a", clock), in: store).rows == 6)
    try #expect(work(worker("b", clock), in: store).rows == 0)
    try store.execute("insert into passage (pid, passage) select 'q' || pid, passage from passage", [])
    let again = try work(worker("c", clock), in: store)
    #expect(again.rows == 6 && again.chunks == 2 && again.isFinished)
  }

  @Test func rowsThatFailAreToldOfAndDoNotHoldTheJob() throws {
    let clock = FakeClock()
    let store = try passages(7)
    try store.execute("update passage set passage = '<nan>' where n in (1, 5)", [])
    let report = try work(worker("a", clock), in: store)
    #expect(report.rows == 5 && report.isFinished && report.chunks == 3)
    #expect(report.failures.map(\.key) == [.text("p00001"), .text("p00005")])
    #expect(try sharedJobs(in: store).map(\.failed) == [2])
    // Another call tries them again.
    let again = try work(worker("a", clock), in: store)
    #expect(again.failures.count == 2 && again.isFinished && again.chunks == 1)
    try store.execute("update passage set passage = 'mended' where n = 1", [])
    #expect(try work(worker("a", clock), in: store).rows == 1)
  }

  @Test func workersInTurnWriteWhatOneEmbedWrites() throws {
    let plain = try passages(2100, nullEvery: 50)
    _ = try embed(request(FakeModel()), in: plain)
    let shared = try passages(2100, nullEvery: 50)
    let clock = FakeClock()
    for name in ["a", "b", "c"] {
      var some = worker(name, clock, chunkRows: 500, batch: 70)
      some.maxChunks = 2
      _ = try work(some, in: shared)
    }
    let sql = "select pid || ' ' || coalesce(hex(passage_vector), '') from passage order by pid"
    try #expect(values(shared, sql) == values(plain, sql))
    #expect(try lineages(store: shared) == lineages(store: plain))
  }

  @Test func workersInTurnAssignWhatOneAssignDoes() throws {
    func clustered() throws -> any Store {
      let store = try points(blobs(300, centers: 3, dimension: 4), dimension: 4)
      var means = KMeansRequest(table: "point", input: "v", workers: 1)
      means.k = 3
      _ = try kmeans(means, in: store)
      return store
    }
    let job = AssignRequest(table: "point", input: "v", workers: 1)
    let plain = try clustered()
    _ = try assign(job, in: plain)
    let shared = try clustered()
    let clock = FakeClock()
    for name in ["a", "b", "c"] {
      var some = worker(name, clock, .assign(job), chunkRows: 70)
      some.maxChunks = name == "c" ? nil : 2
      let report = try work(some, in: shared)
      #expect(report.rows == (name == "c" ? 20 : 140))
    }
    let sql = "select id || ' ' || cluster_version || ' ' || cluster_id from point_v_clusters order by id"
    try #expect(values(shared, sql) == values(plain, sql))
    #expect(try sharedJobs(in: shared).map { [$0.chunks, $0.done, $0.rowsDone] } == [[5, 5, 300]])
  }

  @Test func progressIsThatOfTheWholeJob() throws {
    let store = try passages(9)
    let clock = FakeClock()
    var some = worker("a", clock)
    some.maxChunks = 1
    _ = try work(some, in: store)
    let told = Mutex<[String]>([])
    let control = JobControl(progress: { progress in
      told.withLock { $0.append("\(progress.job) \(progress.done)/\(progress.total ?? -1)") }
    })
    _ = try work(worker("b", clock, batch: 3), in: store, control: control)
    #expect(told.withLock { $0 } == ["embed 6/9", "embed 9/9", "share out 0/-1"])
  }

  @Test func wishesThatMakeNoSenseAreRefused() throws {
    let store = try passages(1)
    let before = try dump(store)
    func refused(_ change: (inout WorkerRequest) -> Void) -> PipelineError? {
      var request = worker("a", FakeClock())
      change(&request)
      return failure { _ = try work(request, in: store) }
    }
    #expect(refused { $0.chunkRows = 0 } == .badOption(name: "chunk rows", value: "0", must: "1 or more"))
    #expect(refused { $0.maxChunks = -1 } == .badOption(name: "max chunks", value: "-1", must: "1 or more"))
    #expect(refused { $0.lease = 0 } == .badOption(name: "lease", value: "0.0", must: "more than 0"))
    #expect(refused { $0.lease = .nan } == .badOption(name: "lease", value: "nan", must: "more than 0"))
    try #expect(dump(store) == before)
  }
}
