import Language
import Testing

struct FormatterTests {
  private func formatted(_ text: String) throws -> String {
    try Language.format(SourceText(name: "test", text: text))
  }

  /// A program, and how it must look.
  @Test(arguments: [
    ("1+2*3", "1 + 2 * 3\n"),
    ("x=-1", "x = -1\n"),
    ("let  xs=[ 1,2 , 3 ]", "let xs = [1, 2, 3]\n"),
    ("let r={ a:1,b : 2 }", "let r = {a: 1, b: 2}\n"),
    ("f .x,k:2;", "f .x, k: 2;\n"),
    ("f( .x )", "f(.x)\n"),
    ("f xs[0] , .name", "f xs[0], .name\n"),
    ("print [1]", "print [1]\n"),
    ("1 .. 5", "1..5\n"),
    ("f 1 .. .n", "f 1.. .n\n"),
    ("fn f (x:int=1,...xs)->list<int>{x}", "fn f(x: int = 1, ...xs) -> list<int> { x }\n"),
    ("if x{1}else{2}", "if x { 1 } else { 2 }\n"),
    ("let f=fn(x)=>-x", "let f = fn(x) => -x\n"),
    ("print {}", "print {}\n"),
    ("r.in (1)", "r.in (1)\n"),
    ("r.in(1)", "r.in(1)\n"),
    ("not(x)", "not (x)\n"),
    ("# a\n\n\n\nx   # b  \n", "# a\n\nx  # b\n"),
    ("t\n| head 5\n    | print", "t\n  | head 5\n  | print\n"),
    ("fn f(){\nx\n|g\n}", "fn f() {\n  x\n    | g\n}\n"),
    ("f(\n1,\n2\n)", "f(\n  1,\n  2\n)\n"),
    ("f({\na: 1\n})", "f({\n  a: 1\n})\n"),
    ("let x =\n1", "let x =\n  1\n"),
    ("let s = \"a{ 1+1 :>3}\"", "let s = \"a{ 1+1 :>3}\"\n"),
    ("", ""),
  ])
  func layout(_ source: String, _ expected: String) throws {
    #expect(try formatted(source) == expected)
    #expect(try formatted(expected) == expected)
  }

  @Test func blockStringsKeepTheirText() throws {
    let source = "if true {\nlet s = \"\"\"\n    a\n      b\n    \"\"\"\nprint s\n}"
    let result = try formatted(source)
    #expect(result == "if true {\n  let s = \"\"\"\n    a\n      b\n    \"\"\"\n  print s\n}\n")
    #expect(run(source) == ["a\n  b"])
    #expect(run(result) == ["a\n  b"])
  }

  @Test func refusesErrors() throws {
    #expect(throws: FormatRefused.self) { try formatted("let = 1") }
  }

  @Test(arguments: programs)
  func keepsTheTreeAndIsStable(_ text: String) throws {
    let source = SourceText(name: "test", text: text)
    let once = try Language.format(source)
    #expect(parse(source).program.dump() == parse(SourceText(name: "test", text: once)).program.dump())
    #expect(try formatted(once) == once)
  }

  nonisolated static let programs = [
    """
    let passages = load "data/msmarco_passage_*.gz", into: "passage", key: "pid"
    passages | embed .passage, into: "passage_vector", model: "minilm"
    let km = passages | kmeans .passage_vector, k: 16, seed: 7
    passages|assign km
    for k in [4,8,16] { print "k={k} inertia={(passages | kmeans .passage_vector, k: k, save: false).inertia:.3}" }
    fn share(t: table, floor: int = 1) -> table {     ## cluster sizes as a share of all rows
      t | group .cluster_id | summarize n: count() | where .n >= floor | derive share: .n / sum(.n)
    }
    """,
    "param k: int = 8 ## number\nparam q: string='x'   ## text",
    "let x = try { 1/0 }\ncatch e { e.code }\nwhile x<3{x=x+1;if x==2{continue}\nelse{break}}",
    "xs[0].a[1]=-xs[ -1 ]\nuse text\ntext.words \"a\"",
  ]
}
