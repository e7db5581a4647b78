import Language
import Testing

struct LexerTests {
  private func tree(_ text: String) -> String {
    let parsed = parse(SourceText(name: "test", text: text))
    return parsed.diagnostics.first.map { "\($0.code) \($0.message)" } ?? parsed.program.dump()
  }

  @Test(arguments: [
    ("1_000_000", "1000000"),
    ("9223372036854775807", "9223372036854775807"),
    ("-9223372036854775808", "-9223372036854775808"),
    ("1.5e-3", "0.0015"),
    ("2e9", "2000000000.0"),
    ("1e22", "1e22"),
    ("1..5", "(.. 1 5)"),
    ("1.5..2", "(.. 1.5 2)"),
    ("-5", "-5"),
    ("- 5", "-5"),
    ("-x", "(- x)"),
    ("a -1", "(- a 1)"),
  ])
  func numbers(_ text: String, _ expected: String) { #expect(tree(text) == expected) }

  @Test(arguments: [
    ("9223372036854775808", "V0104"), ("99999999999999999999999", "V0104"), ("1e999", "V0104"),
    ("12abc", "V0105"),
    (".5", "V0105"), ("1__0", "V0105"), ("\"abc", "V0102"), ("'abc", "V0102"), ("\"\\q\"", "V0103"),
    ("\"\\u{110000}\"", "V0103"), ("\"{}\"", "V0111"), ("\"{1\"", "V0111"), ("\"{1 2}\"", "V0111"),
    ("\"{1:zz}\"", "V0118"), ("1 & 2", "V0101"), ("“x”", "V0101"), ("a < b < c", "V0110"),
    ("1..2..3", "V0110"),
  ])
  func wrongText(_ text: String, _ code: String) { #expect(tree(text).hasPrefix(code), "\(tree(text))") }

  @Test(arguments: [
    ("'it''s {raw} \\n'", "it's {raw} \\n"),
    ("\"a\\tb\\\"\\{\\}\\u{e9}\"", "a\tb\"{}é"),
    ("\"\"\"one line\"\"\"", "one line"),
    ("\"\"\"\n  a\n    b\n\n  c\n  \"\"\"", "a\n  b\n\nc"),
    ("\"\"\"\n    a\n  b\n\"\"\"", "    a\n  b"),
    ("\"\"\"\r\n  a\r\n  \"\"\"", "a"),
    ("\"\"", ""),
  ])
  func strings(_ text: String, _ value: String) throws {
    let parsed = parse(SourceText(name: "test", text: text))
    guard case .expression(let expression) = try #require(parsed.program.statements.first).kind,
      case .string(let found) = expression.kind
    else {
      Issue.record("not a string: \(parsed.program.dump())")
      return
    }
    #expect(found == value)
  }

  @Test func nestedHoles() {
    #expect(run("let x = 3\nprint \"a{\"b{x + 1}\"}c {{a: x}.a:>4}|\"") == ["ab4c    3|"])
  }

  @Test func unicodeNames() {
    #expect(run("let größe = 1\nlet 表 = {列: 2}\n表.列 + größe") == ["3"])
    #expect(tree("where t, .\"odd name\" > 1") == "(command where t (> .\"odd name\" 1))")
  }

  @Test func positionsCountCharacters() {
    let source = SourceText(name: "test", text: "let é = \"👩‍👧日本\"; zz\nnext", firstLine: 10)
    let at = source.utf8.count - "zz\nnext".utf8.count
    #expect(source.position(at: at) == SourcePosition(line: 10, column: 16))
    #expect(source.position(at: source.utf8.count) == SourcePosition(line: 11, column: 5))
    let span = SourceSpan(source: source, start: at, end: source.utf8.count)
    #expect(span.lines.map(\.number) == [10, 11])
    #expect(span.lines.map(\.text) == ["let é = \"👩‍👧日本\"; zz", "next"])
    #expect(span.lines.map(\.characters) == [15..<17, 0..<4])
    #expect(source.position(at: -5) == SourcePosition(line: 10, column: 1))
    #expect(source.position(at: 1 << 40) == SourcePosition(line: 11, column: 5))
  }

  @Test func plainNames() {
    #expect(isPlainName("a_1"))
    #expect(isPlainName("表"))
    for text in ["", "1a", "a b", "select;", "in", "a-b"] { #expect(!isPlainName(text), "\(text)") }
  }
}

struct HighlightTests {
  @Test func everyPieceHasAClass() {
    let source = SourceText(name: "test", text: "let x = f .a, k: 1.5 # c\nx.in \"s{1}\" $ ## d")
    let words = highlight(source).map { "\($0.kind.rawValue) \($0.span.text)" }
    #expect(
      words == [
        "keyword let", "name x", "sign =", "name f", "sign .", "field a", "sign ,", "field k", "sign :",
        "number 1.5", "comment # c", "name x", "sign .", "field in", "string \"s{1}\"", "wrong $", "doc ## d",
      ])
  }

  @Test func usageIsOneLine() {
    #expect(
      TestVerbs.pick.signature.usage
        == "pick values: list, conflict: string = \"skip\", limit: int = 10, ratio: float = 0.5")
    #expect(TestVerbs.select.signature.usage == "select t, ...columns: row, NAME: row …")
  }
}
