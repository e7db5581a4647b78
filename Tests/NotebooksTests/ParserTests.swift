import Basics
import Support
import Testing

@testable import Notebooks

func parse(_ text: String, name: String = "t.vnb") throws -> Notebook {
  try Notebook(parsing: Array(text.utf8), name: name)
}

let sample = """
  ---
  vnb: 1
  title: Topics in two thousand passages
  seed: 7
  width: 96
  ---
  # Topics

  How many topics?

  ```vnb params
  param k: int = 8       ## number of clusters
  ```

  ```vnb name=load check=shape timeout=90s
  let docs = load "data/mini.jsonl.gz", into: "passage", key: "pid"
  docs | describe
  ```
  ```out 5f2a91c0
  column   type
  …
  ```

  ````vnb name=fenced
  print "```"
  ````
  ````out 00000000
  ```
  ````

  ```vnb name=too-many expect=error
  docs | kmeans .passage_vector, k: 0
  ```
  ```err 91b4dd02
  error[V0207]: `k` must be between 1 and 2,000, got 0
  ```

  ```lock
  vnb 0.1.0 engine 1
  data data/mini file.jsonl.gz sha256:\(String(repeating: "9f", count: 32)) rows 2000
  model minilm sha256:\(String(repeating: "53", count: 32)) dim 384
  ```

  """

@Suite struct ParserTests {
  @Test func readsTheWholeFormat() throws {
    let notebook = try parse(sample)
    #expect(notebook.frontMatter.title == "Topics in two thousand passages")
    #expect(notebook.frontMatter.seed == 7 && notebook.frontMatter.width == 96)
    #expect(notebook.cells.map(\.title) == ["cell 1", "load", "fenced", "too-many"])
    #expect(notebook.cells[0].attributes.isParams)
    #expect(notebook.cells[1].attributes.check == .shape && notebook.cells[1].attributes.timeout == 90)
    #expect(notebook.cells[1].source.firstLine == 16 && notebook.cells[1].fenceLine == 15)
    #expect(notebook.cells[1].out?.hash == "5f2a91c0" && notebook.cells[1].out?.text == "column   type\n…\n")
    #expect(notebook.cells[2].out?.text == "```\n")
    #expect(notebook.cells[3].attributes.expectsError && notebook.cells[3].err?.hash == "91b4dd02")
    #expect(notebook.lock?.version == "0.1.0" && notebook.lock?.engine == 1)
    #expect(
      notebook.lock?.data.first?.path == "data/mini file.jsonl.gz" && notebook.lock?.data.first?.rows == 2000)
    #expect(notebook.lock?.models.first?.dimension == 384)
  }

  @Test func hashIsTheStartOfTheSourcesDigest() throws {
    // sha256sum of "1 + 1\n".
    #expect(try parse("```vnb\n1 + 1\n```").cells.first?.hash == "cd626bdd")
    #expect(try parse("```vnb\r\n1 + 1\r\n```\r\n").cells.first?.hash == "cd626bdd")
    #expect(SHA256.hex([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(
      SHA256.hex(Array("abc".utf8)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      SHA256.hex([UInt8](repeating: 0x61, count: 1_000))
        == "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3")
  }

  @Test(arguments: [
    "", "\n", "plain", "---\n---", "\u{FEFF}---\ntitle: x\n---\n```vnb\n1\n```", sample,
    sample.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n"),
    "```vnb\n```", "text\n```vnb\n1\n```\n\n\n```out\n1\n```", "~~~vnb\n1\n~~~  \n",
    "```vnb\n\ttab\n`````\nend",
  ])
  func blocksTileTheFile(_ text: String) throws {
    let notebook = try parse(text)
    #expect(notebook.blocks.flatMap { notebook.bytes[$0.range] } == Array(text.utf8))
    #expect(notebook.filled(with: [:]) == Array(text.utf8))
    #expect(notebook.formatted { $0.program } == Array(text.utf8))
    for cell in notebook.cells {
      let program = String(decoding: notebook.bytes[cell.sourceRange], as: UTF8.self)
      #expect(program.replacingCRLF == cell.source.program)
    }
  }

  @Test func otherFencesIndentedCodeAndCommentsAreProse() throws {
    let notebook = try parse(
      """
      ````text
      ```vnb
      1
      ```
      ````
      ```swift vnb
      1
      ```
          ```vnb
          1
          ```
      <!-- off
      ```vnb
      2
      ```
      --> ```vnb
      ```vnb
      3
      ```
      Inline ```vnb is text, ``` too.
      """)
    #expect(notebook.cells.map(\.source.program) == ["3\n"])
    #expect(notebook.blocks.count == 3)
  }

  @Test(arguments: [
    ("---\ntitle: x\n", "V0710", 1), ("---\n\ntitle x\n---", "V0711", 3), ("---\nwidht: 9\n---", "V0712", 2),
    ("---\nseed: 1\nseed: 2\n---", "V0713", 3), ("---\nseed: -1\n---", "V0714", 2),
    ("---\nwidth: 5\n---", "V0714", 2), ("---\ntimeout: soon\n---", "V0714", 2),
    ("---\ncheck: some\n---", "V0714", 2), ("---\ntitle: \"x\n---", "V0714", 2),
    ("---\nvnb: 2\n---", "V0715", 2),
    ("a\n```vnb\n1", "V0720", 2), ("```js\n1", "V0720", 1), ("  ```vnb\n1\n```", "V0721", 1),
    ("```vnb nmae=x\n```", "V0722", 1), ("```vnb skip skip\n```", "V0723", 1),
    ("```vnb check=all\n```", "V0724", 1), ("```vnb name=\n```", "V0724", 1),
    ("```vnb timeout=-1\n```", "V0724", 1),
    ("```vnb expect=joy\n```", "V0724", 1), ("```vnb skip=1\n```", "V0724", 1),
    ("```vnb name=a\n```\n```vnb name=a\n```", "V0725", 3), ("```vnb\n```\n\n```vnb params\n```", "V0726", 4),
    ("```vnb params\n```\n```vnb params\n```", "V0726", 3), ("```vnb params skip\n```", "V0727", 1),
    ("```out\n```", "V0728", 1), ("```vnb\n```\nprose\n```out\n```", "V0728", 4),
    ("```vnb\n```\n```out\n```\n```out\n```", "V0729", 5), ("```vnb\n```\n```out xyz\n```", "V0730", 3),
    ("```lock\n```\n```lock\n```", "V0731", 3), ("```lock\n```\n```vnb\n```", "V0732", 3),
    ("```lock\nnothing\n```", "V0733", 2), ("```lock\ndata x sha256:12 rows 1\n```", "V0733", 2),
    ("a\n\nb\u{0}", "V0704", 3),
  ])
  func namesWhatIsWrongAndWhere(_ text: String, _ code: String, _ line: Int) {
    do {
      _ = try parse(text)
      Issue.record("accepted: \(text)")
    } catch let problems as NotebookProblems {
      #expect(problems.problems.first?.error.code == code && problems.problems.first?.line == line)
      #expect(problems.problems.first?.error.message.isEmpty == false)
    } catch {
      Issue.record("\(error)")
    }
  }

  @Test func allProblemsAreToldInOrder() {
    let problems = #expect(throws: NotebookProblems.self) {
      try parse(
        "---\nx: 1\n---\n```vnb skp\n```\n```out zz\n```\n```vnb name=b\n```\n```vnb name=b params\n```")
    }
    #expect(problems?.problems.map(\.error.code) == ["V0712", "V0722", "V0730", "V0725", "V0726"])
    #expect(problems?.problems.map(\.line) == [2, 4, 6, 10, 10])
    #expect(problems?.problems[1].error.help == "did you mean `skip`?")
  }

  @Test func badBytesAndLongLinesAreRefused() {
    let bad = #expect(throws: NotebookProblems.self) { try Notebook(parsing: [0x61, 10, 0xFF], name: "t") }
    #expect(bad?.problems.map(\.error) == [.invalidUTF8] && bad?.problems.first?.line == 2)
    let long = [UInt8](repeating: 0x61, count: NotebookLimits.lineBytes + 1)
    let tooLong = #expect(throws: NotebookProblems.self) { try Notebook(parsing: long, name: "t") }
    #expect(tooLong?.problems.map(\.error) == [.lineTooLong])
  }

  @Test func diagnosticsUnderlineTheLine() throws {
    let bytes = Array("a\r\n```vnb nmae=x\r\n```\r\n".utf8)
    let problems = #expect(throws: NotebookProblems.self) { try Notebook(parsing: bytes, name: "t.vnb") }
    let source = try parse("a\r\n```vnb name=x\r\n```\r\n").source
    let span = try #require(problems?.diagnostics(in: source).first?.labels.first?.span)
    #expect(String(decoding: source.utf8[span.start..<span.end], as: UTF8.self) == "```vnb name=x")
  }

  /// No bytes crash the parser, and what it accepts it can always give back.
  @Test func mutatedNotebooksNeverCrash() {
    var random = SeededGenerator(seed: 11)
    let words = [
      "```", "````", "~~~", "vnb", "out", "err", "lock", "---\n", "\r\n", "name=", " params", "<!--", "-->",
      "\n",
    ]
    .map { Array($0.utf8) }
    var accepted = 0
    for _ in 0..<4_000 {
      let bytes = random.mutate(Array(sample.utf8), words: words)
      guard let notebook = try? Notebook(parsing: bytes, name: "m") else { continue }
      accepted += 1
      if notebook.blocks.flatMap({ bytes[$0.range] }) != bytes { Issue.record("blocks do not tile") }
    }
    #expect(accepted > 400)
  }
}

extension String {
  var replacingCRLF: String {
    split(separator: "\r\n", omittingEmptySubsequences: false).joined(separator: "\n")
  }
}
