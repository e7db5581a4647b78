import Glibc
import Support
import Testing

/// Bad database files, second writers and full disks.
@Suite(.serialized) struct FaultStoreTests {
  static let rows = 2_000

  private func loaded() throws -> FaultFolder {
    let fault = FaultFolder()
    try fault.folder.write("r.jsonl", FaultFolder.records(0..<Self.rows))
    #expect(try fault.load("r.jsonl").exitCode == 0)
    return fault
  }

  /// Every way to open it refuses the file by name, and changes no byte of it.
  private func expectRefused(_ fault: FaultFolder, _ words: String) throws {
    let before = try Files.read(fault.store)
    try fault.folder.write("more.jsonl", FaultFolder.records(0..<10))
    for run in [
      try fault.load("more.jsonl"), try fault.embed(),
      try CommandLineRun(["eval", "table \"t\"", "--store", "s.db"], folder: fault.folder.path),
    ] {
      #expect(run.exitCode == 1 && run.stdout.isEmpty && run.stderr.contains(words), "\(run.summary)")
    }
    #expect(try Files.read(fault.store) == before)
  }

  @Test func whatIsNoDatabaseIsRefused() throws {
    let fault = FaultFolder()
    for bytes in [
      Array("pid,passage\n".utf8), Array("SQLite format 3\0".utf8), [UInt8](repeating: 7, count: 9000),
    ] {
      try fault.folder.write("s.db", bytes: bytes)
      try expectRefused(fault, "`s.db` is not a SQLite database")
    }
  }

  /// Cut anywhere, a database is refused and gives no wrong rows; the whole copy is read again.
  @Test func aCutDatabaseIsRefused() throws {
    let fault = try loaded()
    let whole = try Files.read(fault.store)
    #expect(!Files.exists(fault.store + "-wal"))
    for length in [100, 4_096, 40_000, whole.count / 2, whole.count - 32_768, whole.count - 1] {
      try fault.folder.write("s.db", bytes: Array(whole[..<length]))
      try expectRefused(fault, "`s.db` is damaged: it is cut short, with ")
    }
    try fault.folder.write("s.db", bytes: whole)
    #expect(try fault.count() == Self.rows)
  }

  /// Other page sizes and journals, among them one of 65,536 bytes, which the header writes as 1.
  @Test(.enabled(if: hasPython, "python3 with sqlite3 is absent"), arguments: [512, 4096, 65_536])
  func foreignDatabasesAreRefusedOnlyWhenCut(_ page: Int) throws {
    let fault = FaultFolder()
    try fault.tool(
      "python3",
      [
        "-c",
        """
        import sqlite3
        c = sqlite3.connect('s.db'); c.execute('pragma page_size = \(page)')
        c.execute('create table t (pid text primary key, passage text)')
        c.executemany('insert into t values (?, ?)', [('p%d' % i, 'x' * 50) for i in range(5000)]); c.commit()
        """,
      ])
    #expect(try fault.count() == 5000)
    let whole = try Files.read(fault.store)
    try fault.folder.write("s.db", bytes: Array(whole[..<(whole.count - page)]))
    try expectRefused(fault, "`s.db` is damaged: it is cut short")
    // A counter that says that the count of pages is stale: SQLite's own judgement holds.
    var stale = whole
    (stale[31], stale[95]) = (255, stale[95] &+ 1)
    try fault.folder.write("s.db", bytes: stale)
    #expect(try fault.count() == 5000)
  }

  /// The log beside the file holds what the file lacks: a store killed before its checkpoint opens.
  @Test func aLogMakesUpForAShortFile() throws {
    let fault = FaultFolder()
    try fault.folder.write("r.jsonl", FaultFolder.records(0..<120_000))
    let run = try fault.load("r.jsonl", stop: .whenFile(fault.store, reaches: 3_000_000))
    #expect(run.signal == SIGKILL, "\(run.summary)")
    let kept = try fault.count()
    #expect(kept >= 0)
    #expect(try fault.load("r.jsonl").exitCode == 0)
    #expect(try fault.count() == 120_000)
  }

  @Test(.enabled(if: getuid() == 0 && Self.canMount, "no right to mount a file system"))
  func aReadOnlyDatabaseIsReadAndNotWritten() throws {
    let fault = try loaded()
    try fault.tool("mount", ["--bind", fault.folder.path, fault.folder.path])
    defer { _ = try? CommandLineRun(["umount", fault.folder.path], program: "/usr/bin/env") }
    try fault.tool("mount", ["-o", "remount,bind,ro", fault.folder.path])
    #expect(try fault.count() == Self.rows)
    for run in [try fault.load("r.jsonl"), try fault.embed()] {
      #expect(run.exitCode == 1 && run.stderr.contains("`s.db` can only be read"), "\(run.summary)")
    }
    try fault.tool("mount", ["-o", "remount,bind,rw", fault.folder.path])
    #expect(try fault.embed().exitCode == 0)
    #expect(try fault.count("v is not null") == Self.rows)
  }

  static let canMount: Bool = {
    let folder = TemporaryFolder()
    let arguments = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder.path]
    guard (try? CommandLineRun(arguments, program: "/usr/bin/env"))?.exitCode == 0 else { return false }
    _ = try? CommandLineRun(["umount", folder.path], program: "/usr/bin/env")
    return true
  }()
}
