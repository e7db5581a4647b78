import Basics
import Stores
import Vectors

/// Writes into `<table>_<column>_clusters` the nearest centroid of every row that has a vector and no assignment yet for
/// the version, in key order; ties go to the lowest id. Makes tables and indexes that are absent. Each batch is one
/// transaction, so a run that is stopped or killed is finished by the next.
/// - Throws: ``PipelineError``, before anything is written or between batches; ``StoreError``.
public func assign(
  _ request: AssignRequest, in store: any Store, control: JobControl = JobControl()
) throws -> AssignReport {
  let job = try AssignJob(request, store, control)
  return try stoppable(job: "assign", kept: { counted(job.report.assigned, "row") + " assigned" }) {
    request.dryRun ? try job.plan() : try job.run()
  }
}

final class AssignJob {
  let request: AssignRequest
  let store: any Store
  let control: JobControl
  private(set) var table: KeyedTable
  let vector: VectorColumn
  let tables: ClusterTables
  let clustering: Clustering
  private let nearest: NearestCentroids
  /// True when the table and the indexes are known to be there.
  var isPrepared = false
  var report = AssignReport()

  init(_ request: AssignRequest, _ store: any Store, _ control: JobControl) throws {
    self.request = request
    self.store = store
    self.control = control
    try checkPositive("batch size", request.batchSize)
    try checkPositive("batches", request.batches)
    try checkPositive("workers", request.workers)
    table = try KeyedTable(request.table, in: store, job: "assign")
    vector = try vectorColumn(request.input, in: table.name, store: store)
    tables = ClusterTables(table: table.name, column: vector.column)
    clustering = try Pipeline.clustering(
      of: vector.column, in: table.name, version: request.version, store: store)
    if let dimension = vector.dimension, dimension != clustering.dimension {
      throw PipelineError.brokenCentroids(
        version: clustering.version ?? 0, table: tables.centroids,
        reason: "they have \(clustering.dimension) dimensions, the vectors \(dimension)")
    }
    nearest = try NearestCentroids(clustering.centroids, metric: vector.metric)
    report.version = clustering.version ?? 0
  }

  func run() throws -> AssignReport {
    let watch = Stopwatch()
    if !isPrepared { try prepare() }
    let withVector = try table.count(where: wanted(after: nil))
    let todo = try store.count(unassigned(after: nil))
    report.existing = withVector - todo
    report.isPushedDown = isPushedDown
    var last: SQLValue?
    try store.snapshot(besideWrites: true) { reader in
      table.store = reader
      defer { table.store = store }
      try assignBatches(todo, after: &last)
    }
    report.pending = max(0, todo - report.assigned)
    report.seconds = watch.seconds
    return report
  }

  /// Makes the table and the indexes.
  func prepare() throws {
    try store.repeatable {
      for sql in definitions { try store.execute(sql, []) }
    }
  }

  /// `last` is the key up to which all is done, for a pass that begins again after a lost connection.
  private func assignBatches(_ todo: Int, after last: inout SQLValue?) throws {
    while report.batches < request.batches ?? .max {
      if control.isCancelled() { throw Cancelled() }
      let start = last
      let (keys, added) = try store.repeatable { try assignBatch(after: start) }
      guard let end = keys.last else { return }
      last = end
      report.assigned += added
      report.batches += 1
      control.progress(Progress(job: "assign", done: report.assigned, total: todo, unit: "rows"))
      if keys.count < request.batchSize { return }
    }
  }

  /// The keys of the batch, in order, none when nothing is left; and how many were new.
  private func assignBatch(after last: SQLValue?) throws -> (keys: [SQLValue], added: Int) {
    let definition = tables.clusterTable(key: table.key)
    let writer = try store.writer(
      WritePlan(
        table: definition.name, columns: definition.columns, key: definition.key, action: .insert(.skip)))
    defer { writer.finish() }
    let labels = try pushedDownLabels(after: last) ?? fetchedLabels(after: last)
    for (key, id) in labels {
      try writer.bind(1, key)
      try writer.bindInt(2, Int64(report.version))
      try writer.bindInt(3, Int64(id))
      try writer.endRow()
    }
    let added = try writer.flush().written
    try request.inBatch?(report.assigned + added)
    return (labels.map(\.key), added)
  }

  private func fetchedLabels(after last: SQLValue?) throws -> [(key: SQLValue, id: Int)] {
    try blocks(after: last).flatMap { block in
      zip(block.keys, try labels(of: block)).map { (key: $0, id: Int($1)) }
    }
  }

  /// The nearest centroid of each row of a block.
  func labels(of block: VectorScan.Block) throws -> [Int32] {
    try nearest.assign(block.filled, workers: request.workers, isCancelled: control.isCancelled).labels
  }

  /// The vectors of one batch. They are read to the end before anything is written.
  private func blocks(after last: SQLValue?) throws -> [VectorScan.Block] {
    var blocks: [VectorScan.Block] = []
    let scan = VectorScan(
      store: table.store, relation: page(after: last), table: table.name, column: vector.column,
      dimension: clustering.dimension, metric: vector.metric,
      blockRows: min(request.batchSize, VectorScan.blockRows))
    try scan.forEachBlock { block in
      blocks.append(block)
      return true
    }
    return blocks
  }
}

extension AssignJob {
  /// The keys of the range, after `last`.
  private func keys(after last: SQLValue?) -> RowExpression? {
    KeyRange(above: last ?? request.range.lower, through: request.range.upper).condition(on: table.key.name)
  }

  /// The rows with these keys that have a vector.
  private func wanted(after last: SQLValue?) -> RowExpression {
    let hasVector = vector.column.column.isNotNull
    return allOf([keys(after: last), hasVector]) ?? hasVector
  }

  /// Those of them without an assignment for this version. The keys bound both sides: else a server might read all
  /// assignments for every batch.
  func unassigned(after last: SQLValue?) -> Relation.Node {
    let ofVersion = "cluster_version".column.equals(.int(Int64(report.version)))
    return .join(
      .filter(.table(table.name), wanted(after: last)),
      .filter(.table(tables.clusters), allOf([keys(after: last), ofVersion]) ?? ofVersion),
      kind: .anti, left: [table.key.name], right: [table.key.name])
  }

  func page(after last: SQLValue?) -> Relation {
    let columns = [table.key.name, vector.column]
    let kept = Relation.Node.select(unassigned(after: last), columns.map { NamedExpression($0, .column($0)) })
    return table.relation(.limit(kept, count: request.batchSize, offset: 0), columns: columns)
  }

  var insertSQL: String {
    let columns = ClusterTables.clusterColumns(table.key.name)
    return store.dialect.insert(into: tables.clusters, columns: columns, key: columns, conflict: .skip)
  }

  /// What makes the clusters table and the two helper indexes.
  var definitions: [String] {
    let key = table.key.name
    return [
      store.dialect.createTable(tables.clusterTable(key: table.key)),
      store.dialect.createIndex(
        tables.notNullIndex, on: table.name, columns: [key], whereNotNull: vector.column),
      store.dialect.createIndex(
        tables.versionIndex(key: key), on: tables.clusters, columns: [key, "cluster_version"],
        whereNotNull: nil),
    ]
  }

  /// The page as it is without a clusters table, which a compiled query could not name.
  private var firstPageSQL: String {
    store.dialect.selectPage(
      table.name, columns: [table.key.name, vector.column], key: [table.key], after: false,
      whereNotNull: vector.column)
  }

  /// The statements a run would send, in order; nothing is written.
  func plan() throws -> AssignReport {
    let isThere = try store.describe(tables.clusters) != nil
    let withVector = try table.count(where: wanted(after: nil))
    report.pending = isThere ? try store.count(unassigned(after: nil)) : withVector
    report.existing = withVector - report.pending
    report.plannedSQL = definitions
    report.isPushedDown = isPushedDown
    let pushed =
      try isThere && isPushedDown ? pushdownQuery(after: nil)?.statement(for: store.dialect).sql : nil
    report.plannedSQL += [
      try pushed ?? (isThere ? store.dialect.compile(page(after: nil)).sql : firstPageSQL), insertSQL,
    ]
    return report
  }
}
