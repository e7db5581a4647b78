import Language
import Stores

let functionsVerb = VerbDefinition(
  Signature(
    "functions", "List the functions that row expressions may call", category: "rows",
    details:
      "They run where the rows live. Aggregates belong into `summarize`; in `derive`, `where` and `select` they are over all rows.",
    returns: .table, examples: [Example("functions | where .name == \"words\"")],
    searchTerms: ["columns", "expressions", "aggregates", "help"])
) { session, _ in
  let plain = RowFunctions.all.map { ($0.name, $0.usage, $0.doc) }
  let aggregates = AggregateFunctions.all.map {
    ($0.name, $0.arity.upperBound == 0 ? "\($0.name)()" : "\($0.name)(x)", $0.doc)
  }
  let rows = (plain + aggregates + [("column", "column(name)", "the column with a computed name")]).map {
    name, usage, doc in
    Record([("name", .string(name)), ("usage", .string(usage)), ("what", .string(doc))])
  }
  return .table(try session.scratchTable(rows))
}
