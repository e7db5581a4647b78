import Language
import Testing

struct CheckerTests {
  private func found(_ texts: String..., rowFunctions: Set<String>? = nil) -> [String] {
    var checker = Checker(verbs: TestVerbs.all, rowFunctions: rowFunctions)
    for text in texts { checker.check(parse(SourceText(name: "test", text: text)).program) }
    return checker.finish().map { "\($0.code) \($0.labels.first?.span.text ?? "")" }
  }

  @Test(arguments: [
    ("prnt 1", ["V0201 prnt"]),
    ("print x", ["V0201 x"]),
    ("let x = 1\nprint x, y", ["V0201 y"]),
    ("fn f() { later() }\nfn later() { 1 }\nf()", []),
    ("fn f() { never() }", ["V0201 never"]),
    ("if true { let x = 1 }\nx", ["V0201 x"]),
    ("for i in 1..3 { i }\ni", ["V0201 i"]),
    ("pick [1], limt: 3", ["V0204 limt"]),
    ("pick [1], limit: 0", ["V0207 0"]),
    ("pick 5", ["V0206 5"]),
    ("pick [1], conflict: \"x\"", ["V0208 \"x\""]),
    ("5 | pick", ["V0206 5"]),
    ("pick()", ["V0203 pick()"]),
    ("let c = \"x\"\npick [1], conflict: c", []),
    ("fn f(a: int) { a }\nf \"x\"", ["V0206 \"x\""]),
    ("fn f(a: int = \"x\") { a }", ["V0206 \"x\""]),
    ("let upper = fn(x) => x\nupper 5", []),
    ("upper 5", ["V0206 5"]),
    ("let x: int = \"a\"", ["V0229 \"a\""]),
    ("param k: int = \"a\"", ["V0227 \"a\""]),
    ("print .n", ["V0210 .n"]),
    ("kmeans 1, .v + 1, k: 2", []),
    ("1 | where .n > nope", ["V0201 nope"]),
    ("1 | select n: sum(.x)", []),
    ("x = 1", ["V0219 x"]),
    ("use text\ntext.words 1", []),
    ("try { 1 } catch e { e.code }\ne", ["V0201 e"]),
    ("tables | count\nlet f = upper\nf 1", []),
  ])
  func oneProgram(_ text: String, _ expected: [String]) { #expect(found(text) == expected) }

  @Test func cellsSeeEarlierCells() {
    #expect(found("let x = 1", "print x", "print z") == ["V0201 z"])
  }

  @Test func rowFunctionsAreCheckedWhenKnown() {
    #expect(found("1 | where lowr(.x) == 1", rowFunctions: ["lower"]) == ["V0201 lowr"])
    #expect(found("1 | select n: count2()", rowFunctions: ["lower"]) == ["V0201 count2"])
    #expect(found("1 | where lower(.x) == 1", rowFunctions: ["lower"]).isEmpty)
  }
}
