import Testing

@testable import Formats

@Suite struct DelimitedTests {
  private func csv(_ text: String, chunk: Int = 1 << 20, format: FileFormat = .csv, hasQuotes: Bool? = nil)
    throws -> Reading
  {
    let scratch = try Scratch()
    var limits = ReaderLimits()
    limits.chunk = chunk
    return read(try scratch.file("a", text), limits: limits, format: format, hasQuotes: hasQuotes)
  }

  @Test(arguments: ["\n", "\r\n"], [16, 17, 18, 19, 20, 21, 22, 1 << 20])
  func quotesLineEndsAndTypes(_ end: String, _ chunk: Int) throws {
    let text = [
      "id,name,score,\"no,te\"", "1,plain,2.5,", "2,\"say \"\"hi\"\"\",-3,\"\"", "",
      "3,\"two\(end)lines\",1e3,\"a,b\"", "007,mid\"quote, 5 ,\"12\"",
    ].joined(separator: end)
    let reading = try csv(text, chunk: chunk)
    #expect(reading.error == nil)
    #expect(reading.rows.first?.fields == ["id", "name", "score", "no,te"])
    #expect(
      reading.rows.map(\.values) == [
        [.int(1), .text("plain"), .float(2.5), .null],
        [.int(2), .text("say \"hi\""), .int(-3), .text("")],
        [.int(3), .text("two\(end)lines"), .float(1000), .text("a,b")],
        [.text("007"), .text("mid\"quote"), .text(" 5 "), .text("12")],
      ])
    #expect(reading.rows.map(\.line) == [2, 3, 5, 7])
  }

  @Test func tabsSeparateInTSV() throws {
    let reading = try csv("a\tb\n1,5\t\"x\ty\"\n", format: .tsv)
    #expect(reading.bad.map(\.reason) == ["the line has 3 fields, the header has 2"])
  }

  /// TSV has no quoting: a quote at the start of a field, in it or alone is a character.
  @Test(arguments: [16, 1 << 20])
  func quotesInTSVAreCharacters(_ chunk: Int) throws {
    let text = "a\tb\n\"Hello,\" he said\t\"whole\"\r\n\"open\tmid\"dle\n\"\t\"\"\n"
    let reading = try csv(text, chunk: chunk, format: .tsv)
    #expect(reading.error == nil && reading.bad.isEmpty)
    #expect(
      reading.rows.map(\.values) == [
        [.text("\"Hello,\" he said"), .text("\"whole\"")], [.text("\"open"), .text("mid\"dle")],
        [.text("\""), .text("\"\"")],
      ])
  }

  @Test func quotesInTSVCountWhenAskedFor() throws {
    let quoted = try csv("a\tb\n1\t\"x\ty\"\n", format: .tsv, hasQuotes: true)
    #expect(quoted.rows.map(\.values) == [[.int(1), .text("x\ty")]])
    let bare = try csv("a,b\n1,\"x\n", hasQuotes: false)
    #expect(bare.rows.map(\.values) == [[.int(1), .text("\"x")]])
  }

  @Test func raggedRowsAreBadLines() throws {
    let reading = try csv("a,b\n1,2\n3\n4,5,6\n\"x\"y,1\n7,8\n")
    #expect(reading.good.map(\.line) == [2, 6])
    #expect(reading.bad.map(\.line) == [3, 4, 5])
    #expect(reading.bad.first?.reason == "the line has 1 fields, the header has 2")
    #expect(reading.bad.last?.reason == "text after the closing quote of field 1")
  }

  @Test func badHeadersAreRefused() throws {
    #expect(try csv("a,,b\n1,2,3\n").error?.code == "V0409")
    #expect(try csv("a,b,a\n1,2,3\n").error == .badHeader(path: "F", reason: "names `a` twice"))
    #expect(try csv("\u{FEFF}a,b\n1,2\n").rows.first?.fields == ["a", "b"])
    #expect(try csv("a,b").rows.isEmpty)
  }

  @Test func anOpenQuoteIsNamedByItsLine() throws {
    for chunk in [16, 1 << 20] {
      let reading = try csv("a,b\n1,2\n3,\"open\n4,5\n6,7\n", chunk: chunk)
      #expect(reading.error == .unclosedQuote(path: "F", line: 3))
      #expect(reading.good.count == 1)
    }
  }

  @Test func formatFollowsTheName() {
    #expect(FileFormat.named("x/a.CSV.gz") == .csv)
    #expect(FileFormat.named("a.tsv") == .tsv)
    #expect(FileFormat.named("a.json.gz") == .jsonLines)
    #expect(FileFormat.named("msmarco_passage_00.gz") == .jsonLines)
  }
}
