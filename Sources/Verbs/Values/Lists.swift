import Language

/// Lists and records. On a table, `where`, `derive` and `summarize` do the same where the data lives.
let listVerbs: [VerbDefinition] = [
  pure(
    "len", "How many: characters, elements, fields", category: "lists", [Parameter("value", .any)],
    returns: .int,
    example: Example("len([1, 2, 3])", output: "3"), terms: ["length", "size", "count"]
  ) { call in
    switch call["value"] {
    case .string(let text): return .int(Int64(text.count))
    case .list(let list): return .int(Int64(list.count))
    case .record(let record): return .int(Int64(record.count))
    case .vector(let vector): return .int(Int64(vector.count))
    case .table(let table): return .int(Int64(try table.rowCount()))
    case .range(let low, let high):
      guard low <= high else { return .int(0) }
      let (difference, overflow) = high.subtractingReportingOverflow(low)
      guard !overflow, difference < .max else { throw call.fail(.overflow(what: "the length"), at: "value") }
      return .int(difference + 1)
    case let other: throw call.fail(.noLength(type: other.typeName), at: "value")
    }
  },
  pure(
    "map", "A list of what a function gives for each element", category: "lists",
    [listParameter, Parameter("by", .function, "of one element")], returns: .list(.any),
    example: Example("map([1, 2], fn(x) => x * 10)", output: "[10, 20]"),
    details: "A map of clusters is drawn by `cluster_map`."
  ) { call in
    let function = try call.function("by")
    return .list(try elements(call).map { try call.interpreter.call(function, [$0], at: call.span) })
  },
  pure(
    "filter", "The elements for which a function is true", category: "lists",
    [listParameter, Parameter("by", .function, "of one element, gives true or false")], returns: .list(.any),
    example: Example("filter([1, 2, 3], fn(x) => x > 1)", output: "[2, 3]")
  ) { call in
    let function = try call.function("by")
    return .list(
      try elements(call).filter {
        guard case .bool(let keep) = try call.interpreter.call(function, [$0], at: call.span) else {
          throw call.fail(.notABool, at: "by")
        }
        return keep
      })
  },
  pure(
    "append", "A list with one more element", category: "lists",
    [listParameter, Parameter("element", .any)], returns: .list(.any),
    example: Example("append([1], 2)", output: "[1, 2]"), terms: ["push", "add"], isAppend: true
  ) { call in .list(try elements(call) + [call["element"]]) },
  pure(
    "sum", "The sum of a list of numbers, in order", category: "lists", [listParameter], returns: .any,
    example: Example("sum([1, 2, 3])", output: "6"), terms: ["total", "add"]
  ) { call in
    let list = try elements(call)
    var whole: Int64 = 0
    var real = 0.0
    var isWhole = true
    for element in list {
      switch element {
      case .int(let number):
        let (next, overflow) = whole.addingReportingOverflow(number)
        if overflow, isWhole { throw call.fail(.overflow(what: "the sum"), at: "list") }
        whole = next
        real += Double(number)
      case .float(let number):
        isWhole = false
        real += number
      case let other: throw call.fail(.notAddable(type: other.typeName), at: "list")
      }
    }
    return isWhole ? .int(whole) : .float(real)
  },
  pure(
    "reversed", "A list from its end", category: "lists", [listParameter], returns: .list(.any),
    example: Example("reversed([1, 2])", output: "[2, 1]")
  ) { call in .list(try elements(call).reversed()) },
  pure(
    "keys", "The names of a record's fields", category: "lists", [Parameter("record", .record)],
    returns: .list(.string), example: Example("keys({a: 1, b: 2})", output: "[\"a\", \"b\"]")
  ) { call in .list(try call.record("record").names.map { .string($0) }) },
  pure(
    "type", "What kind of value it is", category: "lists", [Parameter("value", .any)], returns: .string,
    example: Example("type(1.5)", output: "float")
  ) { call in .string(call["value"].typeName) },
]

private let listParameter = Parameter("list", .oneOf([.list(.any), .range]), "a list or range")

/// The elements of a list or range argument, bounded by the language's limit on lists.
private func elements(_ call: Call) throws -> [Value] {
  switch call["list"] {
  case .list(let list): return list
  case .range(let low, let high):
    guard low <= high else { return [] }
    let (difference, overflow) = high.subtractingReportingOverflow(low)
    guard !overflow, difference < Int64(Limits.listLength) else {
      throw call.fail(.rangeTooLong, at: "list")
    }
    return (low...high).map { .int($0) }
  default: return []
  }
}
