import Support
import Testing

@testable import Notebooks

/// What an update changes of a file and what it leaves, byte for byte.
@Suite struct UpdateTests {
  static let lock = Lock(version: "9.9.9", engine: 7)
  static let lockText = "\n```lock\nvnb 9.9.9 engine 7\n```\n"

  /// The text after an update; `results` by cell.
  func updated(_ text: String, _ results: [Int: NotebookRun.CellResult], lock: Lock? = nil) throws -> String {
    let notebook = try parse(text)
    let bytes = notebook.updated(with: results, lock: lock)
    // What an update writes, a second one leaves.
    let again = try Notebook(parsing: bytes, name: "t.vnb").updated(with: results, lock: lock)
    #expect(again == bytes, "\(String(decoding: again, as: UTF8.self))")
    return String(decoding: bytes, as: UTF8.self)
  }

  func hash(_ program: String) throws -> String { try parse("```vnb\n\(program)\n```\n").cells[0].hash }

  @Test func blockThatAgreesStays() throws {
    let text = "a\t\n```vnb\nx\n```\n\n~~~out \(try hash("x"))\n0.25 [..]\n...\n~~~\nend"
    #expect(try updated(text, [0: .init(out: "0.26 anything\n1\n2\n")]) == text)
  }

  @Test func staleBlockThatAgreesOnlyGetsTheNewHash() throws {
    let text = "```vnb\nx\n```\n````out 00000000\n0.25 [..]\n````\n"
    #expect(
      try updated(text, [0: .init(out: "0.26 y\n")]) == text.replacing("00000000", with: try hash("x")))
  }

  @Test func blockWithoutHashThatAgreesStays() throws {
    let text = "```vnb\nx\n```\n```out\n1\n```\n"
    #expect(try updated(text, [0: .init(out: "1\n")]) == text)
  }

  @Test func blockThatDoesNotHoldIsRewritten() throws {
    let x = try hash("x")
    let text = "```vnb\nx\n```\n\n```out \(x)\n1\n```\nprose\n"
    #expect(
      try updated(text, [0: .init(out: "2\n```\n")])
        == "```vnb\nx\n```\n\n````out \(x)\n2\n```\n````\nprose\n")
    #expect(try updated(text, [0: .init()]) == "```vnb\nx\n```\n\nprose\n")
    #expect(
      try updated(text, [0: .init(out: "1\n", err: "error[V0001]: no\n")])
        == "```vnb\nx\n```\n\n```out \(x)\n1\n```\n```err \(x)\nerror[V0001]: no\n```\nprose\n")
  }

  @Test func wildcardsThatStillHoldSurviveARewrite() throws {
    let x = try hash("x")
    let block = { (text: String) in "```vnb\nx\n```\n```out \(x)\n\(text)\n```\n" }
    #expect(
      try updated(
        block("took [..] s\n0.25\nold\n...\nend"), [0: .init(out: "took 7 s\n0.26\nnew\n1\n2\nend\n")]
      )
      .contains("\ntook [..] s\n0.26\n"))
    #expect(
      try updated(block("a\n...\nz\n1"), [0: .init(out: "a\nb\nc\nz\n2\n")]) == block("a\n...\nz\n2"))
    #expect(try updated(block("[..] gone\na"), [0: .init(out: "b\n")]) == block("b"))
  }

  @Test func cellWithoutBlockGetsOne() throws {
    let x = try hash("x")
    #expect(try updated("```vnb\nx\n```", [0: .init(out: "1\n")]) == "```vnb\nx\n```\n```out \(x)\n1\n```\n")
    #expect(
      try updated("```vnb\nx\n```\n```err\ne\n```\n", [0: .init(out: "1\n", err: "e\n")])
        == "```vnb\nx\n```\n```out \(x)\n1\n```\n```err\ne\n```\n")
  }

  @Test func modesSayWhatHolds() throws {
    let x = try hash("x")
    for (words, out, stays) in [
      ("check=none", "9\n9\n", true), ("check=shape", "9\n", true), ("check=shape", "9\n9\n", false),
      ("check=exact", "0.26\n", false), ("", "0.26\n", true),
    ] {
      let text = "```vnb \(words)\nx\n```\n```out \(x)\n0.25\n```\n"
      #expect(try (updated(text, [0: .init(out: out)]) == text) == stays, "\(words)")
    }
    let stale = "```vnb check=none\nx\n```\n```out 00000000\n0.25\n```\n"
    #expect(try updated(stale, [0: .init(out: "9\n")]).contains("```out \(x)\n9\n"))
  }

  @Test func cellsThatDidNotRunKeepTheirs() throws {
    let text = "```vnb skip\nx\n```\n```out 00000000\nold\n```\n"
    #expect(try updated(text, [:]) == text)
  }

  @Test func lockIsWrittenWhereItDiffers() throws {
    #expect(try updated("```vnb\nx\n```", [:], lock: Self.lock) == "```vnb\nx\n```\n" + Self.lockText)
    #expect(try updated("only text", [:], lock: Self.lock) == "only text")
    let same = "```vnb\nx\n```\n~~~lock\n\nvnb 1.0.0 engine 7\n~~~\ntail"
    #expect(try updated(same, [:], lock: Self.lock) == same)
    let other = "```vnb\nx\n```\n```lock\nvnb 1.0.0 engine 6\n```\ntail"
    #expect(
      try updated(other, [:], lock: Self.lock) == "```vnb\nx\n```\n```lock\nvnb 9.9.9 engine 7\n```\ntail")
  }

  @Test func lockEntriesAreReadAsTheyAreWritten() throws {
    let digest = String(repeating: "9f", count: 32)
    var lock = Self.lock
    lock.data = [.init(path: "a  b sha256:x rows 3.csv", sha256: digest, rows: 12)]
    lock.models = [.init(name: "org/model", sha256: digest, dimension: 384)]
    #expect(try parse("```lock\n\(lock.lines.joined(separator: "\n"))\n```\n").lock == lock)
  }

  @Test(arguments: ["\n", "\r\n"])
  func proseAndCellsStayByteForByte(_ newline: String) throws {
    let parts = [
      "\u{FEFF}---", "title: \"Tabs\tand é表\"  ", "---", "   ", "~~~~text", "```vnb", "no cell", "```",
      "~~~~", "\ttab  ",
      "<!--", "```vnb", "hidden", "```", "-->", "````vnb name=a", "print \"```\"\t ", "````", "",
      "````out 00000000", "```", "````",
      "    ```vnb", "    shown", "    ```", "```vnb", "", "let é = 1", "```", "last line without an end 🦆",
    ]
    let text = parts.joined(separator: newline)
    let notebook = try parse(text)
    #expect(notebook.cells.count == 2)
    let after = try updated(text, [0: .init(out: "```\n"), 1: .init(out: "表\t1\n")])
    let hashes = notebook.cells.map(\.hash)
    let expected = text.replacing("00000000", with: hashes[0])
      .replacing(
        "let é = 1\(newline)```\(newline)",
        with: "let é = 1\(newline)```\(newline)```out \(hashes[1])\(newline)表\t1\(newline)```\(newline)")
    #expect(Array(after.utf8) == Array(expected.utf8), "\(after)")
  }

  @Test func lineEndsOfAnOutputCountOnce() throws {
    let after = try updated("```vnb\nx\n```\n", [0: .init(out: "a\r\nb\n")])
    #expect(after.contains("a\r\nb\n"))
  }

  @Test(.timeLimit(.minutes(1)))
  func tenThousandCells() throws {
    let text = (0..<10_000).map { "text \($0)\n```vnb\nx\($0)\n```\n" }.joined()
    let results = Dictionary(
      uniqueKeysWithValues: (0..<10_000).map { ($0, NotebookRun.CellResult(out: "\($0)\n")) })
    let after = try updated(text, results, lock: Self.lock)
    #expect(after.hasSuffix("\n9999\n```\n" + Self.lockText))
    #expect(try parse(after).cells.allSatisfy { $0.out?.hash == $0.hash })
  }
}
