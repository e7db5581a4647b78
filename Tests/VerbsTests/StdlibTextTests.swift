import Support
import Testing

/// The module `text`, against results worked out by hand.
@Suite struct StdlibTextTests {
  static let lines = """
    use text
    let lines = [{id: 1, t: "The sea, the SEA"}, {id: 2, t: "A cat sat by the sea"}, {id: 3, t: null}, {id: 4, t: ""}]

    """

  static let programs: [(String, String)] = [
    (
      "lines | text.lengths(.t)",
      "rows  least     mean  most  total\n────  ─────  ───────  ────  ─────\n   3      0  3.33333     6     10\n1 row"
    ),
    (
      "lines | where .id == 3 | text.lengths(.t)",
      "rows  least  mean  most  total\n────  ─────  ────  ────  ─────\n   0   null  null  null   null\n1 row"
    ),
    ("lines | text.top(.t, limit: 2)", "term  n\n────  ─\nsea   3\ncat   1\n2 rows"),
    ("lines | text.containing(.t, \"CAT\") | select .id", "id\n──\n 2\n1 row"),
    ("lines | text.containing(.t, \"the se\") | count", "2"),
    ("lines | text.containing(.t, \"%\") | count", "0"),
    ("text.shorten(\"abcdef\", count: 4)", "abc…"), ("text.shorten(\"abcd\", count: 4)", "abcd"),
    ("text.shorten(\"ab\", count: 1)", "…"), ("text.shorten(\"\")", ""),
    ("text.shorten(\"été été\", count: 4)", "été…"),
    (
      "lines | select short: text.shorten(.t, count: 8) | head 3",
      "short\n────────\nThe sea…\nA cat s…\nnull\n3 rows"
    ),
  ]

  @Test(arguments: programs)
  func programPrints(_ program: String, _ expected: String) throws {
    #expect(try TestSession().output(Self.lines + program).trimmedLines == expected)
  }

  @Test func shortenNeedsRoom() throws {
    #expect(try TestSession().failure(Self.lines + "text.shorten(\"abc\", count: 0)")?.code == "V0207")
  }
}
