import Glibc
import Support
import Testing

/// Several programs on one store at once.
@Suite(.serialized) struct FaultWriterTests {
  /// Runs vnb by `command` ($VNB) while another program holds the write lock for `seconds`.
  private func whileLocked(_ fault: FaultFolder, _ seconds: Double, _ command: String) throws
    -> CommandLineRun
  {
    try fault.folder.write(
      "hold.py",
      """
      import sqlite3, subprocess, sys, time
      c = sqlite3.connect('s.db', isolation_level=None)
      c.execute('begin immediate')
      p = subprocess.Popen([sys.argv[1]] + sys.argv[3:])
      end = time.time() + float(sys.argv[2])
      while time.time() < end and p.poll() is None: time.sleep(0.02)
      c.execute('rollback')
      sys.exit(p.wait())
      """)
    let words = command.split(separator: " ").map(String.init)
    return try CommandLineRun(
      ["python3", "hold.py", vnbBinary, "\(seconds)"] + words, program: "/usr/bin/env",
      folder: fault.folder.path, limit: 30)
  }

  private func loaded() throws -> FaultFolder {
    let fault = FaultFolder()
    try fault.folder.write("a.jsonl", FaultFolder.records(0..<100))
    try fault.folder.write("b.jsonl", FaultFolder.records(100..<300))
    #expect(try fault.load("a.jsonl").exitCode == 0)
    return fault
  }

  static let load = "load b.jsonl -u s.db -t t -k pid"

  @Test(.enabled(if: hasPython, "python3 with sqlite3 is absent"))
  func aLockThatStaysIsTold() throws {
    let fault = try loaded()
    let run = try whileLocked(fault, 12, Self.load)
    #expect(run.exitCode == 1 && run.seconds > 4 && run.seconds < 9, "\(run.seconds): \(run.summary)")
    #expect(
      run.stderr.contains("`s.db` is being written by another program; waited 5 s for it"), "\(run.stderr)")
    #expect(run.stderr.contains("nothing was written"), "\(run.stderr)")
    #expect(try fault.count() == 100)
    #expect(try fault.load("b.jsonl").exitCode == 0)
    #expect(try fault.count() == 300)
  }

  @Test(.enabled(if: hasPython, "python3 with sqlite3 is absent"))
  func aLockReleasedInTimeIsWaitedFor() throws {
    let fault = try loaded()
    let run = try whileLocked(fault, 1.2, Self.load)
    #expect(run.exitCode == 0 && run.seconds > 1, "\(run.summary)")
    let embed = try whileLocked(fault, 1.2, "embed -u s.db -t t -i passage -o v -m hash")
    #expect(embed.exitCode == 0 && embed.seconds > 1, "\(embed.summary)")
    #expect(try fault.count("v is not null") == 300)
  }

  /// Two loads of different files at once: both end well, and every row is there once. Also when both make the store.
  @Test(arguments: [true, true, true, false]) func twoLoadsAtOnceBothFinish(_ isNew: Bool) throws {
    let fault = isNew ? FaultFolder() : try loaded()
    try fault.folder.write("x.jsonl", FaultFolder.records(0..<20_000))
    try fault.folder.write("y.jsonl", FaultFolder.records(15_000..<40_000))
    let script = """
      "$0" load x.jsonl -u s.db -t t -k pid -b 100 & first=$!
      "$0" load y.jsonl -u s.db -t t -k pid -b 100; second=$?
      wait $first || exit 3
      exit $second
      """
    let run = try CommandLineRun(
      ["-c", script, vnbBinary], program: "/bin/sh", folder: fault.folder.path, limit: 40)
    #expect(run.exitCode == 0, "\(run.summary)")
    #expect(try fault.count() == 40_000)
  }
}
