import Language
import Pipeline
import Stores

let searchVerb = VerbDefinition(
  Signature(
    "search", "Find the rows nearest to a text, a vector or a row", category: "vectors",
    details: """
      Exact: every row that the pipe lets through is compared, so `where` before `search` filters before ranking; unless
      `index` made an index on the column, which is then used, and its recall told. Smaller distance first, then smaller key. Text is encoded by the column's own model; `{pid: "…"}` stands for the row with
      that key. Under cosine the distance is 1 - similarity, under l2 the length of the difference.
      """,
    parameters: [
      Parameter("rows", .table, "a table or a filtered one"),
      Parameter(
        "query", .oneOf([.string, .vector, .list(.any), .record]),
        "text, vector, or a record with a row's key"),
      columnParameter("by", "vector column"),
      Parameter(
        "limit", .int, "rows at most", kind: .option(defaultText: "10", .int(10)), range: 1...1_000_000),
      Parameter(
        "within", .optional(.float), "only rows at most this far", kind: .option(defaultText: "null", .null)),
      Parameter(
        "model", .optional(.string), "encodes the text; must be the column's own",
        kind: .option(defaultText: "null", .null)),
      Parameter(
        "exact", .bool, "compare every row, index or not", kind: .option(defaultText: "false", .bool(false))),
      Parameter(
        "dry_run", .bool, "print a SQL statement that gives the same, and search nothing",
        kind: .option(defaultText: "false", .bool(false))),
    ], returns: .table,
    examples: [Example("passages | search \"why is the sky blue?\", by: .passage_vector, limit: 3")],
    searchTerms: ["nearest", "neighbours", "similar", "knn", "semantic"])
) { session, call in
  var request = SearchRequest(
    relation: try session.relation(call, "rows"), column: try call.columnName("by"),
    query: try searchQuery(call))
  request.limit = Int(try call.int("limit"))
  if case .float(let within) = call["within"] { request.within = within }
  request.exact = try call.bool("exact")
  if try call.bool("dry_run") {
    try session.printPlan([
      searchSQL(request, models: session.models.model(named:), control: session.control)
    ])
    return .null
  }
  let found = try search(request, models: session.models.model(named:), control: session.control)
  if let index = found.index { session.narrate("search: \(index.words); `exact: true` compares every row") }
  // Only a server's own tables hold NaN; what vnb keeps does not.
  let rows = found.rows.map { row in
    row.map { value in
      if case .float(let number) = value, number.isNaN { return SQLValue.null }
      return value
    }
  }
  return .table(try session.scratchTable(columns: found.columns.map(\.name), rows: rows))
}

private func searchQuery(_ call: Call) throws -> SearchRequest.Query {
  switch call["query"] {
  case .string(let text): return .text(text, model: try call.optionalString("model"))
  case .vector(let elements): return .vector(elements)
  case .list(let list): return .vector(try list.map { try floatElement($0, call) })
  case .record(let record) where record.count == 1: return .key(try sqlValue(record.values[0], call, "query"))
  default: throw call.fail(.notARowQuery, at: "query")
  }
}

private func floatElement(_ value: Value, _ call: Call) throws -> Float {
  switch value {
  case .int(let number): return Float(number)
  case .float(let number): return Float(number)
  default: throw call.fail(.notAVectorElement(type: value.typeName), at: "query")
  }
}
