import Basics
import Language
import Pipeline
import Vectors

let kmeansVerb = VerbDefinition(
  Signature(
    "kmeans", "Cluster a vector column around k centroids", category: "vectors",
    details: """
      Starts by k-means++ from the seed and refines: Lloyd rounds up to 100,000 rows, one mini-batch pass in key order for more.
      The centroids are kept as a new version beside the table; `assign` then writes each row's cluster. The column's own metric is
      used: under cosine rows and centroids are directions of length 1. Inertia is the mean squared distance of a row to its nearest
      centroid.

      `init: "k-means||"` draws the start from all rows in a few passes, `"random"` takes k different rows. `restarts` repeats all of it
      from other draws and keeps the lowest inertia. With `weight` a row counts as often as the column says: 0 leaves it out
      of the means and draws. Lloyd works in memory up to 512 MB of vectors; above, it reads the table once a round and keeps 24 bytes a
      row and up to 256 MB of bounds, with the same result.
      """,
    parameters: [
      Parameter("rows", .table, "the table"), columnParameter("column", "vector column"),
      Parameter(
        "k", .int, "clusters; with increment those of the latest version",
        kind: .option(defaultText: "8", .int(8)), range: 1...1_000_000),
      Parameter(
        "seed", .optional(.int), "seed of the start; null for the notebook's",
        kind: .option(defaultText: "null", .null)),
      Parameter(
        "algorithm", .string, "auto chooses by the number of rows",
        kind: .option(defaultText: "\"auto\"", .string("auto")), choices: ["auto", "lloyd", "minibatch"]),
      Parameter(
        "init", .string, "how the first centroids are chosen",
        kind: .option(defaultText: "\"k-means++\"", .string("k-means++")),
        choices: ["k-means++", "k-means||", "random"]),
      Parameter(
        "restarts", .int, "starts to try; the lowest inertia is kept",
        kind: .option(defaultText: "1", .int(1)), range: 1...10_000),
      Parameter(
        "rounds", .int, "Lloyd rounds at most", kind: .option(defaultText: "100", .int(100)),
        range: 1...100_000),
      Parameter(
        "tolerance", .float, "Lloyd ends when at most this share of rows moves",
        kind: .option(defaultText: "0", .float(0))),
      Parameter(
        "weight", .oneOf([.column, .string, .null]), "a column: how much each row counts",
        kind: .option(defaultText: "null", .null)),
      Parameter(
        "increment", .bool, "start from the latest version's centroids",
        kind: .option(defaultText: "false", .bool(false))),
      Parameter(
        "in_place", .bool, "with increment: rewrite that version instead of adding one",
        kind: .option(defaultText: "false", .bool(false))),
      Parameter("save", .bool, "keep the centroids", kind: .option(defaultText: "true", .bool(true))),
      batchParameter(1000), batchesParameter, workersParameter, dryRunParameter,
    ], returns: .handle("clustering"),
    examples: [
      Example("let km = passages | kmeans .passage_vector, k: 16, seed: 7"),
      Example("passages | kmeans .passage_vector, k: 8, restarts: 5, tolerance: 0.01"),
    ],
    searchTerms: [
      "cluster", "centroids", "mini-batch", "lloyd", "topics", "spherical", "weighted", "k-means++",
    ])
) { session, call in
  var request = KMeansRequest(
    table: try session.plainTable(call, "rows", for: "kmeans"), input: try call.columnName("column"),
    workers: try session.workers(call))
  request.sessionSeed = session.settings.seed
  if case .int(let seed) = call["seed"] { request.seed = UInt64(bitPattern: seed) }
  request.algorithm = KMeansRequest.Algorithm(rawValue: try call.string("algorithm")) ?? .auto
  request.start = KMeansInit(rawValue: try call.string("init")) ?? .plusPlus
  request.restarts = try call.int("restarts")
  request.maxRounds = try call.int("rounds")
  request.tolerance = try call.float("tolerance")
  if case .null = call["weight"] {} else { request.weight = try call.columnName("weight") }
  request.increment = try call.bool("increment")
  request.k = try call.int("k")
  if request.increment, !call.isGiven("k") {
    request.k = try clustering(of: request.input, in: request.table, store: session.store).k
  }
  request.inPlace = try call.bool("in_place")
  request.save = try call.bool("save")
  request.batchSize = try session.batchSize(call)
  request.batches = try session.batches(call)
  request.dryRun = try call.bool("dry_run")
  let clustering = try kmeans(request, in: session.store, control: session.control)
  session.note(clustering.cacheUse)
  if request.dryRun { try session.printPlan(clustering.plannedSQL) }
  session.narrate(
    "kmeans: \(counted(clustering.rows, "row")), k = \(clustering.k), "
      + Rate.words(clustering.rows, "rows", seconds: clustering.seconds, clustering.cacheUse))
  return try session.clusteringValue(clustering)
}

let clusteringsVerb = VerbDefinition(
  Signature(
    "clusterings", "List the versions kept for a vector column", category: "vectors",
    details: "Those of `kmeans`, and those of `dbscan` and `hdbscan`, which have no seed, rounds or inertia.",
    parameters: [
      Parameter("rows", .table, "the table"), columnParameter("column", "vector column"),
    ], returns: .table, examples: [Example("passages | clusterings .passage_vector")],
    searchTerms: ["history", "versions", "centroids"])
) { session, call in
  let found = try clusterings(
    of: try call.columnName("column"), in: try session.plainTable(call, "rows", for: "clusterings"),
    store: session.store)
  let rows = found.map { record in
    Record([
      ("version", .int(Int64(record.version))), ("k", .int(Int64(record.k))),
      ("algorithm", record.algorithm.map { .string($0) } ?? .null),
      ("seed", record.seed.map { .int(Int64(bitPattern: $0)) } ?? .null),
      ("rows", record.rows.map { .int(Int64($0)) } ?? .null),
      ("rounds", record.rounds.map { .int(Int64($0)) } ?? .null),
      ("inertia", record.inertia.map { .float($0) } ?? .null),
    ])
  }
  return .table(
    try session.scratchTable(
      rows, columns: ["version", "k", "algorithm", "seed", "rows", "rounds", "inertia"]))
}

let clusteringVerb = VerbDefinition(
  Signature(
    "clustering", "Fetch a kept version of a clustering", category: "vectors",
    parameters: [
      Parameter("rows", .table, "the table"), columnParameter("column", "vector column"),
      Parameter(
        "version", .optional(.int), "null for the latest", kind: .option(defaultText: "null", .null)),
    ], returns: .handle("clustering"), examples: [Example("let km = passages | clustering .passage_vector")],
    searchTerms: ["version", "centroids", "latest"])
) { session, call in
  let column = try call.columnName("column")
  let table = try session.plainTable(call, "rows", for: "clustering")
  let version = try call.optionalInt("version")
  if let found = try session.keptDensity(of: column, in: table, version: version) { return found }
  return try session.clusteringValue(
    try clustering(of: column, in: table, version: version, store: session.store))
}

/// A clustering in the language: reads as a record, pipes as nothing.
final class ClusteringHandle: HandleValue {
  let kind = "clustering"
  let clustering: Clustering
  let fields: Record
  let shown: Value
  init(_ clustering: Clustering, fields: Record) {
    self.clustering = clustering
    self.fields = fields
    self.shown = .record(
      fields.keeping([
        "version", "k", "algorithm", "metric", "seed", "rows", "rounds", "moved", "reseeded", "inertia",
        "sizes",
      ]))
  }
}

extension Session {
  func clusteringValue(_ clustering: Clustering) throws -> Value {
    .handle(ClusteringHandle(clustering, fields: try clusteringFields(clustering)))
  }

  func clusteringFields(_ clustering: Clustering) throws -> Record {
    let names = ClusterTables(table: clustering.table, column: clustering.column)
    return Record([
      ("table", .string(clustering.table)), ("column", .string(clustering.column)),
      ("version", clustering.version.map { .int(Int64($0)) } ?? .null), ("k", .int(Int64(clustering.k))),
      ("dimension", .int(Int64(clustering.dimension))), ("metric", .string(clustering.metric.rawValue)),
      ("seed", .int(Int64(bitPattern: clustering.seed))), ("algorithm", .string(clustering.algorithm)),
      ("rows", .int(Int64(clustering.rows))), ("rounds", .int(Int64(clustering.rounds))),
      ("moved", .int(Int64(clustering.moved))), ("reseeded", .int(Int64(clustering.reseeded))),
      ("inertia", .float(clustering.inertia)),
      ("sizes", .list(clustering.sizes.map { .int(Int64($0)) })),
      ("key", .string(try store.describe(clustering.table)?.key.first ?? "")),
      ("centroids_table", .string(names.centroids)), ("clusters_table", .string(names.clusters)),
    ])
  }
}

extension Record {
  /// These fields only, in this order.
  func keeping(_ wanted: [String]) -> Record {
    Record(wanted.compactMap { name in self[name].map { (name, $0) } })
  }
}
