import Language
import Stores

let countVerb = VerbDefinition(
  Signature(
    "count", "How many rows", category: "rows",
    parameters: [Parameter("rows", .table, "a table, or a list of records")], returns: .int,
    examples: [Example("[{n: 1}, {n: 2}] | count", output: "2")], searchTerms: ["length", "size", "rows"])
) { session, call in
  .int(Int64(try session.rows(call).rowCount()))
}

let collectVerb = VerbDefinition(
  Signature(
    "collect", "Read the rows into a list of records", category: "rows",
    parameters: [Parameter("rows", .table, "a small table")], returns: .list(.record),
    examples: [Example("([{n: 1}] | collect)[0].n", output: "1")], searchTerms: ["list", "records", "fetch"])
) { session, call in
  let table = try session.rows(call)
  let names = try table.columns().map(\.name)
  var records: [Value] = []
  try table.forEachRow(limit: nil) { row in
    guard records.count < Limits.listLength else {
      throw call.fail(.tableTooLong, at: "rows")
    }
    try call.interpreter.checkInterrupt()
    records.append(.record(Record(Array(zip(names, row)))))
    return true
  }
  return .list(records)
}
