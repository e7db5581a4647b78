import Stores
import Synchronization
import Testing

@testable import Pipeline

@Suite struct WorkerPlanTests {
  @Test func rangesCoverEveryKeyAndAreOpenAtTheEnds() throws {
    let clock = FakeClock()
    let store = try passages(7)
    var first = worker("a", clock)
    first.maxChunks = 1
    let report = try work(first, in: store)
    #expect(report.chunks == 1 && report.rows == 3 && !report.isFinished)
    try #expect(
      chunks(store) == [
        "look *", "..tp00002 3 *", "tp00002..tp00005 3", "tp00005.. 1", "look",
      ])
    let rest = try work(worker("b", clock), in: store)
    #expect(rest.chunks == 2 && rest.rows == 4 && rest.isFinished)
    try #expect(chunks(store).last == "look *")
  }

  @Test(arguments: [(0, 0), (1, 1), (3, 1), (4, 2), (6, 2), (7, 3)])
  func wholeChunksLeaveNoneEmpty(rows: Int, ranges: Int) throws {
    let store = try passages(rows)
    let report = try work(worker("a", FakeClock()), in: store)
    #expect(report.rows == rows && report.chunks == ranges && report.isFinished)
    try #expect(values(store, "select count(passage_vector) from passage") == [.int(Int64(rows))])
  }

  @Test func textsThatAreAllNullAreNoWork() throws {
    let store = try passages(5, nullEvery: 1)
    let report = try work(worker("a", FakeClock()), in: store)
    #expect(report.rows == 0 && report.chunks == 2 && report.isFinished)
    #expect(try work(worker("a", FakeClock()), in: store).chunks == 0)
  }

  /// Keys as literals, unsorted.
  static let keys: [[String]] = [
    (0..<40).map { "\($0 * $0 % 97 - 48)" } + ["-9223372036854775808", "9223372036854775807"],
    [
      "''", "' '", "'a'", "'A'", "'é'", "'e\u{301}'", "'\u{301}'", "'表'", "'''; drop table passage; --'",
      "'\"'", "'%'", "'\u{1F600}'", "'\u{10FFFF}'", "'i7'", "'10'", "'9'", "char(10)", "char(1)",
    ],
    (0..<20).map { "'\(String($0 * 7919 % 65536, radix: 16))f6c1b2-0000-4000-8000-00000000000\($0 % 10)'" },
    ["-1.5", "0.1", "1e300", "-1e300", "2.5", "3", "4", "5"],
    ["x'00'", "x'ff00'", "x''", "x'0102'", "x'80'"],
    ["7", "'7'", "7.5", "x'37'", "-7", "''", "'a'"],
  ]

  @Test(arguments: keys, [1, 2, 5]) func everyKeyIsDoneOnce(keys: [String], chunkRows: Int) throws {
    let store = try newStore()
    let keys = Array(Set(keys)).sorted()
    try store.execute("create table passage (pid primary key, passage text)", [])
    for key in keys { try store.execute("insert into passage values (\(key), 'text of ' || \(key))", []) }
    try audit(store)
    let report = try work(worker("a", FakeClock(), chunkRows: chunkRows), in: store)
    #expect(report.rows == keys.count && report.isFinished)
    let areBytes = keys.allSatisfy { $0.hasPrefix("x") }
    #expect(report.chunks == (areBytes ? 1 : (keys.count + chunkRows - 1) / chunkRows))
    try #expect(timesWritten(store) == [1: keys.count])
  }

  @Test func oddNamesAreOnlyNames() throws {
    let store = try newStore()
    let (table, column) = (#"x"; drop table t; --"#, #"a"b"#)
    let quote = store.dialect.quote
    try store.execute(
      "create table \(quote(table)) (\(quote("select")) integer primary key, \(quote(column)))", [])
    try store.execute("insert into \(quote(table)) values (1, 'one'), (2, 'two'), (3, null)", [])
    var job = EmbedRequest(table: table, input: column, output: "表", model: FakeModel(), workers: 1)
    job.batchSize = 1
    let report = try work(worker("a'\"", FakeClock(), .embed(job), chunkRows: 1), in: store)
    #expect(report.rows == 2 && report.chunks == 3)
  }

  @Test func aLookThatWasOvertakenPlansNothing() throws {
    let clock = FakeClock()
    let store = try passages(9)
    _ = try work(
      {
        var none = worker("a", clock); none.maxChunks = 1; return none
      }(), in: store)
    try store.execute("update vnb_chunks set is_done = true", [])
    try store.execute("update passage set passage_vector = null", [])
    let job = try Worker(worker("b", clock), store, JobControl())
    try job.chunks.begin()
    let look = try #require(try job.chunks.state().look)
    let claim = try #require(try job.chunks.claim(look...look, look: true))
    clock.advance(11)
    var other = worker("c", clock)
    other.maxChunks = 1
    #expect(try work(other, in: store).chunks == 1)
    let after = try chunks(store)
    #expect(throws: ChunkLost.self) { try job.look(claim) }
    try #expect(chunks(store) == after)
  }

  @Test func anotherModelIsRefusedAndAnotherTextColumnIsAnotherJob() throws {
    let store = try passages(4)
    let first = try work(worker("a", FakeClock()), in: store)
    #expect(
      failure { _ = try work(worker("a", FakeClock(), model: FakeModel(name: "b", digest: "d2")), in: store) }
        == .otherModel(
          column: "passage_vector", table: "passage", has: "fake", asked: "b", sameName: false))
    var job = EmbedRequest(table: "passage", input: "n", output: "w", model: FakeModel(), workers: 1)
    job.batchSize = 2
    let second = try work(worker("a", FakeClock(), .embed(job), chunkRows: 3), in: store)
    #expect(first.job != second.job && second.rows == 4)
    #expect(try sharedJobs(in: store).map(\.job.name) == [first.job, second.job].sorted())
  }

  @Test func theJobsAreListed() throws {
    let store = try passages(7)
    #expect(try sharedJobs(in: store) == [])
    let clock = FakeClock()
    var some = worker("a", clock)
    some.maxChunks = 2
    _ = try work(some, in: store)
    let status = try #require(try sharedJobs(in: store).first)
    #expect(status.job.kind == "embed" && status.job.maker == "fake" && status.job.output == "passage_vector")
    #expect((status.chunks, status.done, status.working, status.silent) == (3, 2, 0, 0))
    #expect((status.rows, status.rowsDone, status.failed, status.takenOver) == (7, 6, 0, 0))
  }
}

@Suite struct WorkerLeaseTests {
  @Test func aSilentWorkersChunkIsTakenOverAfterItsLease() throws {
    let clock = FakeClock()
    let store = try passages(9)
    let dead = try Worker(worker("dead", clock), store, JobControl())
    try ChunkTable.make(SharedJobTable.definition, in: store)
    try ChunkTable.make(ChunkStatements.table, in: store)
    try dead.chunks.begin()
    let look = try #require(try dead.chunks.claim(0...0, look: true))
    try dead.look(look)
    _ = try #require(try dead.chunks.claim(1...9, look: false))
    let early = try work(worker("b", clock), in: store)
    #expect(early.chunks == 2 && early.rows == 6 && early.takenOver == 0 && !early.isFinished)
    clock.advance(9.9)
    #expect(try work(worker("b", clock), in: store).chunks == 0)
    clock.advance(0.2)
    let late = try work(worker("c", clock), in: store)
    #expect(late.chunks == 1 && late.rows == 3 && late.takenOver == 1 && late.isFinished)
    #expect(try sharedJobs(in: store).map(\.takenOver) == [1])
  }

  @Test func aWorkerWaitsForTheLeaseOfAnother() throws {
    let clock = FakeClock()
    let store = try passages(9)
    var short = worker("a", clock)
    short.maxChunks = 1
    _ = try work(short, in: store)
    let silent = try Worker(worker("silent", clock), store, JobControl())
    _ = try #require(try silent.chunks.claim(0...9, look: false))
    var patient = worker("b", clock)
    patient.waits = true
    let report = try work(patient, in: store)
    #expect(report.rows == 6 && report.takenOver == 1 && report.isFinished)
    #expect(clock.now >= 1010)
  }

  /// A worker stops in the middle of a chunk for longer than its lease; another does the chunk and all others; then the
  /// first one comes back with vectors in its hands.
  @Test(arguments: [1, 2, 4]) func whoComesBackTooLateWritesNothing(stop: Int) throws {
    let clock = FakeClock()
    let store = try passages(9)
    try audit(store)
    let other = Mutex(WorkerReport())
    let slow = CallingModel { piece in
      guard piece == stop else { return }
      clock.advance(11)
      let report = try work(worker("fast", clock), in: store)
      other.withLock { $0 = report }
    }
    let report = try work(worker("slow", clock, batch: 500, model: slow), in: store)
    let taken = other.withLock { $0 }
    if stop <= 3 {
      #expect(report.lost == 1 && taken.takenOver == 1)
    } else {
      #expect(report.lost == 0)
    }
    #expect(report.rows + taken.rows == 9 && report.isFinished)
    try #expect(timesWritten(store) == [1: 9])
  }

  @Test func batchesOfALostChunkThatWereCommittedStay() throws {
    let clock = FakeClock()
    let store = try passages(4000)
    try audit(store)
    let other = Mutex(WorkerReport())
    let slow = CallingModel { piece in
      guard piece == 2 else { return }
      clock.advance(11)
      let report = try work(worker("fast", clock, chunkRows: 4000, batch: 1000), in: store)
      other.withLock { $0 = report }
    }
    let report = try work(worker("slow", clock, chunkRows: 4000, batch: 1000, model: slow), in: store)
    #expect(report.rows == 1000 && report.lost == 1 && report.chunks == 0)
    #expect(other.withLock { $0.rows } == 3000)
    try #expect(timesWritten(store) == [1: 4000])
    #expect(try sharedJobs(in: store).map(\.rowsDone) == [4000])
  }

  @Test func aBatchRenewsTheLease() throws {
    let clock = FakeClock()
    let store = try passages(4000)
    let slow = CallingModel { _ in clock.advance(9) }
    let report = try work(worker("slow", clock, chunkRows: 4000, batch: 1000, model: slow), in: store)
    #expect(report.rows == 4000 && report.lost == 0 && clock.now > 1030)
  }

  @Test func aLeaseThatIsAlwaysTooShortIsToldOf() throws {
    let clock = FakeClock()
    let store = try passages(9)
    let slow = CallingModel { _ in
      try store.execute("update vnb_chunks set owner = 'thief', lease_until = 0 where owner = 'slow'", [])
    }
    #expect(
      failure { _ = try work(worker("slow", clock, model: slow), in: store) } == .leaseTooShort(seconds: 10))
    try #expect(values(store, "select count(passage_vector) from passage") == [.int(0)])
  }

  @Test func aStoppedWorkerGivesItsChunkBack() throws {
    let clock = FakeClock()
    let store = try passages(9)
    let stop = Atomic<Bool>(false)
    let control = JobControl(isCancelled: { stop.load(ordering: .relaxed) })
    let model = CallingModel { if $0 == 2 { stop.store(true, ordering: .relaxed) } }
    #expect(
      failure { _ = try work(worker("a", clock, model: model), in: store, control: control) }
        == .stopped(job: "worker", kept: "3 rows stored"))
    try #expect(
      values(store, "select count(*) from vnb_chunks where owner is not null and not is_done") == [.int(0)])
    let rest = try work(worker("b", clock), in: store)
    #expect(rest.rows == 6 && rest.takenOver == 0 && rest.isFinished)
  }

  @Test func damagedBoundsAreNamed() throws {
    let clock = FakeClock()
    let store = try passages(9)
    var some = worker("a", clock)
    some.maxChunks = 1
    _ = try work(some, in: store)
    try store.execute("update vnb_chunks set high = 'zebra' where chunk = 2", [])
    #expect(
      failure { _ = try work(worker("b", clock), in: store) } == .badChunk(number: 2, table: "vnb_chunks"))
  }
}
