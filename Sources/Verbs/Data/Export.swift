import Basics
import Language
import Pipeline

let exportVerb = VerbDefinition(
  Signature(
    "export", "Write the vectors of a column into a file", category: "data",
    details: """
      As NumPy's `.npy` or raw float32 (`.f32`), in key order; rows without a vector are left out. Beside a raw file stands a `.json`
      with the dimension and the metric. The file appears whole or not at all. `load` and `index_build` read it.
      """,
    parameters: [
      Parameter("rows", .table, "a table or a filtered one"), columnParameter("by", "vector column"),
      Parameter("to", .string, "the file to write"),
      optionalText("format", "`raw_f32` or `npy`; null: by the extension"),
      optionalText("ids", "a file for the keys, 8 bytes each; they must be whole numbers"),
      metricParameter("for the sidecar of raw output; null: the column's own"),
    ], returns: .handle("vector file"),
    examples: [Example("passages | export by: .passage_vector, to: \"passages.f32\"")],
    searchTerms: ["npy", "numpy", "raw", "f32", "write", "save", "bulk"])
) { session, call in
  let output = session.bulkPath(try call.string("to"))
  let format = try call.outputFormat(of: output)
  var request = VectorExportRequest(
    relation: try session.relation(call, "rows"), column: try call.columnName("by"), output: output,
    format: format)
  request.metric = try call.optionalMetric("metric")
  request.ids = try call.optionalString("ids").map(session.bulkPath)
  let report = try exportVectors(request, control: session.control)
  session.filesWritten.insert(output.path)
  session.narrate(
    "export: \(counted(report.vectors, "vector")) "
      + Rate.words(report.vectors, "vectors", seconds: report.seconds))
  return .handle(Report(kind: "vector file", fields: vectorFileFields(output, format, report)))
}
