import Basics
import Language
import Pipeline

let embedVerb = VerbDefinition(
  Signature(
    "embed", "Make vectors from the text of a column", category: "vectors",
    details: """
      Fills the vector column `into` for the rows where it is null, in key order, and makes the column when it is absent.
      Rows whose text is null stay null; empty text gets the model's own vector for it. The column remembers its model:
      another model or dimension is refused. Stopped or killed, the work is finished by the same line.
      With `follow: true` it goes on until no row is left and then waits for new ones: it looks again after 1, 2, 4 … seconds,
      at most `min_idle` apart, and ends after `max_idle` minutes without a new vector; `batches` is ignored then. A notebook
      may follow only with a `max_idle` above 0.
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
      Parameter(
        "follow", .bool, "go on with rows that come in later",
        kind: .option(defaultText: "false", .bool(false))),
      Parameter(
        "max_idle", .float, "with follow: minutes without a new row before it ends; 0: no limit",
        kind: .option(defaultText: "60", .float(60))),
      Parameter(
        "min_idle", .float, "with follow: longest pause between two looks, in seconds",
        kind: .option(defaultText: "15", .float(15))),
      dryRunParameter,
    ], returns: .handle("embedding"),
    examples: [
      Example("passages | embed .passage, into: \"passage_vector\", model: \"minilm\""),
      Example("passages | embed .passage, into: \"passage_vector\", follow: true, max_idle: 5"),
    ],
    searchTerms: ["vectorize", "encode", "embedding", "sentence", "transformer", "watch"])
) { session, call in
  let table = try session.plainTable(call, "rows", for: "embed")
  let following = try session.followOptions(call)
  let model = try session.models.model(named: try call.string("model"))
  var request = EmbedRequest(
    table: table, input: try call.columnName("column"), output: try call.string("into"), model: model,
    workers: try session.workers(call))
  request.batchSize = try session.batchSize(call)
  request.batches = try session.batches(call)
  request.dryRun = try call.bool("dry_run")
  let isVerbose = try call.bool("verbose")
  if isVerbose { session.tellRows(&request) }
  let report =
    try following.map { try follow(request, $0, in: session.store, control: session.control) }
    ?? embed(request, in: session.store, control: session.control)
  try session.tell(report, request, isVerbose: isVerbose)
  guard report.failures.isEmpty else {
    throw call.fail(.rowsWithoutVector(report.failures, stored: report.embedded))
  }
  let fields = Record([
    ("table", .string(table)), ("column", .string(request.output)), ("model", .string(model.name)),
    ("dimension", .int(Int64(model.dimension))), ("embedded", .int(Int64(report.embedded))),
    ("null_text", .int(Int64(report.skippedNull))), ("pending", .int(Int64(report.pending))),
  ])
  return .handle(Report(kind: "embedding", fields: fields, table: try session.tableValue(named: table)))
}

extension Session {
  /// How to wait for new rows; nil when the call does not ask for it.
  fileprivate func followOptions(_ call: Call) throws -> FollowOptions? {
    guard try call.bool("follow") else {
      for name in ["max_idle", "min_idle"] where call.isGiven(name) {
        throw call.fail(.onlyWithFollow(option: name), at: name)
      }
      return nil
    }
    var options = FollowOptions()
    options.maxIdle = try call.float("max_idle") * 60
    options.longestPause = try call.float("min_idle")
    if settings.isNotebook, !call.isGiven("max_idle") || options.maxIdle == 0 {
      throw call.fail(.endlessFollow, at: "follow")
    }
    return options
  }

  /// The log lines of the toolkit whose steps these are: one for the column, each batch and each row.
  fileprivate func tellRows(_ request: inout EmbedRequest) {
    let output = self.output
    request.onEvent = { event in
      switch event {
      case .columnExists(let name): output.warn("[INFO] Column \(name) already exists")
      case .columnMade(let name): output.warn("[INFO] Column \(name) added")
      case .batch(let run, let number, let rows):
        output.warn("[INFO] Run \(run), Batch \(number) starting (\(rows) rows)")
      }
    }
    request.onRow = { batch, place, count, key, text in
      let line = String.UnicodeScalarView(text.unicodeScalars.filter { $0 != "\n" && $0 != "\r" }.prefix(40))
      output.warn(
        "[INFO] (batch \(batch), \(place)/\(count)) Updating vector for row id \(key): '\(String(line))'")
    }
  }

  fileprivate func tell(_ report: EmbedReport, _ request: EmbedRequest, isVerbose: Bool) throws {
    if request.dryRun {
      try printPlan(report.plannedSQL)
      return narrate("embed: dry run, \(counted(report.pending, "row")) to embed, nothing was written")
    }
    if isVerbose { narrate("Done in \(report.seconds) seconds\n[INFO] Vectorization complete.") }
    note(report.cacheUse)
    let nothing = report.embedded == 0 && report.failures.isEmpty
    let done =
      counted(report.embedded, "row") + " "
      + Rate.words(report.embedded, "rows", seconds: report.seconds, report.cacheUse)
    narrate("embed: " + (nothing ? "nothing to embed" : done))
    if report.skippedNull > 0 {
      narrate("embed: no text (null), so no vector, in \(counted(report.skippedNull, "row"))")
    }
  }
}

extension VerbError {
  /// Rows that got no vector are an error, told once all others are stored.
  static func rowsWithoutVector(_ failures: [EmbedReport.Failure], stored: Int) -> VerbError {
    let shown = failures.prefix(10).map { "row \($0.key.value.displayText): \($0.reason)" }
    let more = failures.count > shown.count ? ["and \(failures.count - shown.count) more"] : []
    return .rowsWithoutVector(
      count: counted(failures.count, "row"), reasons: shown + more, stored: counted(stored, "other"))
  }
}
