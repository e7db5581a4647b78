import Basics
import Language
import Pipeline

let assignVerb = VerbDefinition(
  Signature(
    "assign", "Write each row's nearest centroid", category: "vectors",
    details: """
      Adds `(key, cluster_version, cluster_id)` to `<table>_<column>_clusters` for every row that has a vector and no
      assignment in this version: that of the clustering given, or, for a column, the latest or the one named by `version`.
      Ties go to the smaller cluster id. Running it again assigns what is new.
      """,
    parameters: [
      Parameter("rows", .table, "the table"),
      Parameter(
        "clustering", .oneOf([.handle("clustering"), .column, .string]),
        "what `kmeans` gave, or the vector column"),
      Parameter(
        "version", .optional(.int), "version of the column's centroids; null for the latest",
        kind: .option(defaultText: "null", .null), range: 1...Int64(Int32.max)),
      batchParameter(10_000), batchesParameter, workersParameter, dryRunParameter,
    ], returns: .handle("assignment"),
    examples: [Example("passages | assign km"), Example("passages | assign .passage_vector, version: 3")],
    searchTerms: ["cluster", "label", "nearest", "predict"])
) { session, call in
  let table = try session.plainTable(call, "rows", for: "assign")
  let (column, version) = try session.centroids(call, of: table)
  var request = AssignRequest(table: table, input: column, workers: try session.workers(call))
  request.version = version
  request.batchSize = try session.batchSize(call)
  request.batches = try session.batches(call)
  request.dryRun = try call.bool("dry_run")
  let report = try assign(request, in: session.store, control: session.control)
  if request.dryRun {
    try session.printPlan(report.plannedSQL)
  } else {
    session.narrate(
      "assign: \(counted(report.assigned, "row")) "
        + Rate.words(report.assigned, "rows", seconds: report.seconds)
        + (report.isPushedDown ? ", nearest centroids found by the server" : ""))
  }
  let fields = Record([
    ("table", .string(ClusterTables(table: table, column: column).clusters)),
    ("version", .int(Int64(report.version))),
    ("assigned", .int(Int64(report.assigned))), ("existing", .int(Int64(report.existing))),
    ("pending", .int(Int64(report.pending))),
  ])
  return .handle(Report(kind: "assignment", fields: fields, table: try session.tableValue(named: table)))
}

extension Session {
  /// The vector column and the version of its centroids, nil for the latest: from a clustering, or named.
  fileprivate func centroids(_ call: Call, of table: String) throws -> (column: String, version: Int?) {
    guard case .handle = call["clustering"] else {
      return (try call.columnName("clustering"), try call.optionalInt("version"))
    }
    let clustering = try clustering(call, "clustering")
    if call.isGiven("version") {
      throw call.fail(.clusteringHasVersion(column: clustering.column), at: "version")
    }
    guard clustering.table == table else {
      throw call.fail(.clusteringOfOtherTable(own: clustering.table, piped: table), at: "clustering")
    }
    guard let version = clustering.version else {
      throw call.fail(.clusteringNotSaved, at: "clustering")
    }
    return (clustering.column, version)
  }

  /// The clustering behind an argument.
  func clustering(_ call: Call, _ name: String) throws -> Clustering {
    guard case .handle(let handle) = call[name] else {
      throw call.fail(.notAClustering(parameter: name), at: name)
    }
    if let found = handle as? DensityHandle {
      guard let version = found.clustering.version, found.clustering.hasMeans else {
        throw call.fail(.clusteringWithoutCentroids(method: found.clustering.method.name), at: name)
      }
      return try Pipeline.clustering(
        of: found.clustering.column, in: found.clustering.table, version: version, store: store)
    }
    guard let found = handle as? ClusteringHandle else {
      throw call.fail(.notAClustering(parameter: name), at: name)
    }
    return found.clustering
  }
}
