import Basics
import Language
import Pipeline
import Vectors

private let metricParameter = Parameter(
  "metric", .string, "how far rows are apart: straight line, or 1 - similarity",
  kind: .option(defaultText: "\"l2\"", .string("l2")), choices: ["l2", "cosine"])
private let meansParameter = Parameter(
  "means", .bool, "store the mean of each cluster as a centroid",
  kind: .option(defaultText: "false", .bool(false)))
private let saveParameter = Parameter(
  "save", .bool, "keep the labels", kind: .option(defaultText: "true", .bool(true)))

let dbscanVerb = VerbDefinition(
  Signature(
    "dbscan", "Cluster a vector column by density", category: "vectors",
    details: """
      A row with `min_samples` rows within `eps`, itself included, is a core row; core rows within `eps` of one another share a cluster,
      and rows near them belong to it. All others are noise, cluster -1. Clusters are numbered by their first core row in key
      order. The pairs are all measured, so the answer is exact. Labels go to `<table>_<column>_density_clusters` under a new version, of the
      shape of the clusters that `assign` writes, so `clusters` and `group` work on them. No centroids are stored unless `means: true`.
      All vectors must fit in memory (4 GB).
      """,
    parameters: [
      Parameter("rows", .table, "the table"), columnParameter("column", "vector column"),
      Parameter(
        "eps", .float, "largest distance of two neighbours", kind: .option(defaultText: "0.5", .float(0.5))),
      Parameter(
        "min_samples", .int, "neighbours of a core row, itself included",
        kind: .option(defaultText: "5", .int(5)), range: 1...1_000_000_000),
      metricParameter, meansParameter, saveParameter, batchParameter(1000), batchesParameter,
      workersParameter, dryRunParameter,
    ], returns: .handle("clustering"),
    examples: [Example("let db = passages | dbscan .passage_vector, eps: 0.7, min_samples: 4")],
    searchTerms: ["cluster", "density", "noise", "outliers"])
) { session, call in
  let eps = try call.float("eps")
  guard eps > 0 else { throw call.fail(.notAPositive(parameter: "eps"), at: "eps") }
  return try session.density(call, .dbscan(eps: eps, minSamples: try call.int("min_samples")))
}

let hdbscanVerb = VerbDefinition(
  Signature(
    "hdbscan", "Cluster a vector column by density at every scale", category: "vectors",
    details: """
      Finds the clusters that hold together longest while the density asked for grows (HDBSCAN, Campello et al. 2013), so no distance has to
      be given. Groups of fewer rows than `min_cluster_size` are no clusters; rows in none are noise, cluster -1. Clusters are
      numbered by their first row in key order. Labels go where `dbscan` puts them, with a `probability`: how firmly the row belongs. Time grows
      with the square of the rows.
      """,
    parameters: [
      Parameter("rows", .table, "the table"), columnParameter("column", "vector column"),
      Parameter(
        "min_cluster_size", .int, "rows of the smallest cluster", kind: .option(defaultText: "5", .int(5)),
        range: 2...1_000_000_000),
      Parameter(
        "min_samples", .optional(.int),
        "a row's density is told by its nearest row of this rank, itself the first; "
          + "null: as min_cluster_size", kind: .option(defaultText: "null", .null), range: 1...1_000_000),
      metricParameter, meansParameter, saveParameter, batchParameter(1000), batchesParameter,
      workersParameter, dryRunParameter,
    ], returns: .handle("clustering"),
    examples: [Example("let db = passages | hdbscan .passage_vector, min_cluster_size: 10")],
    searchTerms: ["cluster", "density", "noise", "hierarchy"])
) { session, call in
  try session.density(
    call,
    .hdbscan(
      minClusterSize: try call.int("min_cluster_size"), minSamples: try call.optionalInt("min_samples")))
}

/// A clustering by density in the language: reads as a record.
final class DensityHandle: HandleValue {
  let kind = "clustering"
  let clustering: DensityClustering
  let fields: Record
  let shown: Value
  init(_ clustering: DensityClustering, fields: Record) {
    self.clustering = clustering
    self.fields = fields
    self.shown = .record(
      fields.keeping([
        "version", "algorithm", "metric", "eps", "min_cluster_size", "min_samples", "rows", "clusters",
        "noise",
        "sizes",
      ]))
  }
}

extension Session {
  fileprivate func density(_ call: Call, _ method: DensityMethod) throws -> Value {
    var request = DensityRequest(
      table: try plainTable(call, "rows", for: method.name), input: try call.columnName("column"),
      method: method, workers: try workers(call))
    request.metric = Metric(rawValue: try call.string("metric")) ?? .l2
    request.means = try call.bool("means")
    request.save = try call.bool("save")
    request.batchSize = try batchSize(call)
    request.batches = try batches(call)
    request.dryRun = try call.bool("dry_run")
    let found = try Pipeline.density(request, in: store, control: control)
    if request.dryRun { try printPlan(found.plannedSQL) }
    narrate(
      "\(method.name): \(counted(found.rows, "row")), \(counted(found.clusters, "cluster")), "
        + "\(counted(found.noise, "row")) of noise, " + Rate.words(found.rows, "rows", seconds: found.seconds)
    )
    if request.save && !request.means {
      narrate("\(method.name): no centroids are stored; `means: true` stores each cluster's mean")
    }
    return try densityValue(found)
  }

  private func densityValue(_ found: DensityClustering) throws -> Value {
    let names = ClusterTables(table: found.table, column: found.column)
    let number = { (value: Int) in Value.int(Int64(value)) }
    var fields: [(String, Value)] = [
      ("table", .string(found.table)), ("column", .string(found.column)),
      ("version", found.version.map(number) ?? .null), ("k", number(found.clusters)),
      ("metric", .string(found.metric.rawValue)), ("algorithm", .string(found.method.name)),
    ]
    switch found.method {
    case .dbscan(let eps, let minSamples):
      fields += [("eps", .float(eps)), ("min_samples", number(minSamples))]
    case .hdbscan(let minClusterSize, let minSamples):
      fields += [
        ("min_cluster_size", number(minClusterSize)), ("min_samples", number(minSamples ?? minClusterSize)),
      ]
    }
    fields += [
      ("rows", number(found.rows)), ("clusters", number(found.clusters)), ("noise", number(found.noise)),
      ("sizes", .list(found.sizes.map(number))), ("means", .bool(found.hasMeans)),
      ("key", .string(try store.describe(found.table)?.key.first ?? "")),
      ("centroids_table", .string(names.centroids)), ("clusters_table", .string(names.densityClusters)),
    ]
    return .handle(DensityHandle(found, fields: Record(fields)))
  }

  /// The clustering by density kept under this version; the latest when nil, unless centroids are later still. Nil when there is none.
  func keptDensity(of column: String, in table: String, version: Int?) throws -> Value? {
    let kept = try densityClusterings(of: column, in: table, store: store)
    guard !kept.isEmpty else { return nil }
    let wanted = try version ?? clusterings(of: column, in: table, store: store).last?.version
    return try kept.first { $0.version == wanted }.map(densityValue)
  }
}
