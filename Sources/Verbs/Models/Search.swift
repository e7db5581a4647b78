import Basics
import Language
import Pipeline
import Stores
import Vectors

let searchVerb = VerbDefinition(
  Signature(
    "search", "Find the rows nearest to a text, a vector or a row", category: "vectors",
    details: """
      Exact: every row that the pipe lets through is compared, so `where` before `search` filters before ranking; unless
      `index` made an index on the column, which is then used, and its recall told. Smaller distance first, then smaller key. Text is encoded by the column's own model; `{pid: "…"}` stands for the row with
      that key. Many queries, a list or a table with one vector or text column, are answered together, their rows read once: the
      first column, `query`, is then the query's number from 0. Distances: `l2` is the length of the difference, `cosine` 1 -
      similarity, `ip` the negative inner product, `l1` the sum of the magnitudes of the differences, `hamming` the number of
      elements that are above 0 in one of the two only.
      """,
    parameters: [
      Parameter("rows", .table, "a table or a filtered one"),
      Parameter(
        "query", .oneOf([.string, .vector, .list(.any), .record, .table]),
        "text, vector, or a record with a row's key; a list of these, or a table of texts or vectors"),
      columnParameter("by", "vector column"),
      Parameter(
        "limit", .int, "rows at most", kind: .option(defaultText: "10", .int(10)), range: 1...1_000_000),
      Parameter(
        "within", .optional(.float), "only rows at most this far", kind: .option(defaultText: "null", .null)),
      Parameter(
        "model", .optional(.string), "encodes the text; must be the column's own",
        kind: .option(defaultText: "null", .null)),
      Parameter(
        "metric", .optional(.string), "l2, cosine, ip, l1 or hamming; the column's own when null",
        kind: .option(defaultText: "null", .null), choices: RowFunctions.metrics),
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
    query: .vector([]))
  let queries = try session.searchQueries(call)
  if case .one(let query) = queries { request.query = query }
  request.metric = try call.optionalString("metric").flatMap(Metric.init(rawValue:))
  request.limit = Int(try call.int("limit"))
  if case .float(let within) = call["within"] { request.within = within }
  request.exact = try call.bool("exact")
  if try call.bool("dry_run") {
    if case .many = queries { throw call.fail(.planOfManyQueries, at: "query") }
    try session.printPlan([
      searchSQL(request, models: session.models.model(named:), control: session.control)
    ])
    return .null
  }
  let found: SearchResult
  var asked = 1
  if case .many(let all) = queries {
    asked = all.count
    found = try search(
      request, queries: all, models: session.models.model(named:), control: session.control)
  } else {
    found = try search(request, models: session.models.model(named:), control: session.control)
  }
  if let index = found.index {
    let share =
      found.indexedQueries < asked
      ? "\(grouped(found.indexedQueries)) of \(grouped(asked)) queries " : ""
    session.narrate("search: \(share)\(index.words); `exact: true` compares every row")
  }
  // Only a server's own tables hold NaN; what vnb keeps does not.
  let rows = found.rows.map { row in
    row.map { value in
      if case .float(let number) = value, number.isNaN { return SQLValue.null }
      return value
    }
  }
  return .table(try session.scratchTable(columns: found.columns.map(\.name), rows: rows))
}
