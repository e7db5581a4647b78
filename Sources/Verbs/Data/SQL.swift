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
        "file", .optional(.string), "read the statements from a file",
        kind: .option(defaultText: "null", .null)),
      Parameter("values", .any, "`name: value` for each `:name`", kind: .named),
    ], returns: .any,
    examples: [
      Example("sql \"select :a + 1 as n\", a: 41", output: " n\n──\n42\n1 row"),
      Example("sql file: \"report.sql\""),
    ], searchTerms: ["query", "select", "statement", "ddl", "insert", "update"])
) { session, call in
  var values: [String: SQLValue] = [:]
  for (name, value) in zip(call.named.names, call.named.values) {
    values[name] = try sqlValue(value, call, "values")
  }
  return try session.run(try session.script(call), values)
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
    throw call.fail(.noScript)
  }

  /// The last statement's result; statements run in order and stop at the first that fails.
  fileprivate func run(_ script: String, _ values: [String: SQLValue]) throws -> Value {
    switch try store.runScript(script, named: values).last {
    case .rows(let relation): .table(RelationValue(relation))
    case .changed(let count): .handle(Report(kind: "sql", fields: Record([("changed", .int(Int64(count)))])))
    case .done, nil: .null
    }
  }
}
