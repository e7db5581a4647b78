import Basics
import Language
import Pipeline

let loadVerb = VerbDefinition(
  Signature(
    "load", "Read files of records into a table", category: "data",
    details: """
      Reads JSON Lines (`.jsonl`, `.json`, `.ndjson`), CSV and TSV, plain or gzip, as a stream. A pattern such as
      `data/*.gz` stands for its matches in name order; paths are relative to the notebook or the working folder.
      CSV fields may be quoted; in TSV a quote is a character like any other.
      The table is made when it is absent: columns are those of the records, in order of first appearance.
      A repeated load adds only what is new, so a load that was stopped is finished by running it again.
      A file of vectors (`.npy`; `.f32`, `.bin` and `.raw` with a `.json` beside it or `dimension:`) becomes a table with an integer key, `id`
      unless `key:` names another, and a vector column.
      With `emit_sql: "folder"` nothing is stored: each file becomes a `.sql` file of INSERT statements in that folder, for
      another database's shell to run.
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
        "emit_sql", .optional(.string), "write INSERT statements into this folder instead of storing rows",
        kind: .option(defaultText: "null", .null)),
      Parameter(
        "verbose", .bool, "a line for each file, on stderr", kind: .option(defaultText: "false", .bool(false))
      ),
      Parameter(
        "quotes", .optional(.bool), "whether fields may stand in quotes; null: in CSV yes, in TSV no",
        kind: .option(defaultText: "null", .null)),
      Parameter(
        "column", .string, "vectors: the column for them",
        kind: .option(defaultText: "\"vector\"", .string("vector"))),
      optionalText("ids", "vectors: a file of keys, 8 bytes each; null: 0, 1, 2 …"),
      Parameter(
        "dimension", .optional(.int), "vectors: elements of one; null: the `.npy` file or the sidecar tells",
        kind: .option(defaultText: "null", .null), range: 0...Int64(Int32.max)),
      metricParameter("vectors: how they are compared; null: the sidecar's, or `l2`"),
      batchParameter(1000), dryRunParameter,
    ], returns: .handle("load"),
    examples: [
      Example("let passages = load \"data/msmarco_passage_*.gz\", into: \"passage\", key: \"pid\""),
      Example("load \"embeddings.npy\", into: \"point\", column: \"v\", metric: \"cosine\""),
      Example("load \"data/*.gz\", into: \"passage\", key: \"pid\", emit_sql: \"sql\""),
    ],
    searchTerms: ["ingest", "import", "read", "json", "csv", "tsv", "gzip", "file", "open", "insert"])
) { session, call in
  var paths = call.rest.compactMap(text)
  switch call["paths"] {
  case .string(let path): paths.insert(path, at: 0)
  case .list(let list): paths.insert(contentsOf: list.compactMap(text), at: 0)
  default: break
  }
  if let loaded = try session.loadVectorFile(call, paths) { return loaded }
  var request = LoadRequest(
    paths: paths, folder: session.settings.folder, table: try call.string("into"),
    key: try call.optionalString("key"))
  request.conflict = LoadRequest.Conflict(rawValue: try call.string("conflict")) ?? .skip
  request.skipBad = try call.int("skip_bad")
  request.strict = try call.bool("strict")
  if case .bool(let flag) = call["quotes"] { request.hasQuotes = flag }
  request.batchSize = try session.batchSize(call)
  request.dryRun = try call.bool("dry_run")
  let report: LoadReport
  if let folder = try session.outputFolder(call) {
    report = try emitSQL(request, to: folder, control: session.control)
  } else {
    report = try load(request, into: session.store, control: session.control)
  }
  if !request.dryRun { session.note(report) }
  return try session.loadReport(report, request, isVerbose: try call.bool("verbose"))
}

private func text(_ value: Value) -> String? {
  if case .string(let text) = value { text } else { nil }
}

extension Session {
  /// Where SQL text is to go; nil when rows are to be stored.
  fileprivate func outputFolder(_ call: Call) throws -> String? {
    guard let folder = try call.optionalString("emit_sql") else { return nil }
    if try call.bool("dry_run") { throw call.fail(.dryRunWithEmitSQL, at: "dry_run") }
    if try call.string("conflict") != "skip" { throw call.fail(.conflictWithEmitSQL, at: "conflict") }
    return resolvedPath(folder, in: settings.folder)
  }
}
