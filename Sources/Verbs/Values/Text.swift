import Language

/// Text in, text out. The same names work on columns, where the store computes them.
let textVerbs: [VerbDefinition] = [
  pure(
    "lower", "Small letters", category: "text", [textParameter], returns: .string,
    example: Example("lower(\"ÉTÉ\")", output: "été")
  ) { .string(try $0.string("text").lowercased()) },
  pure(
    "upper", "Capital letters", category: "text", [textParameter], returns: .string,
    example: Example("upper(\"été\")", output: "ÉTÉ")
  ) { .string(try $0.string("text").uppercased()) },
  pure(
    "trim", "Without white space at both ends", category: "text", [textParameter], returns: .string,
    example: Example("trim(\"  a b \")", output: "a b")
  ) { .string(trimmed(try $0.string("text"))) },
  pure(
    "words", "The words of a text, parted at white space", category: "text", [textParameter],
    returns: .list(.string), example: Example("words(\"to be  or\")", output: "[\"to\", \"be\", \"or\"]"),
    terms: ["split", "tokens"]
  ) { call in
    let words = try call.string("text").split(maxSplits: Limits.listLength, whereSeparator: \.isWhitespace)
    return .list(words.map { .string(String($0)) })
  },
  pure(
    "length", "How many Unicode characters (scalars) a text has", category: "text", [textParameter],
    returns: .int,
    example: Example("length(\"été\")", output: "3"), terms: ["size", "count"]
  ) { .int(Int64(try $0.string("text").unicodeScalars.count)) },
  pure(
    "substring", "Characters of a text from a position on, counted from 0", category: "text",
    [
      textParameter, Parameter("from", .int, "position of the first", range: 0...Int64.max),
      Parameter("count", .int, "how many", range: 0...Int64.max),
    ], returns: .string, example: Example("substring(\"cluster\", 1, 4)", output: "lust"),
    terms: ["slice", "part"]
  ) { call in
    let tail = try call.string("text").unicodeScalars.dropFirst(try call.int("from"))
    return .string(String(String.UnicodeScalarView(tail.prefix(try call.int("count")))))
  },
  pure(
    "split", "The pieces between separators", category: "text",
    [textParameter, Parameter("by", .string, "separator, not empty")], returns: .list(.string),
    example: Example("split(\"a,b,,c\", \",\")", output: "[\"a\", \"b\", \"\", \"c\"]")
  ) { call in
    let separator = try call.string("by")
    guard !separator.isEmpty else { throw call.fail(.emptySeparator, at: "by") }
    return .list(try pieces(try call.string("text"), separator, call))
  },
  pure(
    "concat", "One text from the pieces of a list", category: "text",
    [
      Parameter("pieces", .list(.string), "texts"),
      Parameter("by", .string, "between them", kind: .option(defaultText: "\"\"", .string(""))),
    ],
    returns: .string, example: Example("concat([\"a\", \"b\"], by: \"-\")", output: "a-b"), terms: ["join"]
  ) { call in
    let pieces = try call.strings("pieces")
    let separator = try call.string("by")
    // Pieces may be the same large text over and over.
    let room = Limits.stringBytes - max(0, pieces.count - 1) * separator.utf8.count
    guard pieces.reduce(0, { $0 + $1.utf8.count }) <= room else { throw tooLarge(call, "pieces") }
    return .string(pieces.joined(separator: separator))
  },
  pure(
    "replace", "Every occurrence of one text by another", category: "text",
    [textParameter, Parameter("old", .string, "not empty"), Parameter("new", .string)], returns: .string,
    example: Example("replace(\"a-b-c\", \"-\", \"+\")", output: "a+b+c")
  ) { call in
    let old = try call.string("old")
    guard !old.isEmpty else { throw call.fail(.emptySearchText, at: "old") }
    return .string(try replacing(try call.string("text"), old, try call.string("new"), call))
  },
  pure(
    "contains", "Whether a text holds another", category: "text",
    [textParameter, Parameter("part", .string)],
    returns: .bool, example: Example("contains(\"cluster\", \"lust\")", output: "true")
  ) { call in
    let part = try call.string("part")
    return .bool(Value.contains(try call.string("text"), part))
  },
  pure(
    "starts_with", "Whether a text begins so", category: "text", [textParameter, Parameter("part", .string)],
    returns: .bool, example: Example("starts_with(\"cluster\", \"cl\")", output: "true")
  ) { call in .bool(try call.string("text").hasPrefix(try call.string("part"))) },
  pure(
    "ends_with", "Whether a text ends so", category: "text", [textParameter, Parameter("part", .string)],
    returns: .bool, example: Example("ends_with(\"cluster\", \"er\")", output: "true")
  ) { call in .bool(try call.string("text").hasSuffix(try call.string("part"))) },
]

private let textParameter = Parameter("text", .string, "the text")

private func tooLarge(_ call: Call, _ argument: String) -> Diagnostic {
  call.fail(.textTooLong(limit: Limits.stringBytes), at: argument)
}

private func pieces(_ text: String, _ separator: String, _ call: Call) throws -> [Value] {
  let bytes = Array(text.utf8)
  var pieces: [Value] = []
  var start = 0
  try ByteSearch(separator).forEach(in: bytes) { at in
    guard pieces.count < Limits.listLength else {
      throw call.fail(.tooManyPieces, at: "text")
    }
    pieces.append(.string(String(decoding: bytes[start..<at], as: UTF8.self)))
    start = at + separator.utf8.count
    return true
  }
  return pieces + [.string(String(decoding: bytes[start...], as: UTF8.self))]
}

private func replacing(_ text: String, _ old: String, _ new: String, _ call: Call) throws -> String {
  let bytes = Array(text.utf8)
  var result: [UInt8] = []
  var start = 0
  try ByteSearch(old).forEach(in: bytes) { at in
    result += bytes[start..<at]
    result += new.utf8
    guard result.count <= Limits.stringBytes else { throw tooLarge(call, "text") }
    start = at + old.utf8.count
    return true
  }
  return String(decoding: result + bytes[start...], as: UTF8.self)
}

/// Without leading and trailing white space.
private func trimmed(_ text: String) -> String {
  let head = text.drop(while: \.isWhitespace)
  guard let last = head.lastIndex(where: { !$0.isWhitespace }) else { return "" }
  return String(head[...last])
}
