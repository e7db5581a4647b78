import Basics
import Formats
import Language
import Pipeline

let indexConvertVerb = VerbDefinition(
  Signature(
    "index_convert", "Write a file of vectors in another format", category: "vectors",
    details: """
      Reads raw float32 (`.f32`, `.bin`, `.raw`), NumPy's `.npy`, and JSON Lines with an array of numbers in each record; writes
      raw float32, with its dimension in a `.json` beside it, or `.npy`. The output appears whole or not at all. Values are
      copied bit by bit; NaN and infinity are refused.
      """,
    parameters: [
      Parameter("input", .string, "the file to read"), Parameter("to", .string, "the file to write"),
      optionalText("format", "of the output: `raw_f32` or `npy`; null: by its extension"),
      optionalText("from", "of the input: `raw_f32`, `npy` or `jsonl`; null: by its extension"),
      dimensionParameter, metricParameter("for the sidecar of raw output; null: what the input's says"),
      normalizeParameter,
      optionalText("field", "jsonl: the vectors' field; null: `vector`, `embedding` or the only array"),
      optionalText("ids", "jsonl: a file for the records' `id` numbers, 8 bytes each"), quietParameter,
    ], returns: .handle("vector file"),
    examples: [
      Example("index_convert \"embeddings.npy\", to: \"embeddings.f32\", metric: \"cosine\""),
      Example("index_convert \"embeddings.jsonl\", to: \"embeddings.npy\", field: \"vector\""),
    ],
    searchTerms: ["npy", "numpy", "raw", "f32", "export", "bulk"])
) { session, call in
  let output = session.bulkPath(try call.string("to"))
  let format = try call.outputFormat(of: output)
  var request = BulkConvertRequest(
    input: session.bulkPath(try call.string("input")), output: output, to: format)
  request.from = try call.optionalString("from").map { try BulkFormat(named: $0) }
  request.dimension = try call.optionalInt("dimension")
  request.metric = try call.optionalMetric("metric")
  request.normalize = try call.bool("normalize")
  request.field = try call.optionalString("field")
  request.ids = try call.optionalString("ids").map(session.bulkPath)
  let report = try BulkFiles.convert(request, control: try session.control(call))
  session.noteRead(request.input, rows: report.vectors)
  session.filesWritten.insert(output.path)
  if try !call.bool("quiet") {
    session.narrate(
      "index_convert: \(counted(report.vectors, "vector")) "
        + Rate.words(report.vectors, "vectors", seconds: report.seconds))
  }
  return .handle(Report(kind: "vector file", fields: vectorFileFields(output, format, report)))
}

/// What is told of a file of vectors that was written.
func vectorFileFields(_ output: BulkPath, _ format: VectorFormat, _ report: BulkConvertReport) -> Record {
  Record([
    ("output", .string(output.display)), ("format", .string(format.rawValue)),
    ("vectors", .int(Int64(report.vectors))), ("dimension", .int(Int64(report.dimension))),
    ("bytes", .int(Int64(report.bytes))), ("sidecar", report.sidecar.map { .string($0) } ?? .null),
  ])
}
