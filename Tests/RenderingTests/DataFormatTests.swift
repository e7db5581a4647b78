import Language
import Rendering
import Testing

@Suite struct DataFormatTests {
  private let evil = Rows(
    [("a|b\"c", "string"), ("f", "float")],
    [
      [.string("x\u{1B}[2Jy\r\nz\t,\"q\""), .float(1e21)],
      [.string(""), .float(0.1)],
      [.null, .float(.nan)],
      [.string("日本\\語 \u{7F}\u{9B}\u{2028}"), .float(-0.0)],
    ])

  @Test func csvQuotesAndTellsNullFromEmpty() throws {
    #expect(
      try text(.table(evil), .csv)
        == "\"a|b\"\"c\",f\n\"x\u{1B}[2Jy\r\nz\t,\"\"q\"\"\",1e21\n\"\",0.1\n,nan\n"
        + "日本\\語 \u{7F}\u{9B}\u{2028},-0.0\n")
  }

  @Test func tsvEscapesAsCopyDoes() throws {
    #expect(
      try text(.table(evil), .tsv)
        == "a|b\"c\tf\nx\u{1B}[2Jy\\r\\nz\\t,\"q\"\t1e21\n\t0.1\n\\N\tnan\n"
        + "日本\\\\語 \u{7F}\u{9B}\u{2028}\t-0.0\n")
  }

  @Test func jsonEscapesExactly() throws {
    let lines = [
      #"{"a|b\"c":"x\u001b[2Jy\r\nz\t,\"q\"","f":1e21}"#,
      #"{"a|b\"c":"","f":0.1}"#,
      #"{"a|b\"c":null,"f":null}"#,
      #"{"a|b\"c":"日本\\語 \u007f\u009b\u2028","f":-0.0}"#,
    ]
    #expect(try text(.table(evil), .json) == "[" + lines.joined(separator: ",\n") + "]\n")
    #expect(try text(.table(evil), .jsonl) == lines.joined(separator: "\n") + "\n")
  }

  @Test func jsonOfNestedValues() throws {
    let record = Value.record(
      Record([
        ("v", .vector([0.1, -2, 3e-9])), ("r", .range(1, 3)),
        ("rows", .table(Rows([("n", "int")], [[.int(1)]]))),
        ("list", .list([.null, .bool(true), .int(.min)])),
      ]))
    let json = #"{"v":[0.1,-2.0,3e-9],"r":[1,3],"rows":[{"n":1}],"list":[null,true,-9223372036854775808]}"#
    #expect(try text(record, .json) == json + "\n")
    #expect(try text(.list([.int(1), .string("a")]), .jsonl) == "1\n\"a\"\n")
  }

  @Test func dataFormatsIgnoreWidthAndRowLimit() throws {
    let rows = Rows([("n", "int")], count: 100) { [.int(Int64($0))] }
    for format in OutputFormat.allCases where format.isData {
      #expect(try text(.table(rows), format, width: 2, maxRows: 1, color: true) == text(.table(rows), format))
    }
  }

  @Test func markdownMakesTextLiteral() throws {
    let rows = Rows([("a_b", "string"), ("n", "int")], [[.string("x|y\n*<b>_i_ snake_case `q`"), .null]])
    #expect(
      try text(.table(rows), .markdown) == """
        | a_b | n |
        | --- | ---: |
        | x\\|y\\\\n\\*\\<b>\\_i\\_ snake_case \\`q\\` | *null* |

        """)
    #expect(
      try text(.record(Record([("k", .int(8))])), .markdown)
        == "| field | value |\n| --- | --- |\n| k | 8 |\n")
  }

  @Test func endlessNestingIsAnErrorNotACrash() throws {
    var value = Value.int(1)
    for _ in 0..<2_000 { value = .list([value]) }
    #expect(throws: RenderError.nestedTooDeeply(limit: 256)) { try text(value, .json) }
    #expect(try text(value).contains("…"))
  }
}
