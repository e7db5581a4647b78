import Language
import Stores

let sqlVerb = VerbDefinition(
  Signature(
    "sql", "Run SQL on the store", category: "data",
    details: """
      One SELECT gives a table that runs when it is used; anything else runs now, and several statements run in order. `:name`
      in the text takes the value of the argument `name:`; values are bound, never pasted into the text.
      """,
    parameters: [
      Parameter("text", .string, "one or more statements", kind: .rest),
      Parameter(
        "file", .optional(.string), "read the statements from a file", kind: .option(defaultText: "null", .null)),
      Parameter("values", .any, "`name: value` for each `:name`", kind: .named),
    ], returns: .any,
    examples: [
      Example("sql \"select :a + 1 as n\", a: 41 | collect", output: "[{n: 42}]"),
      Example("sql file: \"report.sql\""),
    ], searchTerms: ["query", "select", "statement", "ddl", "insert", "update"])
) { session, call in
  var values: [String: SQLValue] = [:]
  for (name, value) in zip(call.named.names, call.named.values) {
    values[name] = try sqlValue(value, call, "values")
  }
  let script = try session.script(call)
  return try session.run(script, values, call)
}

extension Session {
  /// The text of the call: given, or read from a file.
  fileprivate func script(_ call: Call) throws -> String {
    switch (call.rest.count, try call.optionalString("file")) {
    case (1, nil):
      guard case .string(let text)? = call.rest.first else { break }
      return text
    case (0, let path?): return try textFile(path, call)
    default: break
    }
    throw call.fail("V0306", "`sql` takes one text, or `file:`", help: "write `sql \"select 1 as n\"`")
  }

  fileprivate func run(_ script: String, _ values: [String: SQLValue], _ call: Call) throws -> Value {
    let bytes = Array(script.utf8)
    let statements = try store.split(script).map { String(decoding: bytes[$0], as: UTF8.self) }
    guard statements.count > 1 else { return try runOne(script, values) }
    var used = Set<String>()
    var last = Value.null
    for (at, statement) in statements.enumerated() {
      let wanted = Set(try Relation.parameterNames(statement))
      used.formUnion(wanted)
      do {
        last = try runOne(statement, values.filter { wanted.contains($0.key) })
      } catch let error as StoreError {
        var diagnostic = Diagnostic(hostError: error, at: call.span)
        diagnostic.notes.append(
          at == 0 ? "it was the first of \(statements.count) statements; nothing ran before it"
            : "it was statement \(at + 1) of \(statements.count); those before it have run")
        throw diagnostic
      }
      try call.interpreter.checkInterrupt()
    }
    if let unused = values.keys.sorted().first(where: { !used.contains($0) }) {
      throw Diagnostic(hostError: StoreError.unusedParameter(name: unused, used: used.sorted()), at: call.span)
    }
    return last
  }

  private func runOne(_ statement: String, _ values: [String: SQLValue]) throws -> Value {
    switch try store.run(statement, named: values) {
    case .rows(let relation): return .table(RelationValue(relation))
    case .changed(let count): return .handle(Report(kind: "sql", fields: Record([("changed", .int(Int64(count)))])))
    case .done: return .null
    }
  }
}
