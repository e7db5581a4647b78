import Language

/// A host that keeps what a program shows and prints, with a few plain verbs.
final class TestHost: InterpreterHost, @unchecked Sendable {
  var lines: [String] = []
  var shown: [Value] = []
  var modules: [String: String] = [:]
  /// Polls until `isInterrupted` turns true.
  var pollsLeft = Int.max

  func show(_ value: Value) {
    shown.append(value)
    lines.append(value.sourceText)
  }
  func print(_ text: String) { lines.append(text) }
  var isInterrupted: Bool {
    pollsLeft -= 1
    return pollsLeft < 0
  }
  func diagnostic(for error: any Error, at span: SourceSpan) -> Diagnostic {
    Diagnostic("V0399", "store: \(error)", at: span)
  }
  func moduleSource(_ name: String) -> SourceText? {
    modules[name].map { SourceText(name: name + ".vnb", text: $0) }
  }
}

struct StoreFault: Error {}

/// Verbs that only tests have.
enum TestVerbs {
  static let all: [Verb] = [
    print, count, upper, pick, clamp, map, append, whereRows, take, tables, broken, select, nan,
  ]

  static let print = Verb(
    Signature("print", "", category: "session", parameters: [Parameter("values", .any, kind: .rest)])
  ) { call in
    try call.interpreter.host.print(call.rest.map(\.displayText).joined(separator: " "))
    return .null
  }
  static let count = Verb(
    Signature(
      "count", "", category: "lists",
      parameters: [Parameter("values", .oneOf([.list(.any), .string, .table]))], returns: .int)
  ) { call in
    switch call["values"] {
    case .list(let items): return .int(Int64(items.count))
    case .string(let text): return .int(Int64(text.count))
    default: return .int(0)
    }
  }
  static let upper = Verb(
    Signature("upper", "", category: "text", parameters: [Parameter("text", .string)], returns: .string)
  ) { call in .string(try call.string("text").uppercased()) }

  static let pick = Verb(
    Signature(
      "pick", "", category: "lists",
      parameters: [
        Parameter("values", .list(.any)),
        Parameter(
          "conflict", .string, kind: .option(defaultText: "\"skip\"", .string("skip")),
          choices: ["skip", "replace", "error"]),
        Parameter("limit", .int, kind: .option(defaultText: "10", .int(10)), range: 1...100),
        Parameter("ratio", .float, kind: .option(defaultText: "0.5", .float(0.5))),
      ])
  ) { call in
    .list([call["conflict"], call["limit"], call["ratio"]])
  }
  static let clamp = Verb(
    Signature(
      "kmeans", "", category: "vectors",
      parameters: [
        Parameter("t", .any), Parameter("by", .column), Parameter("k", .int, range: 1...2000),
      ])
  ) { call in .string(try call.column("by") + " \(try call.int("k"))") }

  static let map = Verb(
    Signature(
      "map", "", category: "lists",
      parameters: [Parameter("values", .oneOf([.list(.any), .range])), Parameter("f", .function)])
  ) { call in
    let function = try call.function("f")
    return .list(try call.list("values").map { try call.interpreter.call(function, [$0], at: call.span) })
  }
  static let append = Verb(
    Signature(
      "append", "", category: "lists",
      parameters: [Parameter("list", .list(.any)), Parameter("element", .any)]),
    isAppend: true
  ) { call in .list(try call.list("list") + [call["element"]]) }

  static let whereRows = Verb(
    Signature(
      "where", "", category: "rows", parameters: [Parameter("t", .any), Parameter("condition", .row)])
  ) { call in .string("where " + (try call.row("condition").expression.dump())) }

  static let take = Verb(
    Signature("head", "", category: "rows", parameters: [Parameter("t", .any), Parameter("n", .int)])
  ) { call in
    guard case .range(let low, _) = call["t"] else { return call["t"] }
    return .range(low, low + Int64(try call.int("n")) - 1)
  }
  static let tables = Verb(
    Signature("tables", "", category: "data", parameters: [], returns: .list(.string))
  ) { _ in .list([.string("passage")]) }

  static let broken = Verb(Signature("broken", "", category: "data", parameters: [])) { _ in
    throw StoreFault()
  }

  static let nan = Verb(Signature("nan", "", category: "data", parameters: [])) { _ in .float(.nan) }

  static let select = Verb(
    Signature(
      "select", "", category: "rows",
      parameters: [
        Parameter("t", .any), Parameter("columns", .row, kind: .rest), Parameter("more", .row, kind: .named),
      ])
  ) { call in
    let columns = call.rest.map { value -> String in
      if case .row(let function) = value { function.columnName ?? "?" } else { "!" }
    }
    return .string((columns + call.named.names).joined(separator: ","))
  }
}

/// Runs a program and gives what it printed, one line each; an error is its last line.
func run(
  _ text: String, modules: [String: String] = [:], parameters: [String: Value] = [:],
  with names: [String: Value] = [:]
) -> [String] {
  let host = TestHost()
  host.modules = modules
  let interpreter = Interpreter(host: host, verbs: TestVerbs.all)
  for (name, value) in names { interpreter.define(name, value) }
  let parsed = parse(SourceText(name: "test", text: text), .prompt)
  guard parsed.diagnostics.isEmpty else { return parsed.diagnostics.map { "\($0.code): \($0.message)" } }
  do {
    try runOnLargeStack { try interpreter.run(parsed.program, parameters: parameters) }
  } catch let error as Diagnostic {
    host.lines.append("\(error.code): \(error.message)")
  } catch {
    host.lines.append("\(error)")
  }
  return host.lines
}

/// Three rows, and a fault on request.
final class TestTable: TableValue, @unchecked Sendable {
  var failsAt: Int?
  var rowsRead = 0

  func columns() -> [TableColumn] { [.init(name: "id", type: "int"), .init(name: "name", type: "string")] }
  func rowCount() -> Int { 3 }
  func forEachRow(limit: Int?, _ body: ([Value]) throws -> Bool) throws {
    for (index, name) in [Value.string("a"), .null, .string("c")].enumerated() {
      if failsAt == index + 1 { throw StoreFault() }
      rowsRead += 1
      guard try body([.int(Int64(index + 1)), name]) else { return }
    }
  }
}

final class TestHandle: HandleValue {
  var kind: String { "clustering" }
  var fields: Record { Record([("version", .int(3))]) }
  var shown: Value { .string("clustering 3") }
}
