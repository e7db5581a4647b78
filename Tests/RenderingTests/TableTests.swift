import Language
import Rendering
import Testing

@Suite struct TableTests {
  @Test func alignsNumbersRightAndTellsNullFromEmpty() throws {
    #expect(
      try text(.table(sample)) == """
        pid  passage      score  v
        ───  ────────  ────────  ─────────────────────────
          1  New York       0.5  [0.0123, -0.4, 0.25, … 5]
         20                null  [0.1, 0.2]
        300  null      0.333333  null
        3 rows

        """)
  }

  @Test func plainHasNeitherRuleNorFooter() throws {
    #expect(
      try text(.table(sample), .plain) == """
        pid  passage      score  v
          1  New York       0.5  [0.0123, -0.4, 0.25, … 5]
         20                null  [0.1, 0.2]
        300  null      0.333333  null

        """)
  }

  @Test func nullIsDimmedInColor() throws {
    let shown = try text(.table(sample), color: true)
    #expect(shown.contains("\u{1B}[2mnull\u{1B}[0m"))
    #expect(try !text(.table(sample)).contains("\u{1B}"))
  }

  @Test(arguments: [1, 5, 12, 20, 40, 79, 80, 200])
  func noLineIsWiderThanTheTerminal(width: Int) throws {
    for line in try text(.table(sample), width: width).split(separator: "\n") where !line.hasPrefix("…") {
      #expect(CharacterWidth.of(line) <= max(width, 6), "\(line)")
    }
  }

  @Test func wideTextIsCutWithAnEllipsisAndNumbersStayWhole() throws {
    let long = String(repeating: "word ", count: 2_000)
    let rows = Rows([("id", "int"), ("text", "string")], [[.int(123_456_789), .string(long)]])
    #expect(
      try text(.table(rows), width: 30) == """
               id  text
        ─────────  ───────────────────
        123456789  word word word wor…
        1 row

        """)
    #expect(try text(.table(rows)).contains(long.dropLast()))
  }

  @Test func twoHundredColumnsSayWhichAreHidden() throws {
    let rows = Rows((0..<200).map { ("col\($0)", "int") }, [(0..<200).map { .int($0) }])
    let shown = try text(.table(rows), width: 40)
    #expect(
      shown == """
        col0  col1  col2  col3  col4  col5  col6
        ────  ────  ────  ────  ────  ────  ────
           0     1     2     3     4     5     6
        1 row
        … 193 of 200 columns hidden: col7, col8…

        """)
    #expect(try text(.table(rows)).contains("col199"))
  }

  @Test func zeroRowsAndZeroColumns() throws {
    #expect(try text(.table(Rows([("a", "int"), ("b", "string")], []))) == "a  b\n─  ─\n0 rows\n")
    #expect(try text(.table(Rows([], [[], []]))) == "no columns\n")
    #expect(try text(.table(Rows([], [])), .csv) == "\n")
    #expect(try text(.table(Rows([("a", "int")], [])), .json) == "[]\n")
    #expect(try text(.table(Rows([("a", "int")], [])), .jsonl) == "")
  }

  @Test func onlyOneRowMoreThanShownIsRead() throws {
    let rows = Rows([("n", "int")], count: 1_000_000) { [.int(Int64($0))] }
    #expect(try text(.table(rows), maxRows: 2) == "n\n─\n0\n1\n… 2 rows shown, more follow\n")
    #expect(rows.read == 3)
    #expect(try text(.table(rows), .markdown, maxRows: 1).hasSuffix("\n… 1 row shown, more follow\n"))
    #expect(try text(.table(Rows([("n", "int")], [[.int(1)], [.int(2)]])), maxRows: 2).hasSuffix("2 rows\n"))
  }

  @Test func aListOfRecordsIsATableAndItsCountIsKnown() throws {
    let list = Value.list((1...30_000).map { .record(Record([("n", .int($0))])) })
    #expect(
      try text(list, maxRows: 2) == "n\n─\n1\n2\n… 30,000 rows in all, 2 shown\n")
    let ragged = Value.list([.record(Record([("a", .int(1))])), .record(Record([("b", .string("x"))]))])
    #expect(try text(ragged, .csv) == "a,b\n1,\n,x\n")
  }

  @Test func rowsBeyondTheMeasuredWindowAreStreamedWhole() throws {
    let rows = Rows([("n", "string"), ("m", "int")], count: 2_000) { row in
      [.string(row == 1_500 ? "much longer than the others" : "x"), .int(1)]
    }
    var pieces = 0
    var all = ""
    try render(.table(rows), RenderOptions()) { piece in
      pieces += 1
      all += piece
    }
    #expect(pieces > 1_400)
    #expect(all.contains("\nmuch longer than the others  1\n"))
    #expect(all.hasSuffix("2,000 rows\n"))
    #expect(try text(.table(rows), width: 40).contains("\nmuch longer than the others  1\n"))
  }

  @Test func anErrorOfTheWriterStopsTheReading() throws {
    struct Full: Error {}
    let rows = Rows([("n", "int")], count: 1_000_000) { [.int(Int64($0))] }
    #expect(throws: Full.self) {
      try render(.table(rows), RenderOptions(format: .csv)) { if $0.hasPrefix("10") { throw Full() } }
    }
    #expect(rows.read == 11)
  }
}
