import Language
import Testing

/// No input may crash or hang the interpreter: each limit is reached here.
struct LimitTests {
  private func first(_ text: String) -> String? { run(text).last.map { String($0.prefix(5)) } }

  @Test(arguments: [
    String(repeating: "(", count: 10_000), String(repeating: "[", count: 10_000),
    String(repeating: "-", count: 10_000) + "1", String(repeating: "not ", count: 10_000) + "true",
    String(repeating: "if x {", count: 5_000), String(repeating: "fn() => ", count: 5_000) + "1",
    String(repeating: "f f(", count: 5_000), "1" + String(repeating: "+1", count: 5_000),
    "x" + String(repeating: ".x", count: 5_000), "x" + String(repeating: "|x", count: 5_000),
    "x" + String(repeating: "[0]", count: 5_000), String(repeating: "{a:", count: 5_000),
    String(repeating: "\"{", count: 5_000), "let x: " + String(repeating: "list<", count: 5_000),
    String(repeating: "if a { 1 } else ", count: 5_000),
  ])
  func deepSourceIsRefused(_ text: String) {
    let parsed = parse(SourceText(name: "test", text: text))
    #expect(!parsed.diagnostics.isEmpty)
    #expect(parsed.diagnostics.count <= Limits.diagnostics)
  }

  @Test func largeSourceIsRefused() {
    let text = String(repeating: " ", count: Limits.sourceBytes + 1)
    #expect(parse(SourceText(name: "test", text: text)).diagnostics.map(\.code) == ["V0109"])
  }

  @Test func longFlatSourceIsFine() {
    let list = "[" + [String](repeating: "1", count: 5_000).joined(separator: ",") + "]"
    #expect(run("print count(\(list))") == ["5000"])
    #expect(run([String](repeating: "let x = 1", count: 5_000).joined(separator: "\n") + "\nx") == ["1"])
  }

  @Test func wideRecordsAreBuiltInLinearTime() {
    let fields = (0..<20_000).map { "f\($0): 1" }.joined(separator: ", ")
    #expect(run("let r = {\(fields)}\nr.f19999") == ["1"])
    #expect(Record([("a", .int(1)), ("b", .int(2)), ("a", .int(3))]).names == ["a", "b"])
    let many = (0..<40).map { ("k\($0 % 20)", Value.int(Int64($0))) }
    #expect(Value.record(Record(many)).displayText.hasPrefix("{k0: 20, k1: 21,"))
  }

  @Test func recursionStops() {
    #expect(first("fn f(n) { f(n + 1) }\nf 0") == "V0221")
    #expect(run("fn f(n) { if n == 0 { 0 } else { 1 + f(n - 1) } }\nf 990") == ["990"])
    #expect(first("fn f(x) { [x] | map f }\nf 1") == "V0221")
    #expect(first("let f = null\nf = fn() { [1] | map fn(x) => f() }\nf()") == "V0221")
    #expect(run("fn f() { f() }\nlet e = try { f() } catch e { e.code }\ne") == ["\"V0221\""])
  }

  /// Without a large stack the same error comes, only sooner.
  @Test func recursionStopsOnASmallStack() throws {
    let interpreter = Interpreter(host: TestHost(), verbs: TestVerbs.all)
    let nested = String(repeating: "(", count: 60) + "f(n + 1)" + String(repeating: ")", count: 60)
    let program = parse(SourceText(name: "test", text: "fn f(n) { \(nested) }\nf 0")).program
    let error = try #require(throws: Diagnostic.self) { try interpreter.run(program) }
    #expect(error.code == "V0221")
  }

  @Test func valuesStopGrowing() {
    #expect(first("let x = []\nwhile true { x = [x] }") == "V0222")
    #expect(first("let x = {}\nwhile true { x = {a: x} }") == "V0222")
    #expect(first("let x = [0]\nwhile true { x[0] = x }") == "V0222")
    #expect(first("let s = \"abcdefgh\"\nwhile true { s = s + s }") == "V0222")
    #expect(first("let s = \"abcdefgh\"\nwhile true { s = \"{s}{s}\" }") == "V0222")
    #expect(first("let s = [1, 2, 3, 4]\nwhile true { s = s + s }") == "V0222")
  }

  @Test func longChainsOfClosuresAreFreed() {
    #expect(run("let f = null\nfor i in 1..100000 { let g = f; f = fn() => g }\nf = null\nprint 1") == ["1"])
  }

  @Test func sharedPartsDoNotHang() {
    let text = "let x = [1]\nlet y = [1]\nfor i in 1..40 { x = [x, x]; y = [y, y] }\nx == y"
    let host = TestHost()
    host.pollsLeft = 2_000
    let interpreter = Interpreter(host: host, verbs: [])
    #expect(throws: (any Error).self) {
      try interpreter.run(parse(SourceText(name: "t", text: text)).program)
    }
    #expect(run("let x = [1]\nfor i in 1..40 { x = [x, x] }\nlet s = \"{x}\"\nprint 1").last == "1")
  }

  @Test func endlessLoopsStopOnInterrupt() {
    for text in [
      "while true { }", "for i in 1..9223372036854775807 { }", "while true { try { 1 / 0 } catch e { } }",
    ] {
      let host = TestHost()
      host.pollsLeft = 10
      let interpreter = Interpreter(host: host, verbs: [])
      #expect(throws: Interrupted.self) {
        try interpreter.run(parse(SourceText(name: "t", text: text)).program)
      }
    }
  }

  @Test func rangesAreLazy() {
    #expect(run("for i in 1..1000000000000000000 { if i == 3 { break }\n print i }") == ["1", "2"])
    #expect(run("for i in 9223372036854775806..9223372036854775807 { print i }").count == 2)
    #expect(run("for i in 3..1 { print i }\nprint \"none\"") == ["none"])
  }

  /// Copying the list for every element would take seconds.
  @Test func changingElementsCopiesNothing() {
    let text = "let xs = [0]\nfor i in 1..15 { xs = xs + xs }\nfor i in 0..9999 { xs[i] = i }\nxs[9999]"
    #expect(run(text) == ["9999"])
  }

  @Test func largeStackRethrows() {
    #expect(throws: StoreFault.self) { try runOnLargeStack { throw StoreFault() } }
  }
}
