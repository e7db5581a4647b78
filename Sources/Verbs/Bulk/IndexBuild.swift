import Basics
import Formats
import Language
import Pipeline

let indexBuildVerb = VerbDefinition(
  Signature(
    "index_build", "Make an index of a file of vectors, without a store", category: "vectors",
    details: """
      Reads raw float32 (`.f32`, `.bin`, `.raw`; the dimension from a `.json` beside it or `dimension:`) or NumPy's `.npy`, which
      is mapped and not copied, and writes an HNSW index: a graph for approximate search. The same vectors, ids and options give
      the same file, byte for byte, for any number of threads. Its recall@10 against comparing every vector is measured and kept
      in it. A file of that name is replaced once the new one is whole. The time taken is told on stderr.
      """,
    parameters: [
      Parameter("input", .string, "the vectors"), Parameter("output", .string, "the index to write"),
      optionalText("ids", "a file of unsigned 64-bit ids, 8 bytes each; null: 0, 1, 2 …"),
      dimensionParameter, vectorFormatParameter,
      Parameter("m", .int, "links of a vector", kind: .option(defaultText: "16", .int(16)), range: 2...256),
      Parameter(
        "ef_construction", .int, "candidates when a vector is added",
        kind: .option(defaultText: "100", .int(100)), range: 1...65_536),
      metricParameter(
        "how vectors are compared; null: the sidecar's, or `cosine`", choices: ["l2", "cosine", "ip"]),
      Parameter(
        "seed", .int, "decides the layers of the vectors", kind: .option(defaultText: "42", .int(42)),
        range: 0...Int64.max),
      normalizeParameter,
      Parameter(
        "sample", .int, "vectors whose neighbours measure the recall; 0: none",
        kind: .option(defaultText: "100", .int(100)), range: 0...1_000_000),
      workersParameter, quietParameter,
    ], returns: .handle("index file"),
    examples: [
      Example("index_build \"embeddings.npy\", output: \"embeddings.hnsw\", m: 16, ef_construction: 100"),
      Example("index_build \"e.f32\", output: \"e.hnsw\", dimension: 384, ids: \"e.u64\", metric: \"l2\""),
    ],
    searchTerms: ["hnsw", "bulk", "npy", "approximate", "ann"])
) { session, call in
  let input = session.bulkPath(try call.string("input"))
  let file = try VectorFile(
    path: input.path, display: input.display, format: try call.optionalVectorFormat("format"),
    dimension: try call.optionalInt("dimension"))
  var request = BulkBuildRequest(
    embeddings: BulkEmbeddings(file), output: session.bulkPath(try call.string("output")),
    workers: try session.workers(call))
  if let ids = try call.optionalString("ids").map(session.bulkPath) {
    request.ids = try IdentifierFile(path: ids.path, display: ids.display).ids(forVectors: file.rows)
    request.idsFile = ids
    session.noteRead(ids, rows: file.rows)
  }
  request.m = try call.int("m")
  request.efConstruction = try call.int("ef_construction")
  request.metric = try call.optionalMetric("metric")
  request.seed = UInt64(try call.int("seed"))
  request.normalize = try call.bool("normalize")
  request.sample = try call.int("sample")
  let stats = try BulkIndex.build(request, control: try session.control(call))
  session.noteRead(input, rows: file.rows)
  session.filesWritten.insert(request.output.path)
  if try !call.bool("quiet") { stats.lines.forEach(session.narrate) }
  return .handle(Report(kind: "index file", fields: indexFileFields(request.output, stats.info)))
}

extension BulkBuildStats {
  /// The summary on stderr.
  fileprivate var lines: [String] {
    let seconds = Language.formatFixed(elapsedSeconds, digits: 2)
    let table = [
      "Vectors:     \(grouped(vectors))", "Dimension:   \(grouped(dimension))", "Time:        \(seconds) s",
      "Throughput:  \(grouped(Int(rate))) vec/s",
      "Output:      \(Language.formatFixed(outputSizeMB, digits: 2)) MB",
    ]
    return table + (slowness.map { ["warning: \($0)"] } ?? []) + hints.map { "hint: \($0)" }
  }
}
