import Language
import Pipeline

let loadVerb = VerbDefinition(
  Signature(
    "load", "Read files of records into a table", category: "data",
    details: """
      Reads JSON Lines (`.jsonl`, `.json`, `.ndjson`), CSV and TSV, plain or gzip, as a stream. A pattern such as
      `data/*.gz` stands for its matches in name order; paths are relative to the notebook or the working folder.
      The table is made when it is absent: columns are those of the records, in order of first appearance.
      A repeated load adds only what is new, so a load that was stopped is finished by running it again.
      """,
    parameters: [
      Parameter("paths", .oneOf([.string, .list(.string)]), "file, pattern, or a list of them"),
      Parameter("more", .string, "further files or patterns", kind: .rest),
      Parameter("into", .string, "table to fill"),
      Parameter(
        "key", .optional(.string), "column that names a row; without one, rows are numbered",
        kind: .option(defaultText: "null", .null)),
      Parameter(
        "conflict", .string, "what to do with a key that is there already",
        kind: .option(defaultText: "\"skip\"", .string("skip")), choices: ["skip", "replace", "error"]),
      Parameter(
        "skip_bad", .int, "bad lines to leave out and list before giving up",
        kind: .option(defaultText: "0", .int(0)), range: 0...1_000_000_000),
      Parameter(
        "strict", .bool, "refuse columns that first appear after the first records",
        kind: .option(defaultText: "false", .bool(false))),
      Parameter(
        "quotes", .optional(.bool), "whether fields may stand in quotes; null: in CSV yes, in TSV no",
        kind: .option(defaultText: "null", .null)),
      batchParameter(1000), dryRunParameter,
    ], returns: .handle("load"),
    examples: [Example("let passages = load \"data/msmarco_passage_*.gz\", into: \"passage\", key: \"pid\"")],
    searchTerms: ["ingest", "import", "read", "json", "csv", "gzip", "file", "open"])
) { session, call in
  var paths = call.rest.compactMap(text)
  switch call["paths"] {
  case .string(let path): paths.insert(path, at: 0)
  case .list(let list): paths.insert(contentsOf: list.compactMap(text), at: 0)
  default: break
  }
  var request = LoadRequest(
    paths: paths, folder: session.settings.folder, table: try call.string("into"),
    key: try call.optionalString("key"))
  request.conflict = LoadRequest.Conflict(rawValue: try call.string("conflict")) ?? .skip
  request.skipBad = try call.int("skip_bad")
  request.strict = try call.bool("strict")
  if case .bool(let flag) = call["quotes"] { request.hasQuotes = flag }
  request.batchSize = try session.batchSize(call)
  request.dryRun = try call.bool("dry_run")
  let report = try load(request, into: session.store, control: session.control)
  return try session.loadReport(report, request)
}

private func text(_ value: Value) -> String? {
  if case .string(let text) = value { text } else { nil }
}

extension Session {
  fileprivate func loadReport(_ report: LoadReport, _ request: LoadRequest) throws -> Value {
    for line in report.badLines { output.warn(line) }
    if request.dryRun {
      try printPlan(report.plannedSQL)
    } else {
      let records = report.files.reduce(0) { $0 + $1.inserted + $1.existing + $1.replaced }
      narrate(
        "load: \(Rate.grouped(records)) records " + Rate.words(records, "records", seconds: report.seconds))
    }
    let total = { (field: (LoadReport.File) -> Int) in
      Value.int(Int64(report.files.reduce(0) { $0 + field($1) }))
    }
    let fields = Record([
      ("table", .string(request.table)), ("files", .int(Int64(report.files.count))),
      ("new", total(\.inserted)), ("existing", total(\.existing)), ("replaced", total(\.replaced)),
      ("bad", total(\.bad)),
    ])
    let isThere = try store.describe(request.table) != nil
    let table = isThere ? try tableValue(named: request.table) : nil
    return .handle(Report(kind: "load", fields: fields, table: table))
  }
}
