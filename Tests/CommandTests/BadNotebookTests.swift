import Support
import Testing

/// Files that are no notebooks: every command says which file and which line, exits with 2, and leaves everything as it was.
@Suite struct BadNotebookTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]
    let code: String
    /// The line that is named; nil where the whole file is meant.
    let line: Int?
    var testDescription: String { name }

    init(_ name: String, _ text: String, _ code: String, _ line: Int?) {
      self.init(name, Array(text.utf8), code, line)
    }
    init(_ name: String, _ bytes: [UInt8], _ code: String, _ line: Int?) {
      (self.name, self.bytes, self.code, self.line) = (name, bytes, code, line)
    }
  }

  private static let cell = "# T\n\n```vnb name=a\n1 + 1\n```\n"
  private static let lock = "```out 5f2a91c0\n2\n```\n\n```lock\nvnb 0.1.0 engine 1\n"

  static let cases: [Case] = [
    Case("cut in a cell", "# T\n\n```vnb name=a\n1 +", "V0720", 3),
    Case("cut in an output", cell + "```out 5f2a91c0\n2", "V0720", 6),
    Case("cut in the lock", cell + lock + "data x.jsonl sha256:9f2c", "V0720", 10),
    Case("cut in the front matter", "---\ntitle: x\n", "V0710", 1),
    Case("unknown key", "---\nvnb: 1\nwidht: 9\n---\n" + cell, "V0712", 3),
    Case("key twice", "---\nseed: 1\nseed: 2\n---\n" + cell, "V0713", 3),
    Case("unknown attribute", "text\n```vnb nmae=x\n1\n```\n", "V0722", 2),
    Case("name twice", cell + "\n```vnb name=a\n2\n```\n", "V0725", 7),
    Case("two outputs", cell + "```out\n2\n```\n```out\n2\n```\n", "V0729", 9),
    Case("hash of an output that is none", cell + "```out 5f2a91\n2\n```\n", "V0730", 6),
    Case("digest in the lock that is none", cell + lock + "data x sha256:00ff rows 1\n```\n", "V0733", 12),
    Case("two locks", cell + lock + "```\n" + "```lock\n```\n", "V0731", 13),
    Case("newer format", "---\nvnb: 99\n---\n" + cell, "V0715", 2),
    Case("NUL", cell + "a\u{0}b\n", "V0704", 6),
    Case("NUL in a cell", "```vnb\n1\n\u{0}\n```\n", "V0704", 3),
    Case("no UTF-8", Array(cell.utf8) + [0x61, 0xC3, 0x28, 0x0A], "V0705", 6),
    Case("UTF-8 cut in a letter", Array(cell.utf8) + [0xE8, 0xA1], "V0705", 6),
    Case("UTF-16", [0xFF, 0xFE] + cell.utf8.flatMap { [$0, 0] }, "V0704", 1),
    Case("long line", cell + String(repeating: "x", count: 1_100_000) + "\n", "V0703", 6),
    Case("line of URLs", cell + "@" + String(repeating: "://", count: 400_000) + "\n", "V0703", 6),
    Case("too many cells", String(repeating: "```vnb\n```\n", count: 10_001), "V0706", 20_001),
  ]
  static let commands = [
    ["run"], ["check"], ["update"], ["status"], ["export", "--to", "md"], ["export", "--to", "script"],
  ]

  @Test(arguments: cases, commands)
  func isRefused(_ bad: Case, _ command: [String]) throws {
    try expectRefused(bad, command)
  }

  /// A disk image, say. The limit is told instead of a line: so much is not read.
  @Test func lineOfAHundredMegabytesIsRefused() throws {
    let line = [UInt8](repeating: 0x61, count: 100_000_000)
    for command in Self.commands { try expectRefused(Case("100 MB", line, "V0702", nil), command) }
  }

  private func expectRefused(_ bad: Case, _ command: [String]) throws {
    let folder = TemporaryFolder()
    try folder.write("bad.vnb", bytes: bad.bytes)
    let run = try CommandLineRun(command + ["bad.vnb"], folder: folder.path, limit: 180)
    #expect(run.exitCode == 2 && run.signal == nil, "\(command)\n\(run.summary.prefix(2_000))")
    #expect(run.stderr.contains("error[\(bad.code)]"), "\(run.stderr.prefix(2_000))")
    let place = bad.line.map { "bad.vnb:\($0):" } ?? "bad.vnb"
    #expect(run.stderr.contains(place), "\(run.stderr.prefix(2_000))")
    #expect(run.stderr.utf8.count < 8_000, "a message is for reading")
    #expect(run.stdout.isEmpty || run.stdout == "bad.vnb: cannot be read\n", "\(run.stdout)")
    #expect(Files.list(folder.path) == ["bad.vnb"])
    #expect(try Files.read(folder.file("bad.vnb")) == bad.bytes)
  }

  /// Such a file can be read, so it is the cell that fails, or that is stale.
  @Test(arguments: [
    (["run"], 0), (["check"], 3), (["status"], 3), (["update"], 0),
    (["export", "--to", "md", "--no-run"], 0),
  ])
  func wrongHashOfTheRightFormIsStale(_ command: [String], _ code: Int) throws {
    let folder = TemporaryFolder()
    let path = try folder.write("a.vnb", Self.cell + "```out 00000000\n2\n```\n")
    let run = try CommandLineRun(command + ["a.vnb"], folder: folder.path, limit: 180)
    #expect(Int(run.exitCode) == code, "\(run.summary)")
    let isRewritten = try !Files.readText(path).contains("00000000")
    #expect(isRewritten == (command == ["update"]))
  }

  /// Nesting that no program could take: the language's limit is told with its place, and nothing falls over.
  @Test(arguments: [
    ("(", ")"), ("[", "]"), ("{a: ", "}"), ("if true { ", " }"), ("not ", ""), ("-", ""), ("\"{", "}\""),
  ])
  func deepNestingInACellIsAnErrorThere(_ opening: String, _ closing: String) throws {
    let folder = TemporaryFolder()
    let depth = 2_000
    let program = String(repeating: opening, count: depth) + "1" + String(repeating: closing, count: depth)
    let text = "# T\n\n```vnb\nlet x = \(program)\n```\n"
    let path = try folder.write("a.vnb", text)
    for (command, codes) in [
      (["run"], [1]), (["check"], [1]), (["update"], [1]), (["status"], [0]),
      (["export", "--to", "md"], [1]), (["export", "--to", "script"], [0]),
    ] as [([String], [Int32])] {
      let run = try CommandLineRun(command + ["a.vnb"], folder: folder.path, limit: 180)
      #expect(codes.contains(run.exitCode) && run.signal == nil, "\(command) \(run.stderr.prefix(1_000))")
      #expect(run.exitCode == 0 || run.stderr.contains("a.vnb:4:"), "\(run.stderr.prefix(1_000))")
      #expect(run.stderr.utf8.count < 8_000)
    }
    #expect(try Files.readText(path) == text && Files.list(folder.path) == ["a.vnb"])
  }
}
