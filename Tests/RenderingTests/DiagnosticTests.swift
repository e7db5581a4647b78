import Language
import Rendering
import Testing

@Suite struct DiagnosticTests {
  private let source = SourceText(
    name: "tour.vnb", text: "let a = 1\ndocs | kmeans .passage_vector, k: 0\n表表\t| x\n", firstLine: 12)

  private func span(_ part: String) throws -> SourceSpan {
    let text = Array(source.utf8)
    let bytes = Array(part.utf8)
    let start = try #require(
      (0...(text.count - bytes.count)).first { Array(text[$0..<($0 + bytes.count)]) == bytes })
    return SourceSpan(source: source, start: start, end: start + bytes.count)
  }

  @Test func placesCaretsNotesAndHelp() throws {
    var diagnostic = Diagnostic(
      "V0207", "`k` must be between 1 and 2,000, got 0", at: try span("k: 0"), label: "must be at least 1",
      notes: ["nothing was written\nat all"], help: "try `k: 8`")
    diagnostic.labels.append(.init(try span("docs"), "this table"))
    diagnostic.labels.append(.init(try span("x"), "and this"))
    #expect(
      render(diagnostic, color: false) == """
        error[V0207]: `k` must be between 1 and 2,000, got 0
          --> tour.vnb:13:32
           |
        13 | docs | kmeans .passage_vector, k: 0
           |                                ^^^^ must be at least 1
           | ---- this table
        14 | 表表    | x
           |           - and this
           = note: nothing was written
                   at all
           = help: try `k: 8`

        """)
    #expect(render(diagnostic, color: true).contains("\u{1B}[1;31merror[V0207]\u{1B}[0m"))
  }

  @Test func withoutAPlace() {
    let text = render(Diagnostic("V0301", "no such file", help: "look", severity: .warning), color: false)
    #expect(text == "warning[V0301]: no such file\n  = help: look\n")
  }

  @Test func dataInMessagesCannotReachTheTerminal() {
    let bad = SourceText(name: "a\u{1B}[2J", text: "x\u{1B}[2J\u{202E}y")
    let text = render(
      Diagnostic("V0101", "odd \u{1B}]0;t\u{7}", at: SourceSpan(source: bad, start: 0, end: 99)), color: false
    )
    #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
    #expect(!text.contains("\u{202E}"))
  }

  @Test func oddSpansDoNotTrap() {
    let empty = SourceText(name: "e", text: "")
    for (start, end) in [(0, 0), (5, 9), (-3, 2), (9, 1)] {
      for text in [empty, source] {
        let shown = render(
          Diagnostic("V0101", "m", at: SourceSpan(source: text, start: start, end: end)), color: false)
        #expect(shown.hasPrefix("error[V0101]: m\n"))
      }
    }
  }

  @Test func aVeryLongLineIsShownAroundThePlace() {
    let text = SourceText(
      name: "l", text: String(repeating: "a", count: 5_000) + "!" + String(repeating: "b", count: 5_000))
    let shown = render(
      Diagnostic("V0101", "m", at: SourceSpan(source: text, start: 5_000, end: 5_001)), color: false)
    let lines = shown.split(separator: "\n").map(Array.init)
    #expect(lines.allSatisfy { $0.count < 140 })
    let at = lines[4].firstIndex(of: "^")
    #expect(at.map { lines[3][$0] } == "!")
  }
}
