import Basics
import Glibc
import Testing

@Suite struct WordsTests {
  @Test(arguments: [
    ("pasages", "passages"), ("improt", "import"), ("Print", "print"), ("limt", "limit"), ("klimit", "limit"),
    ("kmaens", "kmeans"), ("xy", nil), ("q", nil), ("zzzzzz", nil), ("unlimited", nil), ("", nil),
  ])
  func suggestions(_ wrong: String, _ expected: String?) {
    let names = ["passages", "import", "print", "limit", "kmeans", "x", "k"]
    #expect(didYouMean(wrong, in: names) == expected)
  }

  @Test func suggestionTiesGoToTheFirstInOrder() {
    #expect(didYouMean("lost", in: ["post", "cost"]) == "cost")
    #expect(didYouMean("lost", in: ["cost", "post"]) == "cost")
  }

  @Test func pathsStartAtTheFolder() throws {
    #expect(
      resolvedPath("a.db", in: "/data") == "/data/a.db" && resolvedPath("a.db", in: "/data/") == "/data/a.db")
    #expect(resolvedPath("a.db", in: ".") == "a.db" && resolvedPath("a.db", in: "") == "a.db")
    #expect(resolvedPath("/a.db", in: "/data") == "/a.db")
    let home = try #require(getenv("HOME").map { String(cString: $0) })
    #expect(resolvedPath("~/a.db", in: "/data") == home + "/a.db")
  }

  @Test func thousandsArePartedByCommas() {
    #expect([0, 12, 999, 1000, -1_234_567].map { grouped($0) } == ["0", "12", "999", "1,000", "-1,234,567"])
    #expect(grouped(Int.min) == "-9,223,372,036,854,775,808")
    #expect(
      counted(1, "row") == "1 row" && counted(2000, "row") == "2,000 rows" && counted(0, "row") == "0 rows")
  }
}
