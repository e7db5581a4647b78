import Language
import Pipeline

let assignVerb = VerbDefinition(
  Signature(
    "assign", "Write each row's nearest centroid", category: "vectors",
    details: """
      Adds `(key, cluster_version, cluster_id)` to `<table>_<column>_clusters` for every row that has a vector and no
      assignment in this version. Ties go to the smaller cluster id. Running it again assigns what is new.
      """,
    parameters: [
      Parameter("rows", .table, "the table"),
      Parameter("clustering", .handle("clustering"), "what `kmeans` gave"),
      batchParameter(10_000), batchesParameter, workersParameter, dryRunParameter,
    ], returns: .handle("assignment"), examples: [Example("passages | assign km")],
    searchTerms: ["cluster", "label", "nearest", "predict"])
) { session, call in
  let table = try session.plainTable(call, "rows", for: "assign")
  let clustering = try session.clustering(call, "clustering")
  guard clustering.table == table else {
    throw call.fail(.clusteringOfOtherTable(own: clustering.table, piped: table), at: "clustering")
  }
  var request = AssignRequest(table: table, input: clustering.column, workers: try session.workers(call))
  guard let version = clustering.version else { throw call.fail(.clusteringNotSaved, at: "clustering") }
  request.version = version
  request.batchSize = try session.batchSize(call)
  request.batches = try session.batches(call)
  request.dryRun = try call.bool("dry_run")
  let report = try assign(request, in: session.store, control: session.control)
  if request.dryRun {
    try session.printPlan(report.plannedSQL)
  } else {
    session.narrate(
      "assign: \(Rate.grouped(report.assigned)) rows "
        + Rate.words(report.assigned, "rows", seconds: report.seconds))
  }
  let fields = Record([
    ("table", .string(ClusterTables(table: table, column: clustering.column).clusters)),
    ("version", .int(Int64(report.version))),
    ("assigned", .int(Int64(report.assigned))), ("existing", .int(Int64(report.existing))),
  ])
  return .handle(Report(kind: "assignment", fields: fields, table: try session.tableValue(named: table)))
}

extension Session {
  /// The clustering behind an argument.
  func clustering(_ call: Call, _ name: String) throws -> Clustering {
    guard case .handle(let handle) = call[name], let found = handle as? ClusteringHandle else {
      throw call.fail(.notAClustering(parameter: name), at: name)
    }
    return found.clustering
  }
}
