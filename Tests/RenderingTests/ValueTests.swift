import Language
import Rendering
import Testing

@Suite struct ValueTests {
  @Test func scalars() throws {
    #expect(try text(.null) == "null\n")
    #expect(try text(.bool(true)) == "true\n")
    #expect(try text(.int(-5)) == "-5\n")
    #expect(try text(.string("a\n  b\u{1B}[31m")) == "a\n  b\\u{1B}[31m\n")
    #expect(try text(.range(1, 9)) == "1..9\n")
    #expect(try text(.list([.string("a\"b"), .null, .list([])])) == "[\"a\\\"b\", null, []]\n")
  }

  @Test(arguments: [
    (0.1, "0.1"), (1.0 / 3, "0.333333"), (2, "2.0"), (1_234_567.8, "1234567.8"), (1_234_567, "1234567.0"),
    (99_999.95, "100000.0"), (1e20, "1e20"), (1.5e-7, "1.5e-7"), (-0.00001234567, "-0.0000123457"),
    (0, "0.0"), (-0.0, "-0.0"), (.infinity, "inf"), (.nan, "nan"), (.leastNonzeroMagnitude, "5e-324"),
    (0.9999999, "1.0"), (1.7976931348623157e308, "1.79769e308"),
  ])
  func floats(value: Double, expected: String) { #expect(Numbers.short(value) == expected) }

  @Test func vectorsShowTheirHeadAndDimension() throws {
    #expect(try text(.vector([])) == "[]\n")
    #expect(try text(.vector([1, 0.1])) == "[1.0, 0.1]\n")
    let shown = try text(.vector((0..<384).map { Float($0) / 7 }))
    #expect(shown == "[0.0, 0.1429, 0.2857, 0.4286, 0.5714, 0.7143, 0.8571, 1.0, … 384]\n")
  }

  @Test func recordsAreFieldsInLines() throws {
    let inner = Record([("a", .string("q")), ("odd name", .null)])
    let sizes = Value.list([.record(Record([("id", .int(1))]))])
    let record = Record([("rows", .int(20_000)), ("inner", .record(inner)), ("sizes", sizes)])
    let expected = """
      rows   20000
      inner  {a: "q", "odd name": null}
      sizes
        id
        ──
         1
        1 row

      """
    #expect(try text(.record(record)) == expected)
    #expect(try text(.handle(Handle(shown: .record(record)))) == expected)
    #expect(
      try text(.record(Record([("t", .string("aa bb cc dd ee ff gg"))])), width: 19) == """
        t  aa bb cc dd ee
           ff gg

        """)
  }

  @Test func aLongListFillsTheWidth() throws {
    #expect(
      try text(.list((0..<12).map { .int($0 * 1_000) }), width: 40) == """
        [
          0, 1000, 2000, 3000, 4000, 5000, 6000,
          7000, 8000, 9000, 10000, 11000
        ]

        """)
  }

  @Test(arguments: [
    ("abc", 3), ("日本語", 6), ("e\u{301}", 1), ("👍🏽", 2), ("👨‍👩‍👧‍👦", 2), ("🇩🇪", 2), ("❤️", 2), ("ｱ", 1), ("한국", 4),
    ("\u{1112}\u{1161}\u{11AB}", 2), ("é", 1), ("\u{200B}", 0), ("ß", 1), ("表; drop", 8),
  ])
  func cellsOfText(text: String, cells: Int) { #expect(CharacterWidth.of(text) == cells) }

  @Test func clippingNeverSplitsACluster() {
    #expect(SafeText.clipped("日本語", cells: 4) == "日…")
    #expect(SafeText.clipped("日本語", cells: 6) == "日本語")
    #expect(SafeText.clipped("👨‍👩‍👧‍👦👨‍👩‍👧‍👦", cells: 3) == "👨‍👩‍👧‍👦…")
    #expect(SafeText.clipped("ab", cells: 0) == "")
    let marks = "e" + String(repeating: "\u{301}", count: 100_000)
    #expect(CharacterWidth.of(SafeText.clipped(marks, cells: 5)) <= 5)
  }
}
