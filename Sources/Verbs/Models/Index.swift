import Basics
import Language
import Pipeline
import Stores

let indexVerb = VerbDefinition(
  Signature(
    "index", "Make a vector index for approximate search", category: "vectors",
    details: """
      In the embedded store it is vnb's own `hnsw` graph with a copy of the vectors, in a file beside the database:
      `work.db-passage_passage_vector_hnsw.hnsw`. It is used for limits up to an eighth of the rows while no vector has changed
      since, whoever changed it; a search after that compares every row and says so, as it does when the file was left behind. On
      a server it is made by the engine, after the rows are loaded, and kept up to date by it: `hnsw` or `ivfflat` on PostgreSQL with
      pgvector, `cspann` on CockroachDB. Its recall@10 is measured with stored vectors as queries and told with every search
      that uses it. A repeated call makes it anew. Larger `ef_search`, `probes` or `beam_size` find more and take longer.
      """,
    parameters: [
      Parameter("rows", .table, "the table"),
      columnParameter("by", "vector column"),
      Parameter(
        "kind", .optional(.string), "`hnsw`, `ivfflat` or `cspann`; null for the engine's first choice",
        kind: .option(defaultText: "null", .null)),
      indexNumber("m", "hnsw: neighbours of a node", 2...100),
      indexNumber("ef_construction", "hnsw: candidates when a row is added", 4...1000),
      indexNumber("lists", "ivfflat: number of lists", 1...32768),
      indexNumber("min_partition_size", "cspann: fewest vectors of a partition", 1...1024),
      indexNumber("max_partition_size", "cspann: most vectors of a partition", 4...4096),
      indexNumber("ef_search", "hnsw: candidates of a search", 1...1000),
      indexNumber("probes", "ivfflat: lists of a search", 1...32768),
      indexNumber("beam_size", "cspann: partitions of a search", 1...2048),
      Parameter(
        "codes", .optional(.string),
        "embedded store: what a search walks on, `int8` or `bfloat16`, faster; null for the vectors themselves",
        kind: .option(defaultText: "null", .null), choices: ["int8", "bfloat16"]),
      Parameter(
        "sample", .int, "queries that measure the recall", kind: .option(defaultText: "100", .int(100)),
        range: 1...10_000),
      Parameter("drop", .bool, "remove the index", kind: .option(defaultText: "false", .bool(false))),
      workersParameter, dryRunParameter,
    ], returns: .handle("index"),
    examples: [
      Example("passages | index by: .passage_vector"),
      Example("index passages, by: .passage_vector, kind: \"hnsw\", m: 16, ef_construction: 100"),
    ],
    searchTerms: ["hnsw", "ivfflat", "approximate", "ann", "recall", "cspann"])
) { session, call in
  let table = try session.plainTable(call, "rows", for: "index")
  var request = IndexRequest(table: table, column: try call.columnName("by"))
  request.kind = try call.optionalString("kind")
  for name in indexOptions {
    if let value = try call.optionalInt(name) { request.options[name] = value }
  }
  request.sample = Int(try call.int("sample"))
  request.codes = try call.optionalString("codes")
  request.workers = try session.workers(call)
  request.drop = try call.bool("drop")
  request.dryRun = try call.bool("dry_run")
  let report = try index(request, in: session.store, control: session.control)
  if request.dryRun { try session.printPlan(report.plannedSQL) }
  return .handle(
    Report(kind: "index", fields: indexFields(report, request), table: try session.tableValue(named: table)))
}

let indexesVerb = VerbDefinition(
  Signature(
    "indexes", "List the vector indexes that `index` made", category: "vectors",
    parameters: [], returns: .table, examples: [Example("indexes()")], searchTerms: ["hnsw", "recall"])
) { session, _ in
  let rows = try indexes(in: session.store).map { index -> [SQLValue] in
    [
      .text(index.table), .text(index.column), .text(index.name), .text(index.kind),
      .text(index.metric.rawValue), .int(Int64(index.rows)), .float(index.recall),
    ]
  }
  return .table(
    try session.scratchTable(
      columns: ["table", "column", "name", "kind", "metric", "rows", "recall"], rows: rows))
}

private let indexOptions = [
  "m", "ef_construction", "lists", "min_partition_size", "max_partition_size", "ef_search", "probes",
  "beam_size",
]

private func indexNumber(_ name: String, _ doc: String, _ range: ClosedRange<Int64>) -> Parameter {
  Parameter(
    name, .optional(.int), doc + "; null for the engine's own", kind: .option(defaultText: "null", .null),
    range: range)
}

private func indexFields(_ report: IndexReport, _ request: IndexRequest) -> Record {
  var fields: [(String, Value)] = [("table", .string(request.table)), ("index", .string(report.name))]
  if request.drop { fields.append(("existed", .bool(report.existed))) }
  if let index = report.index {
    fields += [
      ("kind", .string(index.kind)), ("metric", .string(index.metric.rawValue)),
      ("rows", .int(Int64(index.rows))), ("recall", .float(index.recall)),
    ]
  }
  return Record(fields)
}

extension IndexRecord {
  /// What a search through it says.
  var words: String {
    let share = Int((recall * 1000).rounded())
    let digits = String(share % 1000)
    let tail = String(repeating: "0", count: 3 - digits.count) + digits
    return "through index `\(name)` (\(kind)), recall@\(IndexRecord.recallDepth) \(share / 1000).\(tail) "
      + "on \(grouped(sample)) \(sample == 1 ? "query" : "queries")"
  }
}
