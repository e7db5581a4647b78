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
    .list(try call.string("text").split(whereSeparator: \.isWhitespace).map { .string(String($0)) })
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
    return .list(
      try call.string("text").split(separator: separator, omittingEmptySubsequences: false)
        .map { .string(String($0)) })
  },
  pure(
    "concat", "One text from the pieces of a list", category: "text",
    [
      Parameter("pieces", .list(.string), "texts"),
      Parameter("by", .string, "between them", kind: .option(defaultText: "\"\"", .string(""))),
    ],
    returns: .string, example: Example("concat([\"a\", \"b\"], by: \"-\")", output: "a-b"), terms: ["join"]
  ) { call in
    .string(try call.strings("pieces").joined(separator: try call.string("by")))
  },
  pure(
    "replace", "Every occurrence of one text by another", category: "text",
    [textParameter, Parameter("old", .string, "not empty"), Parameter("new", .string)], returns: .string,
    example: Example("replace(\"a-b-c\", \"-\", \"+\")", output: "a+b+c")
  ) { call in
    let old = try call.string("old")
    guard !old.isEmpty else { throw call.fail(.emptySearchText, at: "old") }
    return .string(try call.string("text").replacing(old, with: try call.string("new")))
  },
  pure(
    "contains", "Whether a text holds another", category: "text",
    [textParameter, Parameter("part", .string)],
    returns: .bool, example: Example("contains(\"cluster\", \"lust\")", output: "true")
  ) { call in
    let part = try call.string("part")
    return .bool(try part.isEmpty || call.string("text").contains(part))
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

/// Without leading and trailing white space.
private func trimmed(_ text: String) -> String {
  let head = text.drop(while: \.isWhitespace)
  guard let last = head.lastIndex(where: { !$0.isWhitespace }) else { return "" }
  return String(head[...last])
}
