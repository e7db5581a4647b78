import Glibc
import Support
import Testing

/// Bad moments and bad surroundings of the program itself.
@Suite(.serialized) struct FaultProcessTests {
  static let rows = 120_000

  /// Ctrl-C in the middle: exit 130, the words count what the store holds, and the same command completes.
  @Test func aStoppedLoadSaysWhatItKept() throws {
    let fault = FaultFolder()
    try fault.folder.write("r.jsonl", FaultFolder.records(0..<Self.rows))
    let run = try fault.load("r.jsonl", stop: .whenFile(fault.store, reaches: 3_000_000, signal: SIGINT))
    let kept = try fault.count()
    #expect(run.exitCode == 130 && run.signal == nil && kept < Self.rows, "\(run.summary)")
    #expect(
      run.stderr.contains(kept == 0 ? "nothing was written" : Self.grouped(kept)), "\(kept): \(run.stderr)")
    #expect(try fault.load("r.jsonl").exitCode == 0)
    #expect(try fault.count() == Self.rows)
    #expect(try fault.seed.select("pragma integrity_check") == ["ok"])
  }

  @Test func aStoppedEmbedSaysWhatItKept() throws {
    let fault = FaultFolder()
    try fault.folder.write("r.jsonl", FaultFolder.records(0..<20_000))
    #expect(try fault.load("r.jsonl").exitCode == 0)
    let size = Files.size(fault.store) ?? 0
    let run = try fault.embed(
      ["-b", "100"], stop: .whenFile(fault.store, reaches: size + 4_000_000, signal: SIGINT))
    let kept = try fault.count("v is not null")
    #expect(run.exitCode == 130 && kept > 0 && kept < 20_000, "\(kept): \(run.summary)")
    #expect(run.stderr.contains(Self.grouped(kept)), "\(kept): \(run.stderr)")
    #expect(try fault.embed().exitCode == 0)
    #expect(try fault.count("length(v) = 1536") == 20_000)
  }

  /// A pipe whose writer says nothing more: Ctrl-C ends the wait, and half a record is none.
  @Test func aStalledPipeCanBeStopped() throws {
    let fault = FaultFolder()
    #expect(mkfifo(fault.folder.file("pipe"), 0o600) == 0)
    let script =
      "exec 3<>pipe; printf '%s' '{\"pid\": 1}' >&3; exec \"$0\" load /dev/stdin -u s.db -t t -k pid <&3"
    let run = try CommandLineRun(
      ["-c", "cd \"$1\" && \(script)", vnbBinary, fault.folder.path], program: "/bin/sh", limit: 10,
      stop: .after(seconds: 0.8, signal: SIGINT))
    #expect(run.exitCode == 130 && run.seconds < 5, "\(run.summary)")
    #expect(run.stderr.contains("interrupted") && run.stderr.contains("nothing was written"), "\(run.stderr)")
    #expect(try fault.count() == 0)
  }

  private static func grouped(_ number: Int) -> String {
    let digits = String(number)
    return digits.count < 4 ? digits : "\(digits.dropLast(3)),\(digits.suffix(3))"
  }

  /// Nobody reads on: no word about it, and the code a shell gives.
  @Test func aClosedPipeEndsQuietly() throws {
    let fault = FaultFolder()
    try fault.folder.write("r.jsonl", FaultFolder.records(0..<20_000))
    #expect(try fault.load("r.jsonl").exitCode == 0)
    let script = "{ \"$0\" eval 'table \"t\"' --store s.db --format csv; echo \"code $?\" >&2; } | head -1"
    let run = try CommandLineRun(
      ["-c", script, vnbBinary], program: "/bin/sh", folder: fault.folder.path, limit: 20)
    #expect(run.stdout == "pid,passage\n" && run.stderr == "code 141\n", "\(run.summary)")
    let full = try CommandLineRun(
      ["-c", "\"$0\" eval 'table \"t\"' --store s.db > /dev/full", vnbBinary], program: "/bin/sh",
      folder: fault.folder.path, limit: 20)
    #expect(
      full.exitCode == 1 && full.stderr.contains("cannot write standard output: No space left"),
      "\(full.summary)")
  }

  /// No home, or one where nothing can be written: all that needs none works, and the prompt too.
  @Test(
    arguments: [
      ["HOME": nil], ["HOME": "/nonexistent"], ["HOME": ""], ["XDG_STATE_HOME": "/proc/nothing"],
      ["XDG_STATE_HOME": "/dev/null/x"], ["HOME": nil, "XDG_DATA_HOME": nil, "XDG_STATE_HOME": nil],
    ] as [[String: String?]])
  func aHomeIsNotNeeded(_ changes: [String: String?]) throws {
    let fault = FaultFolder()
    try fault.folder.write("r.jsonl", FaultFolder.records(0..<20))
    for arguments in [
      ["load", "r.jsonl", "-u", "s.db", "-t", "t", "-k", "pid"],
      ["embed", "-u", "s.db", "-t", "t", "-i", "passage", "-o", "v", "-m", "hash"],
      ["search", "-u", "s.db", "-t", "t", "-i", "passage", "-o", "v", "word3 of text 3", "-l", "1"],
    ] {
      let run = try CommandLineRun(arguments, environment: changes, folder: fault.folder.path)
      #expect(run.exitCode == 0, "\(arguments) \(changes)\n\(run.summary)")
    }
    let piped = try CommandLineRun([], input: "1 + 1\n", environment: changes, folder: fault.folder.path)
    #expect(piped.exitCode == 0 && piped.stdout == "2\n", "\(changes)\n\(piped.summary)")
    #expect(Files.list(fault.folder.path).allSatisfy { $0.hasPrefix("s.db") || $0 == "r.jsonl" })
  }
}
