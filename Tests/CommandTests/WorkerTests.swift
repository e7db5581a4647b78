import Support
import Testing

/// Three `vnb worker` processes on one store, one of them killed: every row is done once.
struct WorkerRun {
  let folder = TemporaryFolder()
  let store: String

  init(store: String? = nil) { self.store = store ?? folder.file("s.db") }

  /// One command on the store, which must end well.
  @discardableResult
  func vnb(_ arguments: [String], sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
    let run = try CommandLineRun(arguments, folder: folder.path)
    #expect(run.exitCode == 0, "\(arguments)\n\(run.summary)", sourceLocation: sourceLocation)
    return run.stdout
  }

  /// A query's result as CSV, without its header.
  func select(_ sql: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
    let text = try vnb(
      ["eval", "sql \"\(sql)\"", "--store", store, "--format", "csv"], sourceLocation: sourceLocation)
    return String(text.utf8.drop { $0 != 10 }.dropFirst()) ?? ""
  }

  /// A table `passage(pid, passage)`; each eleventh text is NULL.
  func load(_ rows: Int) throws {
    var text = ""
    for row in 0..<rows {
      let passage = row % 11 == 10 ? "null" : "\"passage \(row) of \(row % 13) and \(row % 101)\""
      text += "{\"pid\": \"p\(row)\", \"passage\": \(passage)}\n"
    }
    try vnb(["load", folder.write("rows.jsonl", text), "-u", store, "-t", "passage", "-k", "pid"])
  }

  /// Starts three workers, kills the first once it has committed a batch, and waits for the others.
  /// - Returns: what the two said, as JSON lines.
  func threeWorkersOneKilled(_ arguments: [String], sourceLocation: SourceLocation = #_sourceLocation) throws
    -> [String]
  {
    let script = """
      vnb=$0
      "$vnb" worker "$@" --progress >one.out 2>one.err & one=$!
      "$vnb" worker "$@" --format jsonl >two.out 2>two.err & two=$!
      "$vnb" worker "$@" --format jsonl >three.out 2>three.err & three=$!
      while ! grep -Eq '^(embed|assign): [1-9]' one.err && kill -0 $one 2>/dev/null; do sleep 0.01; done
      kill -9 $one
      wait $two || exit 3
      wait $three || exit 4
      """
    let run = try CommandLineRun(
      ["-c", script, vnbBinary, "-u", store, "--lease", "1.5"] + arguments, program: "/bin/sh",
      folder: folder.path)
    let told = try ["one", "two", "three"].map { try Files.readText(folder.file("\($0).err")) }
    #expect(
      run.exitCode == 0, "\(run.summary)\(told.joined(separator: "---\n"))", sourceLocation: sourceLocation)
    return try ["two", "three"].map { try Files.readText(folder.file("\($0).out")) }
  }

  static let embedding = ["-t", "passage", "-i", "passage", "-o", "v", "-m", "hash"]
  static let assigning = ["-t", "passage", "-i", "v"]
}

@Suite(.serialized) struct WorkerTests {
  @Test func threeWorkersOnAFileDoEveryRowOnce() throws {
    let run = WorkerRun()
    try run.load(6_600)
    try run.vnb([
      "eval",
      """
      sql "create table audit (pid text primary key, n integer); \
      create trigger audited after update on passage begin \
      insert into audit values (new.pid, 1) on conflict (pid) do update set n = n + 1; end"
      """, "--store", run.store,
    ])
    let reports = try run.threeWorkersOneKilled(
      ["--job", "embed", "--chunk-rows", "1000", "-b", "100", "-w", "1"] + WorkerRun.embedding)
    #expect(
      reports.contains { $0.contains("\"taken_over\": 1") || $0.contains("\"taken_over\":1") }, "\(reports)")
    #expect(
      reports.contains { $0.contains("\"finished\": true") || $0.contains("\"finished\":true") }, "\(reports)"
    )
    #expect(try run.select("select n, count(*) from audit group by n") == "1,6000\n")

    let plain = WorkerRun()
    try plain.load(6_600)
    try plain.vnb(["embed", "-u", plain.store] + WorkerRun.embedding)
    // A few elements of each; PipelineTests compare all bytes.
    let vectors = "select pid, hex(substr(v, 401, 12)) from passage order by pid"
    // Outside the expectation, which would show 6,600 lines.
    let isSame = try run.select(vectors) == plain.select(vectors)
    #expect(isSame)
  }

  @Test func statusAndNothingToDo() throws {
    let run = WorkerRun()
    try run.load(22)
    #expect(try run.vnb(["worker", "-u", run.store, "--status"]) == "")
    let words = ["worker", "-u", run.store, "--job", "embed", "--format", "csv"] + WorkerRun.embedding
    let first = try run.vnb(words + ["--chunk-rows", "10", "--max-chunks", "1"])
    #expect(first.split(separator: "\n").last?.hasSuffix(",1,9,0,0,false") == true, "\(first)")
    let status = try run.vnb(["worker", "-u", run.store, "--status", "--format", "csv"])
    let line = try #require(status.split(separator: "\n").last)
    #expect(line.hasSuffix(",\"embed passage.passage into v, hash\",3,1,0,0,0,22,9,0"), "\(status)")
    try run.vnb(words + ["--no-wait"])
    let last = try run.vnb(words)
    #expect(last.split(separator: "\n").last?.hasSuffix(",0,0,0,0,true") == true, "\(last)")
    #expect(try run.select("select count(*) from passage where v is null") == "2\n")
  }

  @Test func aStoppedWorkerSaysWhatIsKeptAndLeavesItsChunk() throws {
    let run = WorkerRun()
    try run.load(5_500)
    let words = ["worker", "-u", run.store, "--job", "embed", "-b", "10", "-p"] + WorkerRun.embedding
    let stopped = try CommandLineRun(
      words, folder: run.folder.path, stop: .whenStderr(contains: "embed: ", signal: 2))
    #expect(stopped.exitCode == 130, "\(stopped.summary)")
    #expect(stopped.stderr.contains("`worker` was stopped; "), "\(stopped.stderr)")
    #expect(
      try run.select("select count(*) from vnb_chunks where owner is not null and not is_done") == "0\n")
    try run.vnb(words)
    #expect(try run.select("select count(v) from passage") == "5000\n")
  }

  @Test func aWrongModelIsToldOfBeforeAnythingIsWritten() throws {
    let run = WorkerRun()
    try run.load(5)
    let words = ["worker", "-u", run.store, "--job", "embed", "-t", "passage", "-i", "passage", "-o", "v"]
    let wrong = try CommandLineRun(words + ["-m", "no-such-model"])
    #expect(wrong.exitCode == 1 && wrong.stderr.contains("no-such-model"), "\(wrong.summary)")
    let early = try CommandLineRun(["worker", "-u", run.store, "--job", "assign"] + WorkerRun.assigning)
    #expect(early.exitCode == 1 && early.stderr.contains("no column `v`"), "\(early.summary)")
    #expect(try run.vnb(["worker", "-u", run.store, "--status"]) == "")
  }
}
