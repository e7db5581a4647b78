import Language
import Pipeline
import Vectors

let indexInfoVerb = VerbDefinition(
  Signature(
    "index_info", "Tell what an index file holds", category: "vectors",
    details: """
      Opening checks the file: one that is cut short or damaged is refused. `source` is the SHA-256 of the vectors it was made
      from, row after row as little-endian float32: of a raw file that of the file.
      """,
    parameters: [Parameter("index", .string, "a file that `index_build` made")],
    returns: .handle("index file"),
    examples: [Example("index_info \"embeddings.hnsw\"")], searchTerms: ["hnsw", "describe", "bulk"])
) { session, call in
  let path = session.bulkPath(try call.string("index"))
  let open = try OpenBulkIndex(path, workers: session.settings.workers)
  session.noteRead(path, rows: open.info.vectors)
  return .handle(Report(kind: "index file", fields: indexFileFields(path, open.info)))
}

/// What is told of an index file.
func indexFileFields(_ path: BulkPath, _ info: HNSWInfo) -> Record {
  let rounded = { (value: Double, digits: Double) in Value.float((value * digits).rounded() / digits) }
  return Record([
    ("file", .string(path.display)), ("vectors", .int(Int64(info.vectors))),
    ("dimension", .int(Int64(info.dimension))), ("metric", .string(info.metric.rawValue)),
    ("m", .int(Int64(info.m))), ("ef_construction", .int(Int64(info.efConstruction))),
    ("seed", Int64(exactly: info.seed).map { .int($0) } ?? .string(String(info.seed))),
    ("max_layer", .int(Int64(info.maxLayer))), ("average_connections", rounded(info.averageConnections, 100)),
    ("recall", info.recall.map { rounded($0.value, 10_000) } ?? .null),
    ("recall_ef", info.recall.map { .int(Int64($0.ef)) } ?? .null),
    ("recall_sample", info.recall.map { .int(Int64($0.sample)) } ?? .null),
    ("bytes", .int(Int64(info.fileBytes))), ("size_mb", rounded(Double(info.fileBytes) / 1e6, 1000)),
    ("source", .string(info.source)), ("format_version", .int(Int64(info.formatVersion))),
  ])
}
