import Language
import Testing

struct CallErrorTests {
  /// A wrong line, with marks around the place, and what is said.
  @Test(
    arguments: [
      ("«prnt» 1", "V0201", "unknown name `prnt`", "did you mean `print`?"),
      ("«zzzzz» 1", "V0201", "unknown name `zzzzz`", nil),
      (
        "pick [1], «confilct»: \"skip\"", "V0204", "`pick` has no argument `confilct`",
        "did you mean `conflict`?"
      ),
      (
        "pick [1], conflict: «\"replce\"»", "V0208",
        "`conflict` must be \"skip\", \"replace\" or \"error\", got \"replce\"", "did you mean `replace`?"
      ),
      ("pick [1], limit: «0»", "V0207", "`limit` must be between 1 and 100, got 0", nil),
      ("kmeans 1, .v, k: «9999»", "V0207", "`k` must be between 1 and 2,000, got 9,999", nil),
      ("pick «5»", "V0206", "`values` of `pick` must be a list, got an int", nil),
      ("pick [1], limit: «2.5»", "V0206", "`limit` of `pick` must be an int, got a float", nil),
      (
        "pick [1], «\"skip\"»", "V0205", "`pick` takes at most 1 positional argument",
        "options are named: `conflict: …`"
      ),
      ("«pick()»", "V0203", "`pick` needs `values` (list)", "`?pick` shows how to call it"),
      ("«kmeans 1, .v»", "V0203", "`kmeans` needs `k` (int)", nil),
      ("kmeans 1, «.v + 1», k: 3", "V0210", "`by` must be a column such as `.name`, got an expression", nil),
      ("kmeans 1, «\"v\"», k: 3", "V0210", "`by` must be a column such as `.name`, got a string", nil),
      ("print «.n»", "V0210", "`.n` has no row here", nil),
      ("upper «.n»", "V0210", "`.n` has no row here", nil),
      (
        "«1 + \"a\"»", "V0211", "`+` does not work on an int and a string",
        "write the value into text: \"n = {n}\""
      ),
      (
        "«upper - 1»", "V0211", "`-` does not work on a fn and an int",
        "`-` after a name is subtraction: write `f(-1)` to pass a negative number"
      ),
      ("«9223372036854775807 + 1»", "V0212", "the result of `+` does not fit", nil),
      ("«1e308 * 10»", "V0212", "the result of `*` does not fit", nil),
      ("1 / «0»", "V0213", "division by zero", nil),
      ("1 % «0»", "V0213", "division by zero", nil),
      (
        "«[1, 2][2]»", "V0214", "index 2 is outside: there are 2 elements",
        "elements are numbered from 0 to 1; -1 is the last"
      ),
      ("«[1][\"a\"]»", "V0215", "a list cannot be indexed by a string", nil),
      ("{count: 1}.«cuont»", "V0216", "a record has no field `cuont`", "did you mean `count`?"),
      ("null.«x»", "V0216", "null has no fields, so no `x`", "test for null first: `if x != null { … }`"),
      ("for i in «5» { }", "V0217", "an int cannot be gone through", nil),
      ("if «1» { }", "V0218", "a condition must be a bool, this is an int", nil),
      ("«nme» = 1", "V0219", "`nme` is not a variable yet", "write `let nme = …` to make it"),
      ("let xs = [1]\n«xs[\"a\"]» = 1", "V0220", "parts of a list cannot be changed", nil),
      ("let n = 1\nn.«a» = 1", "V0220", "parts of an int cannot be changed", nil),
      ("let r = {}\nr.«a».b = 1", "V0216", "a record has no field `a`", nil),
      ("let xs = [1]\n«xs[1]» = 1", "V0214", "index 1 is outside: there is 1 element", nil),
      ("«print» = 1", "V0220", "`print` is a verb and cannot be changed", nil),
      ("print «\"{\"a\":,}\"»", "V0223", "the format `,` does not fit a string", nil),
      ("let x: int = «\"a\"»", "V0229", "`x` is declared as int, the value is a string", nil),
      ("«5»(1)", "V0202", "an int cannot be called", nil),
      (
        "5 | «6»", "V0202", "a stage of a pipe must be a call, this is an int",
        "write a verb after `|`, such as `| head 5`"
      ),
      ("«broken()»", "V0399", "store: StoreFault()", nil),
      ("«nan()»", "V0232", "`nan` gave NaN or infinity", nil),
      ("upper(text: \"a\", «\"b\"»)", "V0205", "`upper` takes at most 1 positional argument", nil),
      ("\"a\" | upper «text: \"b\"»", "V0209", "`text` of `upper` is given twice", nil),
    ] as [(String, String, String, String?)])
  func places(_ marked: String, _ code: String, _ message: String, _ help: String?) throws {
    let (text, span) = unmark(marked)
    let host = TestHost()
    let interpreter = Interpreter(host: host, verbs: TestVerbs.all)
    let parsed = parse(SourceText(name: "test", text: text))
    #expect(parsed.diagnostics.isEmpty)
    let error = try #require(throws: Diagnostic.self) { try interpreter.run(parsed.program) }
    #expect(error.code == code)
    #expect(error.message == message)
    if let help { #expect(error.help == help) }
    let label = try #require(error.labels.first)
    if code != "V0223" { #expect(label.span.text == span, "\(marked)") }
  }

  private func unmark(_ marked: String) -> (String, String) {
    let parts = marked.split(whereSeparator: { $0 == "«" || $0 == "»" })
    let inside = marked.drop { $0 != "«" }.dropFirst().prefix { $0 != "»" }
    return (parts.joined(), String(inside))
  }

  @Test func columnsAndRowsAreCaptured() {
    #expect(run("kmeans 1, .passage_vector, k: 3") == ["\"passage_vector 3\""])
    #expect(run("1 | kmeans .v, k: 3") == ["\"v 3\""])
    #expect(run("let f = 2\n1 | where .n > f and lower(.x) == \"a\"").first?.contains("(> .n f)") == true)
    #expect(run("fn top(t, by: column) { t | kmeans by, k: 2 }\ntop 1, .score") == ["\"score 2\""])
    #expect(run("fn keep(t, c: row) { t | where c }\nkeep 1, .n > 2") == ["\"where (> .n 2)\""])
    #expect(run("1 | select .a, .b, c: .d, e: 1 + 1") == ["\"a,b,c,e\""])
  }

  @Test func defaultsAndConversions() {
    #expect(run("pick [1]") == ["[\"skip\", 10, 0.5]"])
    #expect(run("pick [1], ratio: 2") == ["[\"skip\", 10, 2.0]"])
    #expect(run("[1] | pick limit: 3") == ["[\"skip\", 3, 0.5]"])
    #expect(run("pick values: [1]") == ["[\"skip\", 10, 0.5]"])
  }

  @Test func errorsInCalledFunctionsKeepTheirPlace() throws {
    let host = TestHost()
    let interpreter = Interpreter(host: host, verbs: TestVerbs.all)
    let parsed = parse(SourceText(name: "test", text: "[1, 0] | map fn(x) => 1 / x"))
    let error = try #require(throws: Diagnostic.self) { try interpreter.run(parsed.program) }
    #expect(error.labels.first?.span.text == "x")
    // The session goes on.
    #expect(
      try interpreter.evaluate(parse(SourceText(name: "t", text: "2 + 2")).program.statements[0])?.sourceText
        == "4")
  }

  @Test func signaturesOfFunctionsCarryTheirDocs() throws {
    let interpreter = Interpreter(host: TestHost(), verbs: [])
    let text = "## share of rows\n## more words\nfn share(t: table, floor: int = 1) -> table { t }"
    try interpreter.run(parse(SourceText(name: "test", text: text)).program)
    guard case .function(let function) = try #require(interpreter.value(of: "share")) else { return }
    let signature = function.signature
    #expect(signature.summary == "share of rows")
    #expect(signature.details == "more words")
    #expect(signature.parameters.map(\.name) == ["t", "floor"])
    #expect(signature.returns == .table)
    guard case .option(let text, .int(1)) = signature.parameters[1].kind else {
      Issue.record("no default")
      return
    }
    #expect(text == "1")
  }
}
