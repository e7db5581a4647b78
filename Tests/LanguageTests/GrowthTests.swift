import Language
import Testing

/// `x = x + piece` and `x = append(x, piece)` grow in place, and nothing but the time tells.
struct GrowthTests {
  @Test(arguments: [
    ("let a = [1]\nlet b = a\na = append(a, 2)\nprint a, b", "[1, 2] [1]"),
    ("let a = [1]\nlet b = a\na = append a, 2\nprint a, b", "[1, 2] [1]"),
    ("let a = [1]\nlet b = a\na = a | append 2\nprint a, b", "[1, 2] [1]"),
    ("let a = [1]\nlet b = a\na = a + [2] + [3]\nprint a, b", "[1, 2, 3] [1]"),
    ("let a = \"x\"\nlet b = a\na = a + \"y\" + \"z\"\nprint a, b", "xyz x"),
    ("let a = [1]\na = append(a, a)\na = a + a\nprint a", "[1, [1], 1, [1]]"),
    ("let a = [1]\nlet b = [a]\na = append(a, 2)\nprint a, b", "[1, 2] [[1]]"),
    ("let a = [1, 2]\nfor x in a { a = append(a, x) }\nprint a", "[1, 2, 1, 2]"),
    ("let a = [1]\nfn f(x) { x = append(x, 2); x }\nprint f(a), a", "[1, 2] [1]"),
    ("let a = [1]\nlet f = fn() => a\na = append(a, 2)\nprint f()", "[1, 2]"),
    ("let a = [1]\nif true { let a = [5]; a = append(a, 6) }\nprint a", "[1]"),
    ("let a = 1\na = a + 2 + 3\nprint a", "6"),
    ("let a = [1]\nlet append = fn(x, y) => 7\na = append(a, 2)\nprint a", "7"),
  ])
  func otherNamesKeepTheirValue(_ program: String, _ printed: String) {
    #expect(run(program) == [printed])
  }

  /// The variable is read before the piece is worked out, as in any other sum.
  @Test func aPieceThatChangesTheVariableChangesNothing() {
    let change = "fn f() { a = [9]; 2 }\nlet a = [1]\n"
    #expect(run(change + "a = append(a, f())\nprint a") == ["[1, 2]"])
    #expect(run(change + "a = a + [f()]\nprint a") == ["[1, 2]"])
    #expect(run("fn f() { s = \"q\"; \"y\" }\nlet s = \"x\"\ns = s + f()\nprint s") == ["xy"])
    #expect(run("fn f() { a = append(a, 3); 2 }\nlet a = [1]\na = append(a, f())\nprint a") == ["[1, 2]"])
  }

  @Test(arguments: [
    ("append(a, 1 / 0)", "V0231"), ("a + [3] + 4", "V0210"), ("a + [1 / 0]", "V0231"),
    ("append(a, nothing)", "V0203"),
  ])
  func aFailureLeavesTheVariable(_ growth: String, _ code: String) {
    let plain = run("let a = [1]\nlet b = \(growth)").last.map { String($0.prefix(5)) }
    let grown = run("let a = [1]\ntry { a = \(growth) } catch e { print e.code }\nprint a")
    #expect(grown == [plain ?? code, "[1]"])
  }

  @Test func limitsHold() {
    #expect(run("let s = \"abcdefgh\"\nwhile true { s = s + s + s }").last?.prefix(5) == "V0222")
    #expect(run("let s = [1, 2, 3]\nwhile true { s = s + s + s }").last?.prefix(5) == "V0222")
    #expect(run("let x = []\nwhile true { x = append([], x) }").last?.prefix(5) == "V0222")
    #expect(run("let x = []\nwhile true { x = append(x, x) }").last?.prefix(5) == "V0222")
  }

  /// Copying the list for every element would move 40 GB.
  @Test(.timeLimit(.minutes(1)))
  func collectingIsLinear() {
    #expect(run("let a = []\nfor i in 1..50000 { a = append(a, i) }\nprint count(a)") == ["50000"])
    #expect(run("let a = []\nfor i in 1..50000 { a = a + [i] }\nprint count(a)") == ["50000"])
    let text = "let s = \"\"\nfor i in 1..50000 { s = s + \"0123456789\" + \"\\n\" }\nprint count(s)"
    #expect(run(text) == ["550000"])
  }
}
