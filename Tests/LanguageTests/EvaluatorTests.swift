import Language
import Testing

/// Programs with their expectation beside the cause: each line `code  ## expected`, run as one program. What a line shows
/// or prints, in order, must be what the comments say.
struct EvaluatorTests {
  private func hold(_ program: String, modules: [String: String] = [:]) {
    let expected = program.split(separator: "\n").compactMap { line -> String? in
      guard let mark = line.range(ofText: "## ") else { return nil }
      return String(line[mark...])
    }.flatMap { $0.split(separator: " ⏎ ").map(String.init) }
    #expect(run(program, modules: modules) == expected, "\(program)")
  }

  @Test func arithmetic() {
    hold(
      """
      7 / 2            ## 3.5
      6 / 3            ## 2.0
      7 % 3            ## 1
      -7 % 3           ## -1
      7.5 % 2          ## 1.5
      1 + 2.5          ## 3.5
      2 * 3 - 1        ## 5
      -(3)             ## -3
      "a" + "b"        ## "ab"
      [1] + [2, 3]     ## [1, 2, 3]
      0.1 + 0.2        ## 0.30000000000000004
      -9223372036854775808 % -1 ## 0
      """)
  }

  @Test func comparisonAndLogic() {
    hold(
      """
      1 == 1.0                   ## true
      9007199254740993 == 9007199254740992.0 ## false
      1 == "1"                   ## false
      null == null               ## true
      null == 0                  ## false
      [1, [2]] == [1, [2.0]]     ## true
      {a: 1, b: 2} == {b: 2, a: 1} ## true
      "Z" < "a"                  ## true
      "é" < "z"                  ## false
      2 > 1.5                    ## true
      false < true               ## true
      1 in [2, 1]                ## true
      "bc" in "abcd"             ## true
      "a" in {a: 1}              ## true
      3 in 1..5                  ## true
      true or 1 / 0 == 1         ## true
      false and 1 / 0 == 1       ## false
      not (1 > 2) and 2 != 3     ## true
      """)
  }

  @Test func equalValuesAreNeitherLessNorGreater() {
    for pair in ["2|2", "2.5|2.5", "2|2.0", "\"a\"|\"a\""] {
      let sides = pair.split(separator: "|")
      let answers = ["<", "<=", ">", ">=", "==", "!="].map { run("\(sides[0]) \($0) \(sides[1])") }
      #expect(answers == [["false"], ["true"], ["false"], ["true"], ["true"], ["false"]], "\(pair)")
    }
  }

  @Test func indexesAndSlices() {
    hold(
      """
      let xs = [10, 20, 30, 40]
      xs[0]            ## 10
      xs[-1]           ## 40
      xs[1..2]         ## [20, 30]
      xs[-2..-1]       ## [30, 40]
      xs[2..99]        ## [30, 40]
      xs[3..1]         ## []
      "héllo👩‍👧"[1]  ## "é"
      "héllo👩‍👧"[-1] ## "👩‍👧"
      "hello"[1..3]    ## "ell"
      (5..9)[1]        ## 6
      (5..9)[-1]       ## 9
      {a: {b: 7}}.a.b  ## 7
      {"x y": 1}["x y"] ## 1
      {a: 1, "b c": [null, "q"]} ## {a: 1, "b c": [null, "q"]}
      """)
  }

  @Test func assignmentChangesParts() {
    hold(
      """
      let r = {a: [1, 2], b: {c: 0}}
      let copy = r
      r.a[-1] = 9
      r.b.c = 5
      r.d = "new"
      r                ## {a: [1, 9], b: {c: 5}, d: "new"}
      copy             ## {a: [1, 2], b: {c: 0}}
      let n = 1
      if true { n = n + 1; let n = 100 }
      n                ## 2
      """)
  }

  @Test func functionsAndClosures() {
    hold(
      """
      fn add(a: int, b: int = 10, ...more) -> int { a + b + count(more) }
      add 1                      ## 11
      add(1, b: 2)               ## 3
      add 1, 0, 0, b: 5          ## 8
      fn counter() { let n = 0; fn() { n = n + 1; n } }
      let tick = counter()
      tick();
      tick()                     ## 2
      fn fact(n) { if n <= 1 { return 1 }
        n * fact(n - 1) }
      fact(20)                   ## 2432902008176640000
      [1, 2, 3] | map fn(x) => x * x ## [1, 4, 9]
      5 | fn(x) => x + 1         ## 6
      fn even(n) { if n == 0 { true } else { odd(n - 1) } }
      fn odd(n) { if n == 0 { false } else { even(n - 1) } }
      even 10                    ## true
      fn half(x: float) { x / 2 }
      half 3                     ## 1.5
      fn none() { let x = 1 }
      print none()               ## null
      """)
  }

  @Test func controlFlow() {
    hold(
      """
      for i in 1..5 { if i == 2 { continue }
        if i == 4 { break }
        i }                      ## 1 ⏎ 3
      let k = 0
      while true { k = k + 1; let z = if k == 3 { break } else { k } }
      k                          ## 3
      for c in "ab" { print c }  ## a ⏎ b
      for f in {x: 1} { print f.name, f.value } ## x 1
      let v = if k > 2 { "big" } else { "small" }
      v                          ## "big"
      if false { 1 }
      if true { 1; 2 }           ## 2
      if true { 1
        2 }                      ## 1 ⏎ 2
      try { 1 / 0 } catch e { print e.code, e.line } ## V0213 15
      let t = try { [1][5] } catch e { e.message }
      t                          ## "index 5 is outside: there is 1 element"
      """)
  }

  @Test func showing() {
    hold(
      """
      1; 2                       ## 2
      let x = 3
      x;
      null
      _                          ## 3
      5                          ## 5
      _ + 1                      ## 6
      """)
    #expect(run("4\n| print") == ["4"])
    #expect(run("tables") == ["[\"passage\"]"])
    #expect(run("let t = tables\nt[0]") == ["\"passage\""])
    #expect(run("tables | count") == ["1"])
    #expect(run("fn id(f) { f }\nlet u = id(upper)\nu(\"a\")") == ["\"A\""])
  }

  @Test func tablesStreamRows() {
    let table = TestTable()
    #expect(run("for r in t { print r.id, r.name }", with: ["t": .table(table)]) == ["1 a", "2 null", "3 c"])
    #expect(run("for r in t { if r.id == 2 { break }\n print r.id }", with: ["t": .table(table)]) == ["1"])
    #expect(table.rowsRead == 3 + 2)
    #expect(
      run("fn f() { for r in t { if r.id == 2 { return r.id } } }\nf()", with: ["t": .table(table)]) == ["2"])
    table.failsAt = 2
    #expect(
      run("for r in t { print r.id }", with: ["t": .table(table)]) == ["1", "V0399: store: StoreFault()"])
    #expect(
      run("t.id", with: ["t": .table(table)]) == [
        "V0216: a table is a query: `.id` cannot be read from it directly"
      ])
  }

  @Test func handlesReadAsRecords() {
    let handle = Value.handle(TestHandle())
    #expect(run("m.version", with: ["m": handle]) == ["3"])
    #expect(run("m.verison", with: ["m": handle]) == ["V0216: a clustering has no field `verison`"])
    #expect(run("fn f(m: clustering) { m[\"version\"] }\nf m", with: ["m": handle]) == ["3"])
    #expect(
      run("fn f(m: model) { 1 }\nf m", with: ["m": handle]) == [
        "V0206: `m` of `f` must be a model, got a clustering"
      ])
  }

  @Test func formats() {
    hold(
      #"""
      let x = 1234.5678
      print "{x:.2}|{x:,.1}|{x:>12.1}|{x:<8.0}|{x:e}|{x:.2e}" ## 1234.57|1,234.6|      1234.6|1235    |1.2345678e3|1.23e3
      print "{0.256:%}|{0.256:.1%}|{1234567:,}|{5:>4}|{5:^5}|" ## 26%|25.6%|1,234,567|   5|  5  |
      print "{"ab":>4}|{"ab":5}|{"abcdef":.3}|{true:>6}"       ##   ab|ab   |abc|  true
      print "{[1, "a"]} {null} {1..3}"                         ## [1, "a"] null 1..3
      """#)
  }

  @Test func modules() {
    let modules = [
      "text": "let hidden = 1\nfn words(s: string) { twice(s) }\nfn twice(s) { s + s }",
      "a": "use b\nfn f() { 1 }", "b": "use a\nfn g() { 1 }", "wrong": "fn (",
      "peek": "fn f() { session_name }",
    ]
    #expect(run("use text\ntext.words \"ab\"", modules: modules) == ["\"abab\""])
    #expect(run("use text\n\"ab\" | text.words", modules: modules) == ["\"abab\""])
    #expect(run("use text\ntext.wrods \"ab\"", modules: modules) == ["V0216: a record has no field `wrods`"])
    #expect(run("use a", modules: modules) == ["V0225: the module `a` uses itself"])
    #expect(run("use nope", modules: modules) == ["V0224: there is no module `nope`"])
    #expect(run("use wrong", modules: modules).first?.hasPrefix("V01") == true)
    #expect(
      run("let session_name = 1\nuse peek\npeek.f()", modules: modules) == [
        "V0201: unknown name `session_name`"
      ])
  }

  @Test func parameters() {
    let program = "param k: int = 8\nparam q: float = 1.5\nprint k, q"
    #expect(run(program) == ["8 1.5"])
    #expect(run(program, parameters: ["k": .int(3), "q": .int(2)]) == ["3 2.0"])
    #expect(run(program, parameters: ["kk": .int(3)]) == ["V0226: there is no parameter `kk`"])
    #expect(
      run(program, parameters: ["k": .string("x")]) == [
        "V0227: the parameter `k` must be an int, got a string"
      ])
    #expect(run("param k: int\nk") == ["V0231: the parameter `k` has no value"])
    #expect(run("param k: int\nk", parameters: ["k": .int(1)]) == ["1"])
  }
}

extension Substring {
  /// The end of the first occurrence.
  fileprivate func range(ofText text: String) -> Index? {
    var at = startIndex
    while at < endIndex {
      if self[at...].hasPrefix(text) { return index(at, offsetBy: text.count) }
      at = index(after: at)
    }
    return nil
  }
  fileprivate subscript(from: PartialRangeFrom<Index>) -> Substring { self[from.lowerBound..<endIndex] }
}
