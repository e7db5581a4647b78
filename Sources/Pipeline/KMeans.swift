import Stores
import Vectors

/// Finds `k` centroids of a vector column and keeps them as a new version. Rows are read in key order, so the result
/// depends on the vectors, `k`, the seed and the algorithm, and not on batches or workers. Centroids, version number and
/// record are written in one transaction: a killed run leaves nothing, and its repetition gets the same number.
/// - Throws: ``PipelineError`` or ``VectorsError`` before anything is written; ``StoreError``.
public func kmeans(
  _ request: KMeansRequest, in store: any Store, control: JobControl = JobControl()
) throws -> Clustering {
  let job = try KMeansJob(request, store, control)
  return try stoppable(job: "kmeans", kept: { "nothing was changed" }) { try job.run() }
}

final class KMeansJob {
  let request: KMeansRequest
  let store: any Store
  let control: JobControl
  private(set) var table: KeyedTable
  let vector: VectorColumn
  let tables: ClusterTables
  /// The clustering to refine.
  let base: Clustering?

  init(_ request: KMeansRequest, _ store: any Store, _ control: JobControl) throws {
    self.request = request
    self.store = store
    self.control = control
    try Self.check(request)
    table = try KeyedTable(request.table, in: store, job: "kmeans")
    vector = try vectorColumn(request.input, in: table.name, store: store)
    tables = ClusterTables(table: table.name, column: vector.column)
    base =
      request.increment ? try clustering(of: vector.column, in: table.name, store: store) : nil
    if let base, base.k != request.k {
      throw PipelineError.otherK(version: base.version ?? 0, has: base.k, asked: request.k)
    }
  }

  private static func check(_ request: KMeansRequest) throws {
    try checkPositive("k", request.k)
    try checkPositive("batch size", request.batchSize)
    try checkPositive("batches", request.batches)
    try checkPositive("workers", request.workers)
    try checkPositive("minibatch size", request.minibatchSize)
    try checkPositive("rounds", request.maxRounds)
    try checkPositive("restarts", request.restarts)
    if !(request.tolerance >= 0 && request.tolerance < 1) {
      throw PipelineError.badOption(
        name: "tolerance", value: "\(request.tolerance)", must: "at least 0 and below 1")
    }
    if request.weight != nil && request.algorithm == .minibatch {
      throw PipelineError.badOption(
        name: "algorithm", value: "minibatch", must: "lloyd when rows have weights")
    }
    if request.inPlace && !request.increment {
      throw PipelineError.badOption(name: "in_place", value: "true", must: "used together with `increment`")
    }
  }

  func run() throws -> Clustering {
    let watch = Stopwatch()
    // A store that cannot be written to says so now and not after the computation.
    if request.save && !request.dryRun { try store.repeatable {} }
    var result = try store.snapshot(besideWrites: false) { reader in
      table.store = reader
      defer { table.store = store }
      return try compute()
    }
    if request.dryRun {
      result.plannedSQL = plannedSQL(dimension: result.dimension)
    } else if request.save {
      result.version = try save(result)
    }
    result.seconds = watch.seconds
    return result
  }

  /// Everything that reads the rows: all of it from one state of the data.
  private func compute() throws -> Clustering {
    let rows = try rowCount()
    if rows == 0 { throw PipelineError.noVectors(column: vector.column, table: table.name) }
    if request.k > rows { throw PipelineError.tooFewRows(k: request.k, rows: rows) }
    let dimension = try dimension()
    if let base, base.dimension != dimension {
      throw PipelineError.brokenCentroids(
        version: base.version ?? 0, table: tables.centroids,
        reason: "they have \(base.dimension) dimensions, the vectors \(dimension)")
    }
    return try learn(rows: rows, dimension: dimension)
  }

  /// Rows that take part: those with a vector, with `batches` only the first in key order.
  private func rowCount() throws -> Int {
    let all = try table.count(where: vector.column.column.isNotNull)
    return min(all, limit ?? all)
  }

  private var limit: Int? { request.batches.map { $0.multipliedCapped(by: request.batchSize) } }

  /// The declared dimension, else that of the first vector.
  private func dimension() throws -> Int {
    if let declared = vector.dimension { return declared }
    var found = 0
    try table.store.read(vectors(limit: 1)) { row in
      found = try row.withVector(1) { $0.count }
      return false
    }
    return found
  }

  private func vectors(limit: Int?) -> Relation {
    table.rows(with: vector.column, count: limit)
  }

  /// The key and weight of the rows that ``scan(dimension:blockRows:)`` gives, in the same order.
  func weighed(by column: String) -> Relation {
    let kept = [table.key.name, column]
    var node = Relation.Node.filter(.table(table.name), vector.column.column.isNotNull)
    node = .select(node, kept.map { NamedExpression($0, .column($0)) })
    if let limit { node = .limit(node, count: limit, offset: 0) }
    return table.relation(node, columns: kept)
  }

  /// Reads the vectors once, in blocks of `blockRows`.
  func scan(dimension: Int, blockRows: Int) -> VectorScan {
    VectorScan(
      store: table.store, relation: vectors(limit: limit), table: table.name, column: vector.column,
      dimension: dimension, metric: vector.metric, blockRows: blockRows, keepsKeys: false)
  }
}
