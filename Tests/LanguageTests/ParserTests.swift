import Language
import Testing

struct ParserTests {
  private func tree(_ text: String, spans: Bool = false, _ options: ParseOptions = []) -> String {
    let parsed = parse(SourceText(name: "test", text: text), options)
    if !parsed.diagnostics.isEmpty {
      return parsed.diagnostics.map { "\($0.code) \($0.message)" }.joined(separator: "; ")
    }
    return parsed.program.dump(spans: spans)
  }

  @Test(arguments: [
    ("1 + 2 * 3 - 4", "(- (+ 1 (* 2 3)) 4)"),
    ("not a and b or c", "(or (and (not a) b) c)"),
    ("-a * b", "(* (- a) b)"),
    ("-a.b[0]", "(- (index (field a b) 0))"),
    ("a + 1 .. b * 2", "(.. (+ a 1) (* b 2))"),
    ("x in 1..3", "(in x (.. 1 3))"),
    ("not x == y", "(not (== x y))"),
    ("a.b.c(1, k: 2)[0]", "(index (call (field (field a b) c) 1 k: 2) 0)"),
    ("f x, k: 2", "(command f x k: 2)"),
    ("f (x)", "(command f (group x))"),
    ("f(x)", "(call f x)"),
    ("f [1]", "(command f [1])"),
    ("f[1]", "(index f 1)"),
    ("f .x", "(command f .x)"),
    ("f.x", "(bare (field f x))"),
    ("f - 1", "(- f 1)"),
    ("text.words \"a\"", "(command (field text words) \"a\")"),
    ("t | head 5 | print", "(| (| (bare t) (command head 5)) print)"),
    ("t\n  | head 5\n\n  | print", "(| (| (bare t) (command head 5)) print)"),
    ("t |\n head 5", "(| (bare t) (command head 5))"),
    ("{a: 1, \"b c\": [], in: 2}", "{a: 1 b c: [] in: 2}"),
    ("{}", "{}"),
    ("if a { 1 } else if b { 2 } else { 3 }", "(if a { 1 } { (if b { 2 } { 3 }) })"),
    ("if a { 1 }\nelse { 2 }", "(if a { 1 } { 2 })"),
    ("try { f 1 } catch e { e }", "(try { (command f 1) } e { (bare e) })"),
    ("fn(x, ...r) => {a: x}", "(fn (x, ...r) { {a: x} })"),
    ("for i in xs { break }", "(for i xs { (break) })"),
    ("let x: list<int> = [1]; x", "(let x: list<int> [1]);\n(bare x)"),
    ("r.a[0] = 1", "(= (index (field r a) 0) 1)"),
    ("f(\n1,\n2,\n)", "(call f 1 2)"),
    ("(t\n| head 5)", "(group (| (bare t) (command head 5)))"),
    ("\"a{x:.2}b\"", "(template \"a\" {x:.2} \"b\")"),
    ("1 # comment\n2 ## doc", "1\n2"),
  ])
  func trees(_ text: String, _ expected: String) { #expect(tree(text) == expected) }

  @Test func spansCoverWhatTheyName() {
    #expect(tree("f  x, k: 22", spans: true) == "(command f@0-1 x@3-4 k: 22@9-11)@0-11@0-11")
    #expect(tree("a +\n bb", spans: true) == "(+ a@0-1 bb@5-7)@0-7@0-7")
    #expect(tree("é.x", spans: true) == "(bare (field é@0-2 x)@0-4)@0-4@0-4")
  }

  @Test func docCommentsBelongToDeclarations() {
    let text = """
      ## lost

      ## first
      ## second
      fn f(x,   ## not the header's
        y) { x }  # plain
      fn g() -> int {  ## trailing
        1
      }
      param k: int = 8   ## clusters, 2 to 64
      """
    #expect(
      tree(text) == """
        (fn f(x, y) ## "first\\nsecond\\nnot the header's" { (bare x) })
        (fn g() -> int ## "trailing" { 1 })
        (param k: int 8 ## "clusters, 2 to 64")
        """)
  }

  @Test func leadingPipeNeedsThePrompt() {
    #expect(tree("| head 5", .prompt) == "(| _ (command head 5))")
    #expect(tree("| head 5").hasPrefix("V0119"))
  }

  /// Marked text: `«` and `»` stand around the place of the first error.
  @Test(arguments: [
    ("let «=» 1", "expected a name after `let`"),
    ("f x «y»", "a value cannot follow another without a comma or an operator"),
    ("let x = 1 +«»", "expected a value"),
    ("print (1, 2«»", nil),
    ("[1, 2«;» ]", "expected `]`"),
    ("for x «of» xs { }", "expected `in` and what to go through"),
    ("«break»", "`break` stands outside a loop"),
    ("fn f() { «break» }", "`break` stands outside a loop"),
    ("«return» 1", "`return` stands outside a function"),
    ("let x: «itn» = 1", "unknown type `itn`"),
    ("f(k: 1, «k»: 2)", "the argument `k` is given twice"),
    ("{a: 1, «a»: 2}", "the field `a` is given twice"),
    ("fn(a, «a») => a", "the parameter `a` is given twice"),
    ("1 + 2 «=» 3", "only a name, a field or an index can stand before `=`"),
    ("\"é\" + «$»", "`$` has no meaning here"),
    ("fn f(«...»r = 1) { r }", "a `...` parameter cannot have a default"),
    ("while f «x» { }", nil),
  ])
  func errorPlaces(_ marked: String, _ message: String?) throws {
    let text = marked.filter { $0 != "«" && $0 != "»" }
    let parsed = parse(SourceText(name: "test", text: text))
    let first = try #require(parsed.diagnostics.first)
    if let message { #expect(first.message == message) }
    guard let open = marked.range(of: "«"), let close = marked.range(of: "»") else { return }
    if message == nil { return }
    let start = marked[..<open.lowerBound].utf8.count
    let label = try #require(first.labels.first)
    #expect(label.span.start == start)
    #expect(label.span.end == start + marked[open.upperBound..<close.lowerBound].utf8.count)
  }

  @Test func severalErrorsAtOnce() {
    let text = "let = 1\nprint 2\nfn f() {\n  x y z\n  let q = )\n  1\n}\nfor in 3\nprint 4"
    let parsed = parse(SourceText(name: "test", text: text))
    #expect(parsed.diagnostics.map { $0.labels.first?.span.position.line } == [1, 4, 5, 8])
    #expect(parsed.program.statements.count == 3)
  }

  @Test(arguments: [
    ("if x {", true), ("f(1,", true), ("[1", true), ("1 +", true), ("t |", true), ("let x =", true),
    ("fn f(x) {\n x\n", true), ("\"\"\"\nabc", true), ("{a: 1,", true), ("try { 1 }", true), ("f x,", true),
    ("print \"{x}\" +", true), ("let x = if a { 1 } else", true),
    ("f(1))", false), ("let 1", false), ("\"abc", false), ("x", false), ("", false), ("1 + )", false),
    ("\"{1\"", false), ("if x { ) }", false),
  ])
  func incompleteInput(_ text: String, _ expected: Bool) {
    #expect(parse(SourceText(name: "test", text: text)).isIncomplete == expected)
    #expect(parse(SourceText(name: "test", text: text + "\n")).isIncomplete == expected)
  }
}

extension String {
  /// The first place of a one-character mark.
  fileprivate func range(of mark: Character) -> Range<Index>? {
    firstIndex(of: mark).map { $0..<index(after: $0) }
  }
}
