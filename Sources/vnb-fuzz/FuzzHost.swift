import Language

/// Takes everything, and presses Ctrl-C after a fixed number of looks, so that endless programs end.
final class FuzzHost: InterpreterHost, @unchecked Sendable {
  private var looks = 0
  private var written = 0

  func show(_ value: Value) throws { try print(value.displayText) }

  func print(_ text: String) throws {
    written += text.utf8.count
    if written > 10_000_000 { throw Interrupted() }
  }

  /// About 64 steps pass between two looks.
  var isInterrupted: Bool {
    looks += 1
    return looks > 50
  }

  func diagnostic(for error: any Error, at span: SourceSpan) -> Diagnostic {
    Diagnostic("V0000", "\(error)", at: span)
  }

  func moduleSource(_ name: String) -> SourceText? {
    name == "m"
      ? SourceText(name: "m.vnb", text: "fn double(x) { x * 2 }\nfn four(x) { double(double(x)) }") : nil
  }
}

/// Pure verbs that call functions, take columns and row functions, rest and named arguments.
let fuzzVerbs: [Verb] = [
  Verb(Signature("print", "", category: "session", parameters: [Parameter("values", .any, kind: .rest)])) {
    call in
    for value in call.rest { try call.interpreter.host.print(value.displayText) }
    return .null
  },
  Verb(Signature("count", "", category: "lists", parameters: [Parameter("values", .list(.any))])) { call in
    .int(Int64(try call.list("values").count))
  },
  Verb(
    Signature(
      "map", "", category: "lists", parameters: [Parameter("values", .list(.any)), Parameter("f", .function)])
  ) { call in
    let function = try call.function("f")
    return .list(try call.list("values").map { try call.interpreter.call(function, [$0], at: call.span) })
  },
  Verb(Signature("where", "", category: "rows", parameters: [Parameter("t", .any), Parameter("c", .row)])) {
    call in
    _ = try call.row("c").expression.dump()
    return call["t"]
  },
  Verb(
    Signature(
      "pick", "", category: "rows",
      parameters: [
        Parameter("t", .any), Parameter("by", .column),
        Parameter("k", .int, kind: .option(defaultText: "8", .int(8)), range: 1...64),
        Parameter("mode", .string, kind: .option(defaultText: "\"a\"", .string("a")), choices: ["a", "b"]),
        Parameter("more", .row, kind: .named),
      ])
  ) { call in .string(try call.column("by")) },
  Verb(Signature("tables", "", category: "data")) { _ in .list([.string("t")]) },
]
