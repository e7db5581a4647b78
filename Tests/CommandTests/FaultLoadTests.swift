import Glibc
import Support
import Testing

/// Bad input files: what stands before the fault is kept and counted, the place is named, and the mended file completes.
@Suite struct FaultLoadTests {
  static let rows = 300
  static let good = 200

  /// One line that no load takes, and the words about it.
  struct BadLine: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let bytes: [UInt8]
    let words: String

    init(_ name: String, _ bytes: [UInt8], _ words: String) {
      (testDescription, self.bytes, self.words) = (name, bytes, words)
    }
    init(_ name: String, _ text: String, _ words: String) { self.init(name, Array(text.utf8), words) }
  }

  static let badLines = [
    BadLine("NUL byte", Array(#"{"pid": "x"#.utf8) + [0] + Array(#"y"}"#.utf8), "control byte 0x0"),
    BadLine("escaped NUL", #"{"pid": "x\u0000y"}"#, "has a NUL character"),
    BadLine(
      "invalid UTF-8", Array(#"{"pid": "x", "passage": "a"#.utf8) + [0xFF, 0xFE] + Array(#""}"#.utf8),
      "not valid UTF-8"),
    BadLine("lone surrogate", #"{"pid": "x", "passage": "a\ud800"}"#, "half a surrogate pair"),
    BadLine("object as key", #"{"pid": {"a": 1}, "passage": "a"}"#, "the key `pid` must be text"),
    BadLine("no key", #"{"passage": "a"}"#, "has no key `pid`"),
    BadLine("null key", #"{"pid": null}"#, "key `pid`"),
    BadLine(
      "deep nesting",
      #"{"pid": "x", "passage": "# + String(repeating: "[", count: 100_000)
        + String(repeating: "]", count: 100_000) + "}", "nested more than 256 deep"),
    BadLine("cut line", #"{"pid": "x", "passa"#, "ends inside a string"),
    BadLine("no JSON", "pid,passage", "where a record"),
  ]

  @Test(arguments: badLines) func aBadLineIsNamedAndTheRowsBeforeItStay(_ bad: BadLine) throws {
    let fault = FaultFolder()
    let before = Array(FaultFolder.records(0..<Self.good).utf8)
    let after = Array(FaultFolder.records(Self.good..<Self.rows).utf8)
    try fault.folder.write("r.jsonl", bytes: before + bad.bytes + [10] + after)
    let run = try fault.load("r.jsonl")
    #expect(run.exitCode == 1 && run.stdout.isEmpty, "\(run.summary)")
    #expect(
      run.stderr.contains("r.jsonl:\(Self.good + 1): ") && run.stderr.contains(bad.words), "\(run.stderr)")
    #expect(
      run.stderr.contains("the 200 records before it are stored in `t`, 200 of them new"), "\(run.stderr)")
    #expect(run.stderr.contains("skip_bad: 1") && run.stderr.utf8.count < 2_000)
    #expect(try fault.count() == Self.good)
    let skipping = try fault.load("r.jsonl", ["--skip-bad", "1"])
    #expect(skipping.exitCode == 0, "\(skipping.summary)")
    #expect(try fault.count() == Self.rows)
    try fault.folder.write("r.jsonl", bytes: before + after)
    #expect(try fault.load("r.jsonl").exitCode == 0)
    #expect(try fault.count() == Self.rows)
  }

  /// File name, its text, the line at fault, words, rows kept.
  @Test(arguments: [
    ("r.csv", "pid,passage\na,1\nb,2\nc\nd,4\n", "r.csv:4: the line has 1 field", 2),
    ("r.csv", "pid,passage\na,1\nb,2\nc,3,4\nd,4\n", "r.csv:4: the line has 3 fields", 2),
    ("r.csv", "pid,passage\na,1\nb,\"2\n", "r.csv:3: the quote opened in this line is never closed", 1),
    ("r.csv", "pid,pid\na,1\n", "r.csv:1: the header line", 0),
    (
      "r.json", "[{\"pid\": 1},\n{\"pid\": 2}]\n", "r.json:1: JSON Lines is expected, this is a JSON array", 0
    ),
    ("r.json", "{\n  \"pid\": 1\n}\n", "r.json:1: JSON Lines is expected", 0),
    ("r.jsonl", "{\"id\": 1}\n{\"id\": 2}\n", "r.jsonl:1: the record has no key `pid`", 0),
  ])
  func aFileOfTheWrongShapeIsNamed(_ name: String, _ text: String, _ words: String, _ kept: Int) throws {
    let fault = FaultFolder()
    try fault.folder.write(name, text)
    let run = try fault.load(name)
    #expect(run.exitCode == 1 && run.stderr.contains(words), "\(run.summary)")
    #expect(run.stderr.contains(kept == 0 ? "nothing was written" : "stored in `t`, \(kept) of them new"))
    #expect(try fault.count() == kept)
    try fault.folder.write(
      "mended.jsonl", "{\"pid\": \"a\", \"passage\": 1}\n{\"pid\": \"e\", \"passage\": 5}\n")
    #expect(try fault.load("mended.jsonl").exitCode == 0)
    #expect(try fault.count("pid in ('a', 'e')") == 2)
  }

  @Test func cutGzipKeepsWhatCameOut() throws {
    let fault = FaultFolder()
    let whole = try fault.gzip(FaultFolder.records(0..<3000))
    try fault.folder.write("r.gz", bytes: Array(whole[..<(whole.count / 2)]))
    let run = try fault.load("r.gz")
    let kept = try fault.count()
    #expect(run.exitCode == 1 && kept > 100 && kept < 3000, "\(run.summary)")
    #expect(
      run.stderr.contains("`r.gz` is cut short") && run.stderr.contains("in line \(kept + 1) of its text"))
    #expect(try fault.seed.select("select count(*) from t where passage not like 'word%of text%'") == ["0"])
    try fault.folder.write("r.gz", bytes: whole)
    #expect(try fault.load("r.gz").exitCode == 0)
    #expect(try fault.count() == 3000)
  }

  /// Garbage is no cut file, however long it is. (No gzip file is shorter than 20 bytes: such a one is cut.)
  @Test func corruptGzipIsToldApartFromACutOne() throws {
    let fault = FaultFolder()
    let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]
    var random = SeededGenerator(seed: 4)
    for length in [16, 40, 1_000, 70_000, 600_000] {
      try fault.folder.write("r.gz", bytes: header + random.bytes(length))
      let run = try fault.load("r.gz")
      #expect(
        run.exitCode == 1 && run.stderr.contains("`r.gz` is damaged: the gzip"), "\(length): \(run.stderr)")
      #expect(!run.stderr.contains("cut short"))
    }
    var whole = try fault.gzip(FaultFolder.records(0..<3000))
    whole.replaceSubrange(whole.count / 2..<whole.count / 2 + 50, with: random.bytes(50))
    try fault.folder.write("r.gz", bytes: whole)
    let run = try fault.load("r.gz")
    #expect(run.exitCode == 1 && run.stderr.contains("`r.gz` is damaged: the gzip"), "\(run.stderr)")
  }

  @Test func whatIsNoFileIsNamed() throws {
    let fault = FaultFolder()
    try Files.makeFolder(fault.folder.file("f"))
    #expect(mkfifo(fault.folder.file("pipe"), 0o600) == 0)
    for (name, words) in [
      ("f", "`f` is a folder"), ("gone.jsonl", "cannot open `gone.jsonl`: there is no such file"),
      ("*.gz", "no file matches `*.gz`"), ("pipe", "`pipe` is a named pipe, not a regular file"),
      ("pi*", "no file matches `pi*`"), ("/dev/zero", "`/dev/zero` is a device, not a regular file"),
      ("s.db/x", "cannot open `s.db/x`"),
    ] {
      let run = try fault.load(name, limit: 10)
      #expect(run.exitCode == 1 && run.stderr.contains(words) && !run.wasStopped, "\(name): \(run.summary)")
      #expect(try fault.count() == 0)
    }
    try fault.folder.write("none.jsonl", "")
    let run = try fault.load("none.jsonl")
    #expect(run.exitCode == 0 && run.stderr.contains("none.jsonl"), "\(run.summary)")
    #expect(try fault.count() == 0)
  }

  /// What is unusual but right is taken: Windows' line ends and mark, records twice, no line end at the end, a pipe.
  @Test func unusualFilesAreFine() throws {
    let fault = FaultFolder()
    let text = FaultFolder.records(0..<50)
    for (name, bytes) in [
      ("bom.jsonl", "\u{FEFF}" + text.replacing("\n", with: "\r\n")), ("twice.jsonl", text + text),
      ("open.jsonl", String(text.dropLast())), ("blank.jsonl", "\n\n" + text + "\n \n"),
    ] {
      try fault.folder.write(name, bytes)
      let run = try CommandLineRun(
        ["load", name, "-u", name + ".db", "-t", "t", "-k", "pid"], folder: fault.folder.path)
      #expect(run.exitCode == 0, "\(run.summary)")
      let rows = try CommandLineRun(
        [
          "eval", "sql \"select count(*), max(length(passage)) from t\"", "--store", name + ".db", "--format",
          "csv",
        ],
        folder: fault.folder.path)
      #expect(rows.stdout.hasSuffix("\n50,16\n"), "\(name): \(rows.summary)")
    }
    let piped = try CommandLineRun(
      ["-c", "cat bom.jsonl | \"$0\" load /dev/stdin -u s.db -t t -k pid", vnbBinary], program: "/bin/sh",
      folder: fault.folder.path, limit: 20)
    #expect(piped.exitCode == 0, "\(piped.summary)")
    #expect(try fault.count() == 50)
  }

  /// Only with an optimised program: a line of 101 MB is refused by its length, those before it are kept.
  @Test(.enabled(if: environment("VNB_BINARY") != nil, "VNB_BINARY names no optimised program"))
  func aHugeLineIsRefused() throws {
    let fault = FaultFolder()
    try fault.folder.write("head", FaultFolder.records(0..<3) + "{\"pid\": \"x\", \"passage\": \"")
    try fault.tool(
      "sh", ["-c", "{ cat head; head -c 101000000 /dev/zero | tr '\\0' a; printf '\"}\\n'; } > r.jsonl"])
    let run = try fault.load("r.jsonl")
    #expect(
      run.exitCode == 1 && run.stderr.contains("r.jsonl:4: the line is longer than 100000000 bytes"),
      "\(run.summary)")
    #expect(try fault.count() == 3)
  }
}
