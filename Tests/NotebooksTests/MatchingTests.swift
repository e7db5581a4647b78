import Testing

@testable import Notebooks

/// When a recorded output agrees with a new one, as a table of cases.
@Suite struct MatchingTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let recorded: String
    let now: String
    let mode: CheckMode
    let agrees: Bool
    var testDescription: String { "\(recorded.debugDescription) / \(now.debugDescription) by \(mode)" }
    init(_ recorded: String, _ now: String, _ agrees: Bool) { self.init(recorded, now, .numbers, agrees) }
    init(_ recorded: String, _ now: String, _ mode: CheckMode, _ agrees: Bool) {
      (self.recorded, self.now, self.mode, self.agrees) = (recorded + "\n", now + "\n", mode, agrees)
    }
  }

  static let numbers: [Case] = [
    Case("0.333", "0.333", true), Case("0.333", "0.334", true), Case("0.333", "0.332", true),
    Case("0.333", "0.335", false), Case("0.333", "0.33349", true), Case("0.333", "-0.333", false),
    Case("0.1", "0.2", true), Case("1.5", "1.7", false), Case("-0.0", "0.0", true),
    Case("12", "12", true), Case("12", "13", false), Case("12", "12.0", false), Case("12.0", "12", false),
    Case("20,000", "20,001", false), Case("20,000.5", "20,000.6", true), Case("1,234.5", "1,235.5", false),
    Case("1e-05", "2e-05", true), Case("1e-05", "3e-05", false), Case("1.5e3", "1.6e3", true),
    Case("1e999", "1e998", false), Case("inf", "inf", true), Case("nan", "inf", false),
    Case("[0.12, -0.5]", "[0.13, -0.4]", true), Case("[0.12, -0.5]", "[0.13, -0.4, 1.0]", false),
    Case("vnb 0.1.0", "vnb 0.1.1", false), Case("V0207.5", "V0207.6", false), Case("a0.5", "a0.6", false),
    Case("0.5s", "0.6s", false), Case("12.5%", "12.6%", true), Case("2024-01-02", "2024-01-03", false),
    Case("x=0.25 y", "x=0.26 y", true), Case("x=0.25 y", "x=0.26 z", false), Case("x  0.25", "x 0.25", false),
    Case("one\ntwo", "one", false), Case("one", "one\ntwo", false), Case("表 0.25", "表 0.26", true),
    Case("0.16", "0.160119", true), Case("1e", "1e", true), Case("-", "-", true), Case("", "", true),
  ]
  static let exact: [Case] = [
    Case("0.333", "0.334", .exact, false), Case("0.333", "0.333", .exact, true),
    Case("a [..] c", "a long text c", .exact, true), Case("a\n...\nz", "a\nb\nc\nz", .exact, true),
    Case("0.333", "other", .none, true),
  ]
  static let wildcards: [Case] = [
    Case("...", "", true), Case("...", "a\nb", true), Case("a\n...", "a", true), Case("...\nz", "a\nz", true),
    Case("...\nz", "a\ny", false), Case("a\n...\nc\n...\ne", "a\nb\nc\nc\ne", true),
    Case("a\n...\nc\n...\ne", "a\nb\ne", false), Case("  ...", "x", true), Case("....", "x", false),
    Case("took [..] s", "took 12 s", true), Case("took [..] s", "took 12 m", false), Case("[..]", "", true),
    Case("[..]", "a\nb", false), Case("[..] 0.25 [..]", "0.9 0.8 0.26 x", true), Case("a[..]", "a", true),
    Case("[..]b[..]b", "abab", true), Case("[..]b[..]b", "ab", false), Case("[..", "[..", true),
    Case("[..]é", "aé", true), Case("... 1", "... 2", false),
  ]
  static let tables: [Case] = [
    Case("a   n\n──  ───\nx   0.5\n1 row", "a   n\n──  ────\nx   0.45\n1 row", true),
    Case("a     n\n─  ────\nx  0.95\n1 row", "a    n\n─  ───\nx  1.0\n1 row", false),
    Case("a     n\n─  ────\nx  0.99\n1 row", "a    n\n─  ───\nx  1.0\n1 row", true),
    Case("a     n\n─  ────\nx  null\n1 row", "a     n\n─  ────\ny  null\n1 row", false),
    Case("a  b\n─  ─\nx  y\n1 row", "a  b\n─  ──\nx  yy\n1 row", false),
    // A number may not move to another column, nor a text beside it.
    Case("a  b    c\n─  ───  ───\nx  0.5\n1 row", "a  b    c\n─  ───  ───\nx       0.5\n1 row", false),
    Case("a  b    c\n─  ───  ───\nx       0.5\n1 row", "a  b    c\n─  ───  ───\nx  0.5\n1 row", false),
    Case("a     b\n─  ────\nx   0.5\n1 row", "a     b\n─  ────\nx  0.51\n1 row", true),
    Case("b     t\n────  ─\n 0.5  x\n1 row", "b     t\n────  ─\n0.51  x\n1 row", true),
    Case("t\n────\n0.50 x\n1 row", "t\n────\n0.5 x\n1 row", true),
    Case("a\n─\n1\n1 row", "a\n─\n1\n2 rows", false), Case("a\n─\n...\n2 rows", "a\n─\n1\n2\n2 rows", true),
    Case("   n\n────\n 0.5\n0.25\n2 rows", "    n\n─────\n0.501\n 0.25\n2 rows", true),
  ]
  static let shapes: [Case] = [
    Case("a  b\n─  ─\n1  2\n1 row", "a  b\n─  ────\n9  long\n1 row", .shape, true),
    Case("a  b\n─  ─\n1  2\n1 row", "a  c\n─  ─\n1  2\n1 row", .shape, false),
    Case("a  b\n─  ─\n1  2\n1 row", "a  b\n─  ─\n1  2\n1  2\n2 rows", .shape, false),
    Case("one\n...", "three\nfour\nfive", .shape, true), Case("one\ntwo\n...", "three", .shape, false),
    Case("...\na\n─\n1\n1 row", "a\n─\n1\n1 row", .shape, true), Case("...", "...", .shape, true),
    Case("one\ntwo", "three\nfour", .shape, true), Case("one\ntwo", "three", .shape, false),
    Case("x\na\n─\n1\n1 row\ny", "z\na\n─\n1\n1 row\nw", .shape, true),
    Case("x\na\n─\n1\n1 row\ny", "a\n─\n1\n1 row\nw\ny", .shape, false),
  ]

  @Test(arguments: numbers + exact + wildcards + tables + shapes)
  func agreesAsTheModeSays(_ given: Case) {
    #expect(CellJudgement.agrees(given.recorded, given.now, given.mode) == given.agrees)
  }

  @Test func recordedLinesAgreeWithThemselvesWhateverTheyHold() {
    let odd = ["[..", "..]", "-1", "1.", "1.e5", "+", "1,2,3", "1,234,5", "e5", "─ x ─", "\u{0}\u{1B}", "  "]
    for line in odd {
      for mode in CheckMode.allCases {
        #expect(CellJudgement.agrees(line + "\n", line + "\n", mode), "\(line)")
      }
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func manyWildcardsTakeNoExponentialTime() {
    let pattern = String(repeating: "[..]a", count: 40) + "b\n"
    #expect(!CellJudgement.agrees(pattern, String(repeating: "a", count: 2_000) + "\n", .numbers))
    let lines = String(repeating: "...\na\n", count: 40) + "b\n"
    #expect(!CellJudgement.agrees(lines, String(repeating: "a\n", count: 500), .numbers))
  }
}

@Suite struct DiffTests {
  func diff(_ recorded: String, _ now: String, firstLine: Int = 10) -> String {
    OutputDiff(OutputPattern(recorded, numbers: true).lines, OutputLines.split(now)).text(
      firstLine: firstLine)
  }

  @Test func showsChangesWithContextAndLinesOfTheFile() {
    #expect(diff("a\nb\nc\n", "a\nx\nc\n") == "@@ -10,3 +10,3 @@\n a\n-b\n+x\n c\n")
    #expect(diff("", "a\n") == "@@ -9,0 +10,1 @@\n+a\n")
    #expect(diff("a\n", "") == "@@ -10,1 +9,0 @@\n-a\n")
    #expect(diff("a\nb\n", "a\nb\n").isEmpty)
  }

  @Test func linesThatAgreeAreNoChange() {
    let text = diff("0.25\nold\nk\n...\nz\n", "0.26\nnew\nk\n1\n2\nz\n")
    #expect(text == "@@ -10,5 +10,5 @@\n 0.25\n-old\n+new\n k\n ...\n z\n")
  }

  @Test func farChangesStandInHunksOfTheirOwn() {
    let lines = (1...20).map { "line\($0)\n" }
    var other = lines
    other[0] = "x\n"
    other[19] = "y\n"
    let text = diff(lines.joined(), other.joined())
    #expect(
      text.components("@@ -") == 2 && text.contains("@@ -10,4 +10,4 @@") && text.contains("@@ -26,4 +26,4 @@")
    )
  }

  @Test func hugeOutputsAreShownWithoutLayingThemOut() {
    let old = (0..<3_000).map { "a\($0)\n" }.joined()
    let new = (0..<3_000).map { "b\($0)\n" }.joined()
    #expect(diff(old, new).hasPrefix("@@ -10,3000 +10,3000 @@\n-a0\n"))
  }
}

extension String {
  fileprivate func components(_ mark: String) -> Int { ranges(of: mark).count }
}
