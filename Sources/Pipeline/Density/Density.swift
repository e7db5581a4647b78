import Stores
import Vectors

/// Clusters a vector column by density and keeps each row's cluster id, -1 for noise, as a new version. The result depends on the vectors
/// in key order and the method, and not on batches or workers. All vectors are read into memory. Labels, means, version number and record
/// are written in one transaction: a killed run leaves nothing, and its repetition gets the same number.
/// - Throws: ``PipelineError`` or ``VectorsError`` before anything is written; ``StoreError``.
public func density(
  _ request: DensityRequest, in store: any Store, control: JobControl = JobControl()
) throws -> DensityClustering {
  let job = try DensityJob(request, store, control)
  return try stoppable(job: request.method.name, kept: { "nothing was changed" }) { try job.run() }
}

final class DensityJob {
  let request: DensityRequest
  let store: any Store
  let control: JobControl
  private(set) var table: KeyedTable
  let vector: VectorColumn
  let tables: ClusterTables

  init(_ request: DensityRequest, _ store: any Store, _ control: JobControl) throws {
    self.request = request
    self.store = store
    self.control = control
    try Self.check(request)
    table = try KeyedTable(request.table, in: store, job: request.method.name)
    vector = try vectorColumn(request.input, in: table.name, store: store)
    tables = ClusterTables(table: table.name, column: vector.column)
  }

  private static func check(_ request: DensityRequest) throws {
    try checkPositive("batch size", request.batchSize)
    try checkPositive("batches", request.batches)
    try checkPositive("workers", request.workers)
    switch request.method {
    case .dbscan(let eps, let minSamples):
      if !(eps > 0) {
        throw PipelineError.badOption(name: "eps", value: "\(eps)", must: "a number above 0")
      }
      try checkPositive("min_samples", minSamples)
    case .hdbscan(let minClusterSize, let minSamples):
      if minClusterSize < 2 {
        throw PipelineError.badOption(
          name: "min_cluster_size", value: "\(minClusterSize)", must: "2 or more")
      }
      try checkPositive("min_samples", minSamples)
    }
  }

  func run() throws -> DensityClustering {
    let watch = Stopwatch()
    // A store that cannot be written to says so now and not after the computation.
    if request.save && !request.dryRun { try store.repeatable {} }
    let read = try store.snapshot(besideWrites: false) { reader in
      table.store = reader
      defer { table.store = store }
      return try rows()
    }
    let labels = try cluster(read.vectors)
    var result = DensityClustering(
      table: table.name, column: vector.column, version: nil, method: request.method, metric: request.metric,
      rows: read.keys.count, sizes: labels.sizes, hasMeans: request.means)
    if request.dryRun {
      result.plannedSQL = plannedSQL(dimension: read.vectors.columns)
    } else if request.save {
      result.version = try save(result, labels, read)
    }
    result.seconds = watch.seconds
    return result
  }

  /// The vectors in key order with their keys, all from one state of the data.
  struct Rows {
    let keys: [SQLValue]
    let vectors: Matrix
  }

  private func rows() throws -> Rows {
    let all = try table.count(where: vector.column.column.isNotNull)
    let count = min(all, request.batches.map { $0.multipliedCapped(by: request.batchSize) } ?? all)
    if count == 0 { throw PipelineError.noVectors(column: vector.column, table: table.name) }
    let relation = table.rows(with: vector.column, count: count)
    let dimension = try vector.dimension ?? firstDimension(relation)
    let bytes = count.multipliedCapped(by: (dimension + 15) / 16 * 16).multipliedCapped(by: 4)
    if bytes > DensityRequest.largestBytes {
      throw PipelineError.tooLargeForDensity(
        job: request.method.name, rows: count, bytes: bytes, limit: DensityRequest.largestBytes)
    }
    var read: VectorScan.Block?
    let scan = VectorScan(
      store: table.store, relation: relation, table: table.name, column: vector.column, dimension: dimension,
      metric: request.metric, blockRows: count)
    try scan.forEachBlock { block in
      read = block
      return false
    }
    guard let read else { throw PipelineError.noVectors(column: vector.column, table: table.name) }
    return Rows(keys: read.keys, vectors: read.filled)
  }

  private func firstDimension(_ relation: Relation) throws -> Int {
    var found = 0
    try table.store.read(relation) { row in
      found = try row.withVector(1) { $0.count }
      return false
    }
    return found
  }

  /// Labels of the rows, and under HDBSCAN how firmly they hold.
  struct Labels {
    let labels: [Int32]
    let sizes: [Int]
    var probabilities: [Double]?
  }

  private func cluster(_ rows: Matrix) throws -> Labels {
    switch request.method {
    case .dbscan(let eps, let minSamples):
      var options = DBSCANOptions()
      (options.eps, options.minSamples) = (eps, minSamples)
      (options.metric, options.workers) = (request.metric, request.workers)
      options.isCancelled = control.isCancelled
      let found = try DBSCAN.fit(rows, options)
      return Labels(labels: found.labels, sizes: found.sizes)
    case .hdbscan(let minClusterSize, let minSamples):
      var options = HDBSCANOptions()
      (options.minClusterSize, options.minSamples) = (minClusterSize, minSamples)
      (options.metric, options.workers) = (request.metric, request.workers)
      options.isCancelled = control.isCancelled
      let control = control
      options.onRows = {
        control.progress(Progress(job: "hdbscan", done: $0, total: rows.rows, unit: "rows"))
      }
      let found = try HDBSCAN.fit(rows, options)
      return Labels(labels: found.labels, sizes: found.sizes, probabilities: found.probabilities)
    }
  }
}
