import Language
import Rendering
import Support
import Testing

@testable import Notebooks

/// The exports' parts apart from a run; whole files are judged in `CommandTests/ExportCommandTests`.
@Suite struct ExportTests {
  static let hasLibrary = (try? ProseLibrary.shared()) != nil

  private func document(_ text: String, report: NotebookRun.Report? = nil) throws -> ExportDocument {
    try parse(text).document(report, generator: "vnb test")
  }

  @Test func missingLibraryNamesThePackage() {
    #expect {
      try ProseLibrary(["libno-such.so.1", "libother.so"])
    } throws: { error in
      guard let error = error as? NotebookError else { return false }
      return error.code == "V0761" && error.message.contains("libno-such.so.1")
        && error.help?.contains("libcmark0.30.2") == true && error.notes == ["nothing was written"]
    }
  }

  @Test(arguments: [
    ("https://a.b/c", true), ("HTTP://a", true), ("mailto:a@b.c", true), ("other.html#x", true), ("#x", true),
    ("a/b:c", true), ("?q=a:b", true), ("a%20b.html", true), ("javascript:x", false), ("JavaScript:x", false),
    ("data:image/png;base64,x", false), ("tel:1", false), ("file:///etc", false), ("vbscript:x", false),
    ("//host/x", false), ("", false), ("java&#x73;cript:x", false), (":x", false),
  ])
  func onlyWebMailAndRelativeLinksAreSafe(_ address: String, _ isSafe: Bool) {
    #expect(ProseCleaner.isSafe(address) == isSafe)
  }

  @Test(arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")])
  func base64IsAsTheStandardSays(_ text: String, _ wanted: String) {
    #expect(HTMLText.base64(Array(text.utf8)) == wanted)
  }

  @Test(.enabled(if: hasLibrary)) func hostileProseIsMadeSafe() throws {
    let prose = try RenderedProse(
      [
        "<script>alert(1)</script>\n\n[a](javascript:alert(2)) <img src=x onerror=alert(3)> ![i](http://t/x.png)",
        "[b](java&#115;cript:x) [c](data:text/html,x) <javascript:x> [q](https://a/\"onmouseover=\"x) ![\"><b>](y)",
      ], taken: [])
    let html = prose.pieces.joined()
    for part in [
      "<script", "<img", "onerror=alert(3)>", "javascript:alert", "\"onmouseover", "<b>", "href=\"data",
    ] {
      #expect(!html.contains(part), "\(part) in \(html)")
    }
    #expect(html.contains("<a class=\"image\" href=\"http://t/x.png\" rel=\"noopener noreferrer\">i</a>"))
  }

  /// Ten thousand equal headings take as long as ten thousand others.
  @Test(.enabled(if: hasLibrary), .timeLimit(.minutes(1))) func manyEqualHeadingsAreNumberedInOneGo() throws {
    let prose = try RenderedProse([String(repeating: "# a\n", count: 10_000)], taken: ["a-3"])
    #expect(prose.headings.count == 10_000 && prose.headings.last?.id == "a-10001")
    #expect(prose.pieces[0].hasPrefix("<h1 id=\"a\">a</h1>\n<h1 id=\"a-2\">a</h1>\n<h1 id=\"a-4\">"))
  }

  /// cmark 0.30 would take minutes for the first of these.
  @Test(.enabled(if: hasLibrary), .timeLimit(.minutes(1))) func tangledProseIsRefused() throws {
    let knot = String(repeating: "![[]()", count: 20_000)
    #expect { try RenderedProse(["text\n\n\(knot)\n"], taken: []) } throws: { error in
      (error as? NotebookError)?.code == "V0764" && (error as? NotebookError)?.message.isEmpty == false
    }
    let images = String(repeating: "![a](b) ", count: 5_000)
    #expect(try RenderedProse([images + "\n\n" + images], taken: []).pieces[0].contains("class=\"image\""))
  }

  /// Deeper than any stack would go if each level were a call.
  @Test(
    .enabled(if: hasLibrary), .timeLimit(.minutes(1)),
    arguments: ["> ", "- ", "1. ", "[", "*a ", "**a ", "![", "`", "<div>", "<!-- ", "</", "((", "_a"])
  func deepMarkdownIsRendered(_ piece: String) throws {
    let prose = try RenderedProse([String(repeating: piece, count: 20_000) + "end"], taken: [])
    #expect(prose.pieces.count == 1)
  }

  @Test(.enabled(if: hasLibrary)) func headingsHaveIdsOfTheirOwn() throws {
    let prose = try RenderedProse(
      ["# A *b* `c<d`\n\n## A b\n\n## A b", "## [x](javascript:y) 表\n\n### !!"], taken: ["a-b"])
    #expect(prose.headings.map(\.id) == ["a-b-cltd", "a-b-2", "a-b-3", "x-表", "section"])
    #expect(prose.headings[0].html == "A b c&lt;d" && prose.headings[0].level == 1)
    #expect(prose.pieces[0].hasPrefix("<h1 id=\"a-b-cltd\">A <em>b</em> <code>c&lt;d</code></h1>\n"))
  }

  @Test(.enabled(if: hasLibrary)) func linksMayBeDefinedBehindACell() throws {
    let prose = try RenderedProse(["- [a][r]", "[r]: https://x.org"], taken: [])
    #expect(prose.pieces[0].contains("href=\"https://x.org\"") && prose.pieces.count == 2)
  }

  @Test(.enabled(if: hasLibrary)) func blockThatIsNeverClosedHidesNoOtherProse() throws {
    let prose = try RenderedProse(["one <!-- a\n\n<script>", "two", "<![CDATA["], taken: [])
    #expect(prose.pieces.count == 3 && prose.pieces[1] == "<p>two</p>\n" && prose.pieces[0].contains("one"))
  }

  @Test func lineEndsAndMarksOfOtherSystemsAreLeftOut() throws {
    let text = "\u{FEFF}one\r\n\r\n```vnb\r\nprint 1\r\n```\r\n```out\r\n1\r\n```\r\n\r\n\r\n  \r\ntwo\r\n"
    let document = try document(text)
    for format in ExportFormat.allCases where format != .html || Self.hasLibrary {
      let text = try document.text(as: format)
      #expect(!text.contains("\r") && !text.utf8.contains(13) && !text.contains("\u{FEFF}"), "\(format)")
      #expect(!text.contains("\\r"), "\(format)")
    }
    #expect(try document.text(as: .md) == "one\n\n```vnb\nprint 1\n```\n\n```text\n1\n```\n\ntwo\n")
    #expect(
      try document.text(as: .script) == "# t.vnb: the program of t.vnb\n\n# one\n\nprint 1\n\n# two\n")
  }

  @Test func recordedErrorsAreTakenApart() throws {
    let document = try document("```vnb expect=error\nx\n```\n```err\nerror[V0207]: a]: b\n```\n")
    #expect(
      document.cells[0].failure == .init(code: "V0207", message: "a]: b", text: "error[V0207]: a]: b\n"))
  }

  @Test func emptyNotebooksAreExported() throws {
    for text in ["", "\n", "---\nvnb: 1\n---\n", "```vnb\n```\n"] {
      let document = try document(text)
      for format in ExportFormat.allCases where format != .html || Self.hasLibrary {
        #expect(try !document.text(as: format).isEmpty || format == .md)
      }
    }
  }

  @Test func cellsOfTheSameTextHaveIdsOfTheirOwn() throws {
    let text = try document("a\n\n```vnb\nx\n```\n\na\n\n```vnb\nx\n```\n").text(as: .ipynb)
    let ids = text.split(separator: "\n").filter { $0.contains("\"id\":") }
    #expect(Set(ids).count == 4 && ids[0].dropLast(2) == ids[2].dropLast(4))
  }

  @Test func outdatedOutputsAreFound() throws {
    let notebook = try parse(
      "```vnb name=a\nx\n```\n```out 00000000\n1\n```\n\n```vnb\ny\n```\n```out\n1\n```\n")
    #expect(notebook.staleCells.map(\.title) == ["a"])
  }

  @Test func lockIsShownOnlyWithTheOutputsItIsOf() throws {
    let digest = String(repeating: "a", count: 64)
    let text =
      "```vnb\nx\n```\n\n```lock\nvnb 0.1.0 engine 1\ndata d<.gz sha256:\(digest) rows 1\n"
      + "model m sha256:\(digest) dim 384\n```\n"
    for format in [ExportFormat.html, .json, .ipynb] where format != .html || Self.hasLibrary {
      #expect(try document(text).text(as: format).contains(digest))
      #expect(try !document(text, report: .init()).text(as: format).contains(digest))
    }
  }

  @Test func snapshotHoldsTheFirstRowsAndSaysSo() throws {
    let rows = (1...5).map {
      Value.record(Record([("n", .int($0)), ("t", $0 == 2 ? .null : .float(0.1234567))]))
    }
    let cut = try #require(try TableSnapshot(.list(rows), rows: 3))
    #expect(cut.isCut && cut.cells.count == 3 && cut.footer == "… 3 rows shown, more follow")
    let cell = cut.cells[0][1]
    #expect(cell.kind == .number && cell.text == "0.123457" && cell.exact == "0.1234567")
    #expect(cut.cells[1][1].kind == .null && cut.isNumeric(1))
    #expect(try cut.text(RenderOptions()).hasSuffix("\n3  0.123457\n… 3 rows shown, more follow\n"))
    let whole = try #require(try TableSnapshot(.list(rows), rows: 5))
    #expect(!whole.isCut && whole.footer == "5 rows")
    #expect(try TableSnapshot(.int(1), rows: 3) == nil)
  }

  @Test func keeperHoldsNoMoreThanAnExportMayHold() throws {
    let keeper = ResultKeeper(form: RenderOptions(), keepsJSON: true)
    try keeper.show(.list([.int(1)]))
    keeper.print("x\n")
    let first = keeper.take()
    #expect(first.isWhole && first.shown.map(\.text) == ["[1]\n", "x\n"])
    guard case .value(json: "[1]") = first.shown[0].content else { return #expect(Bool(false)) }
    keeper.print(String(repeating: "x", count: NotebookLimits.recordedBytes + 1))
    #expect(!keeper.take().isWhole && !keeper.isOverfull && keeper.take().isWhole)
  }
}
