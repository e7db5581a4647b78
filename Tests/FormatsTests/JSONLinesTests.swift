import Testing

@testable import Formats

@Suite struct JSONLinesTests {
  @Test func valuesKeepTheirKinds() throws {
    let row = try #require(
      try readLine(#"{"a": null, "b":true,"c" : false, "d":-12, "e":1.5e3, "f":"x", "g":"", "h":0}"#).good
        .first)
    #expect(row.fields == ["a", "b", "c", "d", "e", "f", "g", "h"])
    #expect(
      row.values == [
        .null, .bool(true), .bool(false), .int(-12), .float(1500), .text("x"), .text(""), .int(0),
      ])
  }

  @Test(arguments: [
    ("9223372036854775807", Seen.int(.max)), ("-9223372036854775808", .int(.min)), ("-0", .int(0)),
    ("7", .int(7)),
  ])
  func wholeNumbersStayInts(_ written: String, _ value: Seen) throws {
    #expect(try readLine("{\"n\":\(written)}").good.first?.values == [value])
  }

  @Test(arguments: [
    "9223372036854775808", "0.1", "1E-7", "5e-324", "1e-400", "1.7976931348623157e308", "0.3e1", "-0.0",
    "2.5e0",
    "123456789012345678901234567890", "2.2250738585072011e-308", "9007199254740993.0",
  ])
  func floatsAreTheNearest(_ written: String) throws {
    let expected = try #require(Double(written))
    #expect(try readLine("{\"n\":\(written)}").good.first?.values == [.float(expected)])
  }

  @Test(arguments: [
    "1e400", "-1e999", "01", "1.", ".5", "+1", "1e", "NaN", "Infinity", "-", "0x10", "--1", "1 2",
  ])
  func badNumbersAreBadLines(_ written: String) throws {
    #expect(try readLine("{\"n\":\(written)}").bad.count == 1)
  }

  @Test func randomNumbersAgreeWithTheLibrary() {
    var random = TestRandom(1)
    for _ in 0..<20_000 {
      var written = Bool.random(using: &random) ? "-" : ""
      written += String(
        UInt64.random(in: 0...UInt64.max, using: &random) >> UInt64.random(in: 0..<64, using: &random))
      if random.next() % 4 > 0 { written += "." + String(random.next() >> (random.next() % 64)) }
      if random.next() % 2 == 0 { written += "e" + String(Int.random(in: -340...320, using: &random)) }
      let bytes = Array(written.utf8)
      let number = bytes.withUnsafeBufferPointer { buffer in
        buffer.baseAddress.flatMap { scanNumber($0, count: buffer.count) }
      }
      #expect(number?.length == bytes.count)
      switch number?.value {
      case .int(let value): #expect(value == Int64(written))
      case .float(let value): #expect(value == Double(written), "\(written)")
      case nil: Issue.record("\(written) is no number")
      }
    }
  }

  @Test func stringsAreDecoded() throws {
    let line = #"{"a":"q\" b\\ s\/ \b\f\n\r\t \u0041\u00e9\u20AC\uD83D\uDE00 é表😀"}"#
    #expect(
      try readLine(line).good.first?.values
        == [.text("q\" b\\ s/ \u{8}\u{C}\n\r\t A\u{E9}\u{20AC}\u{1F600} é表😀")])
    #expect(try readLine(#"{"\u0061b":1}"#).good.first?.fields == ["ab"])
    #expect(try readLine(#"{"a":"\n"}"#).good.first?.values == [.text("\n")])
  }

  @Test(arguments: [
    (#"{"a":"\ud800"}"#, "surrogate"), (#"{"a":"\udc00"}"#, "surrogate"),
    (#"{"a":"\ud800\u0041"}"#, "surrogate"),
    (#"{"a":"x\u0000"}"#, "NUL"), (#"{"a":"\x"}"#, "escape"), (#"{"a":"\u12g4"}"#, "hexadecimal"),
    ("{\"a\":\"tab\there\"}", "control byte 0x9"), (#"{"a":"open}"#, "ends inside a string"),
    (#"{"a":1"#, "the line ends"),
    (#"{"a" 1}"#, "`:`"), (#"{"a":1,}"#, "field name"), (#"{"a":1}{"b":2}"#, "end of the line"),
    (#"{a:1}"#, "field name"),
    (#"{"a":tru}"#, "a value"), (#"{"":1}"#, "empty name"), (#""text""#, "a record"), ("12", "a record"),
    ("{\"a\":}", "a value"),
    (#"{"a":"\u12"}"#, "hexadecimal"), ("{\"a\":\"\\", "escape"), ("{", "the line ends"),
    ("{\"a\":[1,2}", "end of the nested"),
  ])
  func badLinesSayWhy(_ line: String, _ words: String) throws {
    let scratch = try Scratch()
    let reading = read(try scratch.file("a.jsonl", "{\"ok\":1}\n\(line)\n{\"ok\":2}\n"))
    #expect(reading.error == nil)
    #expect(reading.bad.map(\.line) == [2])
    #expect(reading.bad.first?.reason?.contains(words) == true, "\(reading.bad)")
    #expect(reading.good.map(\.values) == [[.int(1)], [.int(2)]])
  }

  @Test(
    arguments: [
      [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0x80],
      [0xF8, 0x88, 0x80, 0x80, 0x80],
    ] as [[UInt8]])
  func invalidUTF8IsABadLine(_ bytes: [UInt8]) throws {
    let scratch = try Scratch()
    let line = Array("{\"a\":\"some text before it ".utf8) + bytes + Array("\"}\n{\"a\":\"ok\"}\n".utf8)
    let reading = read(try scratch.file("a.jsonl", line))
    #expect(reading.bad.first?.reason?.contains("UTF-8") == true)
    #expect(reading.good.count == 1)
  }

  @Test func rawNULIsABadLine() throws {
    let scratch = try Scratch()
    let reading = read(try scratch.file("a.jsonl", Array("{\"a\":\"x".utf8) + [0] + Array("\"}\n".utf8)))
    #expect(reading.bad.count == 1)
  }

  @Test func nestedValuesAreCompactText() throws {
    let line = #"{"a": { "b" : [ 1 , 2.50 , { } , [ ] , null , true ] , "c d" : "x \u00e9 \" y" }, "z": [ ]}"#
    #expect(
      try readLine(line).good.first?.values
        == [.json(#"{"b":[1,2.50,{},[],null,true],"c d":"x \u00e9 \" y"}"#), .json("[]")])
  }

  @Test func deepNestingIsRefused() throws {
    func nested(_ depth: Int) -> String {
      "{\"a\":" + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "}"
    }
    #expect(try readLine(nested(256)).good.count == 1)
    #expect(try readLine(nested(257)).bad.first?.reason?.contains("256") == true)
    #expect(try readLine(nested(1_000_000)).bad.count == 1)
  }

  @Test func aFieldGivenTwiceKeepsTheLastValue() throws {
    let row = try #require(try readLine(#"{"a":1,"b":2,"a":"three","a":4}"#).good.first)
    #expect(row.fields == ["a", "b"])
    #expect(row.values == [.int(4), .int(2)])
  }

  @Test func composedAndDecomposedNamesAreTwo() throws {
    let row = try #require(try readLine("{\"\u{E9}\":1,\"e\u{301}\":2}").good.first)
    #expect(row.values == [.int(1), .int(2)])
  }

  @Test(arguments: ["\n", "\r\n"]) func lineEndsBlankLinesAndMarks(_ end: String) throws {
    let scratch = try Scratch()
    let text = "\u{FEFF}{\"a\":1}" + end + end + "   " + end + "{\"a\":2}" + end + "  {\"a\":3} "
    let reading = read(try scratch.file("a.jsonl", text))
    #expect(reading.good.map(\.values) == [[.int(1)], [.int(2)], [.int(3)]])
    #expect(reading.good.map(\.line) == [1, 4, 5])
    #expect(reading.bad.isEmpty && reading.error == nil)
    #expect(reading.lines == 5)
  }

  @Test func anEmptyFileHasNoRows() throws {
    let scratch = try Scratch()
    for (index, text) in ["", "\n", "\u{FEFF}", "\n\n  \n"].enumerated() {
      let reading = read(try scratch.file("\(index).jsonl", text))
      #expect(reading.rows.isEmpty && reading.error == nil)
    }
  }

  @Test func arraysAndIndentedDocumentsAreNamed() throws {
    let scratch = try Scratch()
    let array = read(try scratch.file("a.json", "\n [{\"a\":1},\n {\"a\":2}]\n"))
    #expect(array.error == .notJSONLines(path: "F", line: 2, found: .array))
    let indented = read(try scratch.file("b.json", "{\n  \"a\": 1\n}\n"))
    #expect(indented.error == .notJSONLines(path: "F", line: 1, found: .indentedObject))
    let second = read(try scratch.file("c.json", "{\"a\": 1,\n \"b\": 2}\n"))
    #expect(second.error == .notJSONLines(path: "F", line: 1, found: .indentedObject))
  }

  @Test func longLinesAreRefusedAndTheRecordsBeforeKept() throws {
    let scratch = try Scratch()
    var limits = ReaderLimits()
    limits.line = 1000
    let long = "{\"a\":\"" + String(repeating: "x", count: 2000) + "\"}"
    for chunk in [64, 4096, 1 << 20] {
      limits.chunk = chunk
      let reading = read(try scratch.file("a.jsonl", "{\"a\":1}\n\(long)\n{\"a\":2}\n"), limits: limits)
      #expect(reading.error == .lineTooLong(path: "F", line: 2, limit: 1000))
      #expect(reading.good.count == 1)
    }
    limits.line = 5000
    limits.chunk = 64
    #expect(
      read(try scratch.file("b.jsonl", "{\"a\":1}\n\(long)\n{\"a\":2}"), limits: limits).good.count == 3)
  }

  @Test func chunkSizeChangesNothing() throws {
    let scratch = try Scratch()
    var text = ""
    for index in 0..<200 {
      text +=
        "{\"id\":\(index),\"t\":\"é\\u00e9 \(String(repeating: "y", count: index % 37))\"}"
        + (index % 3 == 0 ? "\r\n" : "\n")
      if index % 50 == 7 { text += "oops\n\n" }
    }
    let path = try scratch.file("a.jsonl", text)
    let whole = read(path)
    #expect(whole.good.count == 200 && whole.bad.count == 4)
    for chunk in [16, 17, 100, 1000] {
      var limits = ReaderLimits()
      limits.chunk = chunk
      #expect(read(path, limits: limits).rows == whole.rows)
    }
  }
}
