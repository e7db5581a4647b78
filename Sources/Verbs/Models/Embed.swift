import Language
import Pipeline

let embedVerb = VerbDefinition(
  Signature(
    "embed", "Make vectors from the text of a column", category: "vectors",
    details: """
      Fills the vector column `into` for the rows where it is null, in key order, and makes the column when it is absent.
      Rows whose text is null stay null; empty text gets the model's own vector for it. The column remembers its model:
      another model or dimension is refused. Stopped or killed, the work is finished by the same line.
      """,
    parameters: [
      Parameter("rows", .table, "the table"), columnParameter("column", "text to embed"),
      Parameter("into", .string, "vector column to fill"),
      Parameter(
        "model", .string, "name or folder of the model",
        kind: .option(defaultText: "\"minilm\"", .string("minilm"))),
      batchParameter(1000), batchesParameter, workersParameter,
      Parameter(
        "verbose", .bool, "a line for each row, on stderr", kind: .option(defaultText: "false", .bool(false))),
      dryRunParameter,
    ], returns: .handle("embedding"),
    examples: [Example("passages | embed .passage, into: \"passage_vector\", model: \"minilm\"")],
    searchTerms: ["vectorize", "encode", "embedding", "sentence", "transformer"])
) { session, call in
  let table = try session.plainTable(call, "rows", for: "embed")
  let model = try session.models.model(named: try call.string("model"))
  var request = EmbedRequest(
    table: table, input: try call.columnName("column"), output: try call.string("into"), model: model,
    workers: try session.workers(call))
  request.batchSize = try session.batchSize(call)
  request.batches = try session.batches(call)
  request.dryRun = try call.bool("dry_run")
  if try call.bool("verbose") { request.onRow = session.rowNarrator }
  let report = try embed(request, in: session.store, control: session.control)
  if request.dryRun {
    try session.printPlan(report.plannedSQL)
  } else {
    session.narrate(
      "embed: \(Rate.grouped(report.embedded)) rows "
        + Rate.words(report.embedded, "rows", seconds: report.seconds))
  }
  let fields = Record([
    ("table", .string(table)), ("column", .string(request.output)), ("model", .string(model.name)),
    ("dimension", .int(Int64(model.dimension))), ("embedded", .int(Int64(report.embedded))),
    ("null_text", .int(Int64(report.skippedNull))),
  ])
  return .handle(Report(kind: "embedding", fields: fields, table: try session.tableValue(named: table)))
}

extension Session {
  /// `[INFO] (batch 1, 2/5) Updating vector for row id …: 'first forty characters'` (the toolkit's line).
  var rowNarrator: @Sendable (Int, Int, Int, String, String) -> Void {
    let output = self.output
    return { batch, place, count, key, text in
      let head = String(text.replacing("\n", with: " ").prefix(40))
      output.warn("[INFO] (batch \(batch), \(place)/\(count)) Updating vector for row id \(key): '\(head)'")
    }
  }
}
