import Formats
import Glibc
import Pipeline
import Stores
import Synchronization
import Support
import Testing

@Suite struct LoadFaultTests {
  @Test func badLinesAreCountedAndListed() throws {
    let fixture = try LoadFixture()
    let lines = [
      "{\"pid\":1}", "oops", "{\"pid\":null}", "{\"other\":1}", "{\"pid\":2.5}", "{\"pid\":2}", "{",
    ]
    try fixture.file("a.jsonl", lines.joined(separator: "\n"))
    var request = fixture.request("a.jsonl")
    let first = fixture.failure(request)
    #expect(first?.message.hasPrefix("a.jsonl:2: at byte 1: `o`") == true)
    #expect(first?.kept == .records(1, new: 1))
    #expect(first?.help == "mend the line, or allow more of them: skip_bad: 1")
    request.skipBad = 4
    let last = fixture.failure(request)
    #expect(last?.message.hasPrefix("a.jsonl:7: the line ends") == true)
    #expect(try fixture.count() == 2)
    request.skipBad = 5
    let report = try fixture.load(request)
    #expect(report.files[0].bad == 5 && report.files[0].existing == 2)
    #expect(
      report.badLines.dropFirst().dropLast() == [
        "a.jsonl:3: the key `pid` is null", "a.jsonl:4: the record has no key `pid`",
        "a.jsonl:5: the key `pid` must be text or a whole number",
      ])
  }

  @Test func nothingReadableLeavesNoTable() throws {
    let fixture = try LoadFixture()
    try fixture.file("bad.jsonl", "oops\n{\"pid\":1}\n")
    try fixture.file("array.json", "[{\"pid\":1}]\n")
    try fixture.file("empty.jsonl", "")
    #expect(fixture.failure(fixture.request("bad.jsonl"))?.kept == .untouched)
    try fixture.file("none.jsonl", "{}\n{}\n")
    #expect(
      fixture.failure(fixture.request("none.jsonl", key: nil))?.message
        == "none.jsonl:1: the record has no fields")
    #expect(fixture.failure(fixture.request("array.json"))?.code == "V0408")
    #expect(fixture.failure(fixture.request("*.gz"))?.code == "V0403")
    #expect(fixture.failure(fixture.request("gone.gz"))?.code == "V0401")
    #expect(fixture.failure(fixture.request("."))?.code == "V0402")
    let notes = LoadNotes()
    let report = try fixture.load(fixture.request("empty.jsonl"), warnings: notes)
    #expect(report.files.map(\.lines) == [0] && notes.all.count == 1)
    #expect(try fixture.store.describe("passage") == nil)
  }

  @Test(.enabled(if: sharedFolder != nil, "the shared data folder is absent"))
  func damagedFilesKeepTheRecordsBefore() throws {
    let fixture = try LoadFixture()
    let folder = try #require(sharedFolder)
    let bytes = try Files.read(folder + "/data/xquad-en/passages.ndjson.gz")
    try fixture.file("cut.gz", Array(bytes[..<(bytes.count / 2)]))
    let error = try #require(fixture.failure(fixture.request("cut.gz")))
    let stored = try fixture.count()
    #expect(stored > 10)
    #expect(error.kept == .records(stored, new: stored))
    #expect(error.message.contains("cut short") && error.message.contains("line \(stored + 1) of"))
    try fixture.file("cut.gz", bytes)
    try fixture.load(fixture.request("cut.gz"))
    let fresh = try LoadFixture()
    try fresh.file("cut.gz", bytes)
    try fresh.load(fresh.request("cut.gz"))
    #expect(try fixture.dump() == fresh.dump())
  }

  @Test func oneTransactionIsUndoneWhole() throws {
    let fixture = try LoadFixture()
    try fixture.file("a.jsonl", "{\"pid\":1}\n{\"pid\":2}\noops\n")
    var request = fixture.request("a.jsonl")
    request.batchSize = 0
    #expect(fixture.failure(request)?.kept == .undone)
    #expect(fixture.failure(fixture.request("a.jsonl", key: nil))?.kept == .undone)
    #expect(try fixture.store.describe("passage") == nil)
  }

  /// Stopped at many places and repeated, the table is that of an undisturbed load.
  @Test(arguments: [1, 7, 1000]) func aStoppedLoadIsFinishedByRepeatingIt(_ batch: Int) throws {
    let text = loadRecords(900, late: 500)
    func request(_ fixture: LoadFixture) throws -> LoadRequest {
      try fixture.file("a.jsonl", text)
      var request = fixture.request("a.jsonl")
      request.batchSize = batch
      request.limits.windowRecords = 100
      request.limits.commitRecords = 10
      request.limits.reader.chunk = 4096
      return request
    }
    let undisturbed = try LoadFixture()
    try undisturbed.load(try request(undisturbed))
    for stop in [1, 2, 3, 5, 9, 14, 30, 60] {
      let fixture = try LoadFixture()
      let asked = Atomic(0)
      let control = JobControl(isCancelled: { asked.add(1, ordering: .relaxed).newValue >= stop })
      let again = try request(fixture)
      do {
        _ = try Pipeline.load(again, into: fixture.store, control: control)
      } catch let error as LoadError {
        #expect(error.code == "V0427")
        let rows = max(try fixture.count(), 0)
        #expect(error.kept == (rows == 0 ? .untouched : .records(rows, new: rows)))
      }
      try fixture.load(again)
      let (found, expected) = (try fixture.dump(), try undisturbed.dump())
      if let place = zip(found, expected).enumerated().first(where: { $0.element.0 != $0.element.1 })?.offset
      {
        Issue.record("stopped at \(stop), row \(place): \(found[place]) for \(expected[place])")
      }
      #expect(found.count == expected.count, "stopped at \(stop)")
    }
  }

  @Test func interruptedStoresUndoOnlyTheOpenTransaction() throws {
    let fixture = try LoadFixture()
    try fixture.file("a.jsonl", loadRecords(3000))
    try fixture.store.execute("CREATE TABLE passage (pid TEXT PRIMARY KEY, n INTEGER CHECK (n < 2000))", [])
    var request = fixture.request("a.jsonl")
    request.limits.commitRecords = 100
    let error = try #require(fixture.failure(request))
    #expect(error.message.hasPrefix("a.jsonl:2001: "))
    #expect(error.kept == .records(2000, new: 2000))
    #expect(try fixture.count() == 2000)
  }

  @Test func aSecondWriterIsNamedAndNothingIsLost() throws {
    let fixture = try LoadFixture()
    try fixture.file("a.jsonl", loadRecords(50))
    let path = fixture.path + "/two.db"
    let first = try SQLiteStore.open(path: path)
    defer { for end in ["", "-wal", "-shm"] { unlink(path + end) } }
    let second = try SQLiteStore.open(path: path, busyTimeout: 0.05)
    try first.execute("BEGIN IMMEDIATE", [])
    do {
      _ = try Pipeline.load(fixture.request("a.jsonl"), into: second, control: JobControl())
      Issue.record("two writers at once")
    } catch let error as LoadError {
      #expect(error.code.hasPrefix("V03") && error.kept == .untouched)
      #expect(!error.message.contains("a.jsonl"))
    }
    try first.execute("ROLLBACK", [])
    #expect(
      try Pipeline.load(fixture.request("a.jsonl"), into: second, control: JobControl()).files[0].inserted
        == 50)
    try first.close()
    try second.close()
  }

  @Test func namesThatDifferByCaseAreRefused() throws {
    let fixture = try LoadFixture()
    try fixture.file("a.jsonl", "{\"pid\":1,\"Name\":1}\n{\"pid\":2,\"name\":1}\n")
    let error = fixture.failure(fixture.request("a.jsonl"))
    #expect(error?.message.hasPrefix("a.jsonl:2: the fields `Name` and `name`") == true)
    var request = fixture.request("a.jsonl")
    request.limits.windowRecords = 1
    #expect(fixture.failure(request)?.code == "V0423")
    #expect(try fixture.count() == 1)
  }

  @Test func tooManyFieldsAreRefused() throws {
    let fixture = try LoadFixture()
    let fields = (0..<2000).map { "\"f\($0)\":\($0)" }.joined(separator: ",")
    try fixture.file("a.jsonl", "{\"pid\":1,\(fields)}\n")
    #expect(fixture.failure(fixture.request("a.jsonl"))?.code == "V0425")
    #expect(try fixture.store.describe("passage") == nil)
  }

  @Test func badOptionsAreRefused() throws {
    let fixture = try LoadFixture()
    try fixture.file("a.jsonl", "{\"pid\":1}\n")
    var request = fixture.request("a.jsonl")
    request.batchSize = -1
    #expect(fixture.failure(request)?.code == "V0432")
    request = fixture.request("a.jsonl", key: nil)
    request.conflict = .replace
    #expect(fixture.failure(request)?.code == "V0431")
    #expect(fixture.failure(fixture.request("a.jsonl", key: "docid"))?.message.contains("docid") == true)
    #expect(try fixture.store.describe("passage") == nil)
  }
}
