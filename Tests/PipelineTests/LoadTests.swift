import Pipeline
import Stores
import Support
import Testing

@Suite struct LoadTests {
  @Test func recordsBecomeRows() throws {
    let fixture = try LoadFixture()
    try fixture.file(
      "a.jsonl",
      """
      {"pid": "x", "n": 1, "f": 1, "ok": true, "t": "one", "v": {"a": [1, 2]}, "none": null}
      {"pid": "y", "n": 2, "f": 2.5, "ok": null, "t": 3, "v": []}
      {"n": 3, "pid": "z", "late": "in the window"}
      """)
    let report = try fixture.load(fixture.request("a.jsonl"))
    #expect(report.files.map(\.inserted) == [3])
    #expect(report.files.map(\.lines) == [3])
    let rows = try fixture.dump()
    #expect(
      rows[0] == [
        .text(
          #"CREATE TABLE "passage" ("pid" TEXT NOT NULL PRIMARY KEY, "n" INTEGER, "f" REAL, "ok" BOOLEAN, "#
            + #""t" TEXT, "v" TEXT, "none" TEXT, "late" TEXT)"#)
      ])
    #expect(
      rows[1] == [
        .int(1), .text("x"), .int(1), .float(1), .bool(true), .text("one"), .text(#"{"a":[1,2]}"#), .null,
        .null,
      ])
    #expect(
      rows[2] == [.int(2), .text("y"), .int(2), .float(2.5), .null, .text("3"), .text("[]"), .null, .null])
    #expect(
      rows[3] == [.int(3), .text("z"), .int(3), .null, .null, .null, .null, .null, .text("in the window")])
  }

  @Test func batchesMayBeAnySize() throws {
    let fixture = try LoadFixture()
    try fixture.file("a.jsonl", "{\"pid\":1}\n{\"pid\":2}\n")
    var request = fixture.request("a.jsonl")
    request.batchSize = .max
    #expect(try fixture.load(request).files.map(\.batches) == [1])
  }

  @Test func secondLoadFindsEverythingThere() throws {
    let fixture = try LoadFixture()
    try fixture.file(
      "a.jsonl", "{\"pid\":1,\"t\":\"a\"}\n{\"pid\":2,\"t\":\"b\"}\n{\"pid\":1,\"t\":\"again\"}\n")
    let first = try fixture.load(fixture.request("a.jsonl"))
    #expect(first.files[0].inserted == 2 && first.files[0].existing == 1)
    let before = try fixture.dump()
    let second = try fixture.load(fixture.request("a.jsonl"))
    #expect(second.files[0].inserted == 0 && second.files[0].existing == 3)
    #expect(try fixture.dump() == before)
  }

  @Test func conflictsAreReplacedOrRefused() throws {
    let fixture = try LoadFixture()
    try fixture.file("a.jsonl", "{\"pid\":\"x\",\"t\":\"old\",\"u\":1}\n")
    try fixture.file(
      "b.jsonl", "{\"pid\":\"w\",\"t\":\"w\"}\n{\"pid\":\"x\",\"t\":\"new\"}\n{\"pid\":\"z\"}\n")
    try fixture.load(fixture.request("a.jsonl"))
    var request = fixture.request("b.jsonl")
    request.conflict = .error
    let error = fixture.failure(request)
    #expect(error?.message == "b.jsonl:2: the key \"x\" is in `passage` already")
    #expect(error?.kept == .records(1, new: 1))
    request.conflict = .replace
    let report = try fixture.load(request)
    #expect(report.files[0].inserted == 1 && report.files[0].replaced == 2)
    #expect(try fixture.dump()[1] == [.int(1), .text("x"), .text("new"), .int(1)])
  }

  @Test(arguments: [(0, 100_000), (1, 1), (7, 1), (1000, 1), (1000, 100_000), (1, 100_000)])
  func batchesChangeNothing(_ batch: Int, _ commit: Int) throws {
    let fixture = try LoadFixture()
    try fixture.file("a.jsonl", loadRecords(600, late: 300))
    try fixture.file("b.jsonl", loadRecords(700, late: 0))
    func dump(_ batch: Int, _ commit: Int, chunk: Int) throws -> [[SQLValue]] {
      let other = try LoadFixture()
      var request = LoadRequest(
        paths: ["a.jsonl", "b.jsonl"], folder: fixture.path, table: "passage", key: "pid")
      request.batchSize = batch
      request.limits.commitRecords = commit
      request.limits.windowRecords = 100
      request.limits.reader.chunk = chunk
      try other.load(request)
      return try other.dump()
    }
    let plain = try dump(1000, 50_000, chunk: 1 << 20)
    #expect(plain.count == 701)
    #expect(try dump(batch, commit, chunk: 1 << 20) == plain)
    #expect(try dump(batch, commit, chunk: 333) == plain)
  }

  @Test func lateFieldsBecomeColumnsWithOneWarning() throws {
    let fixture = try LoadFixture()
    try fixture.file("a.jsonl", loadRecords(20, late: 12))
    var request = fixture.request("a.jsonl")
    request.limits.windowRecords = 10
    let notes = LoadNotes()
    try fixture.load(request, warnings: notes)
    #expect(notes.all.count == 2)
    #expect(notes.all.first?.contains("a.jsonl:13: new field `extra0`") == true)
    let table = try #require(try fixture.store.describe("passage"))
    #expect(table.columns.suffix(2).map(\.name) == ["extra0", "extra1"])
    #expect(table.columns.last?.type == .int)
    let strict = try LoadFixture()
    try strict.file("a.jsonl", loadRecords(20, late: 12))
    request.folder = strict.path
    request.strict = true
    let error = strict.failure(request)
    #expect(error?.message == "a.jsonl:13: the field `extra0` is not among the columns of `passage`")
    #expect(try strict.count() == 12)
  }

  @Test func aLateValueThatDoesNotFitIsABadLine() throws {
    let fixture = try LoadFixture()
    let lines = [
      #"{"pid":"1","i":1,"f":0.5,"b":true,"t":"x"}"#, #"{"pid":"2","i":2.0,"f":7,"b":null,"t":12.50}"#,
      #"{"pid":"3","i":2.5}"#, #"{"pid":"4","i":"12"}"#, #"{"pid":"5","f":9007199254740993}"#,
      #"{"pid":"6","b":1}"#,
      #"{"pid":"7","i":[1]}"#, #"{"pid":"8","t":{"a":true}}"#,
    ]
    try fixture.file("a.jsonl", lines.joined(separator: "\n"))
    var request = fixture.request("a.jsonl")
    request.limits.windowRecords = 1
    request.skipBad = 10
    let report = try fixture.load(request)
    #expect(report.badLines.count == 5)
    #expect(report.badLines.first == "a.jsonl:3: `i` is a column of whole numbers, it cannot keep 2.5")
    let rows = try fixture.dump()
    #expect(rows[2] == [.int(2), .text("2"), .int(2), .float(7), .null, .text("12.50")])
    #expect(rows[3] == [.int(3), .text("8"), .null, .null, .null, .text(#"{"a":true}"#)])
  }

  @Test(arguments: [
    ("1\n2", "INTEGER"), ("1\n2.5", "REAL"), ("1\n\"x\"", "TEXT"), ("true\n1", "TEXT"),
    ("true\nfalse", "BOOLEAN"),
    ("null\nnull", "TEXT"), ("9007199254740993\n0.5", "TEXT"), ("9007199254740993\n1", "INTEGER"),
    ("[1]\n{}", "TEXT"),
  ])
  func windowsSettleTypes(_ values: String, _ type: String) throws {
    let fixture = try LoadFixture()
    let lines = values.split(separator: "\n").enumerated().map {
      "{\"pid\":\($0.offset),\"v\":\($0.element)}"
    }
    try fixture.file("a.jsonl", lines.joined(separator: "\n"))
    try fixture.load(fixture.request("a.jsonl"))
    #expect(
      try fixture.dump()[0] == [
        .text("CREATE TABLE \"passage\" (\"pid\" INTEGER NOT NULL PRIMARY KEY, \"v\" \(type))")
      ])
    #expect(try fixture.count() == 2)
  }

  @Test func delimitedFilesAreLoaded() throws {
    let fixture = try LoadFixture()
    try fixture.file("a.csv", "pid,zip,score\n1,02134,1\n2,\"\",2.5\n3,,\n")
    try fixture.load(fixture.request("a.csv"))
    #expect(
      try fixture.dump().dropFirst().map { Array($0.dropFirst()) } == [
        [.int(1), .text("02134"), .float(1)], [.int(2), .text(""), .float(2.5)], [.int(3), .null, .null],
      ])
  }

  @Test func withoutAKeyEveryRecordIsARow() throws {
    let fixture = try LoadFixture()
    try fixture.file("a.jsonl", "{\"id\":\"own\",\"t\":\"a\"}\n{\"id\":\"own\",\"t\":\"a\"}\n")
    try fixture.load(fixture.request("a.jsonl", key: nil))
    let table = try #require(try fixture.store.describe("passage"))
    #expect(table.columns.map(\.name) == ["row_id", "id", "t"])
    #expect(table.key == ["row_id"])
    #expect(try fixture.count() == 2)
  }

  @Test func anExistingTableIsUsedAsItIs() throws {
    let fixture = try LoadFixture()
    try fixture.store.execute(
      "CREATE TABLE passage (PID TEXT PRIMARY KEY, n TEXT, own INTEGER DEFAULT 5)", [])
    try fixture.file("a.jsonl", "{\"pid\":7,\"n\":12,\"more\":true}\n")
    try fixture.load(fixture.request("a.jsonl"))
    #expect(try fixture.dump()[1] == [.int(1), .text("7"), .text("12"), .int(5), .bool(true)])
    #expect(fixture.failure(fixture.request("a.jsonl", key: "n"))?.code == "V0429")
    try fixture.store.execute("CREATE VIEW look AS SELECT * FROM passage", [])
    var request = fixture.request("a.jsonl")
    request.table = "look"
    #expect(fixture.failure(request)?.code == "V0428")
  }

  @Test func oddNamesAreOnlyNames() throws {
    let fixture = try LoadFixture()
    let names = [#"x\"; drop table t; --"#, "select", "表", "a b", "1st", "o'neil"]
    let fields = names.map { "\"\($0)\":1" }.joined(separator: ",")
    try fixture.file("a.jsonl", "{\"pid\":1,\(fields)}\n")
    var request = fixture.request("a.jsonl")
    request.table = #"t"; drop table t; --"#
    try fixture.load(request)
    let table = try #require(try fixture.store.describe(request.table))
    #expect(
      table.columns.map(\.name) == ["pid", #"x"; drop table t; --"#, "select", "表", "a b", "1st", "o'neil"])
  }

  @Test func dryRunWritesNothing() throws {
    let fixture = try LoadFixture()
    try fixture.file("a.jsonl", "{\"pid\":1,\"t\":\"x\"}\n")
    var request = fixture.request("a.jsonl")
    request.dryRun = true
    let report = try fixture.load(request)
    #expect(
      report.plannedSQL == [
        #"CREATE TABLE "passage" ("pid" INTEGER NOT NULL PRIMARY KEY, "t" TEXT)"#,
        #"INSERT INTO "passage" ("pid", "t") VALUES (?1, ?2) ON CONFLICT ("pid") DO NOTHING"#,
      ])
    #expect(try fixture.store.describe("passage") == nil)
    #expect(!fixture.store.hasChanges)
  }

  @Test(.enabled(if: sharedFolder != nil, "the shared data folder is absent"))
  func realRecordsComeOutExactly() throws {
    let fixture = try LoadFixture()
    let folder = try #require(sharedFolder) + "/data"
    var request = fixture.request("msmarco-v2-sample/*.gz")
    request.folder = folder
    try fixture.load(request)
    #expect(try fixture.count() == 6)
    let table = try #require(try fixture.store.describe("passage"))
    #expect(table.columns.map(\.name) == ["pid", "passage", "spans", "docid"])
    #expect(
      try fixture.dump()[1].dropFirst() == [
        .text("msmarco_passage_00_0"),
        .text("0-60 Times - 0-60 | 0 to 60 Times & 1/4 Mile Times | Zero to 60 Car Reviews."),
        .text("(0,75)"),
        .text("msmarco_doc_00_0"),
      ])
    request.paths = ["agnews/passages.ndjson.gz", "xquad-en/*.gz"]
    request.table = "two"
    let report = try fixture.load(request)
    #expect(report.files.reduce(0) { $0 + $1.inserted } == (try fixture.dump("two").count - 1))
    #expect(report.files.allSatisfy { $0.bytesPlain > $0.bytesRead && $0.lines >= $0.inserted })
  }
}
