import Basics
import Stores

/// A job that workers share: what it is, how to find its rows, and how to do a range of them.
protocol SharedWork {
  var record: SharedJobRecord { get }
  var table: KeyedTable { get }
  /// Makes the columns, tables and indexes it writes to. Done by one worker at a time.
  func prepare() throws
  /// The keys after `last` of at most `count` rows that are still to be done, in order.
  func forEachOpenKey(after last: SQLValue?, count: Int, _ body: (any ResultRow) throws -> Bool) throws
  /// Does what is open in a range; `inBatch` is called in each batch's transaction with the number of rows done.
  func run(
    _ range: KeyRange, control: JobControl, inBatch: @escaping @Sendable (Int) throws -> Void
  ) throws -> (rows: Int, failures: [EmbedReport.Failure])
}

/// Texts of a column into vectors of another.
struct SharedEmbedding: SharedWork {
  let request: EmbedRequest
  let store: any Store
  let control: JobControl
  let table: KeyedTable

  /// - Throws: as `embed` does before it writes.
  init(_ request: EmbedRequest, _ store: any Store, _ control: JobControl) throws {
    self.request = request
    self.store = store
    self.control = control
    table = try EmbedJob(request, store, control).table
  }

  var record: SharedJobRecord {
    SharedJobRecord(
      kind: "embed", table: table, input: request.input, output: request.output, maker: request.model.name,
      digest: request.model.digest)
  }

  func prepare() throws {
    let job = try EmbedJob(request, store, control)
    if let warning = job.target.warning { control.warn(warning) }
    try job.target.prepare(store, for: request.model)
  }

  func forEachOpenKey(after last: SQLValue?, count: Int, _ body: (any ResultRow) throws -> Bool) throws {
    let sql = store.dialect.selectPage(
      table.name, columns: [table.key.name], key: [table.key], after: last != nil, whereNull: request.output,
      whereNotNull: request.input)
    try store.query(sql, [last, .int(Int64(count))].compactMap { $0 }, body)
  }

  func run(
    _ range: KeyRange, control: JobControl, inBatch: @escaping @Sendable (Int) throws -> Void
  ) throws -> (rows: Int, failures: [EmbedReport.Failure]) {
    var part = request
    part.range = range
    part.inBatch = inBatch
    part.batches = nil
    let report = try EmbedJob(part, store, control).run()
    return (report.embedded, report.failures)
  }
}

/// Rows to their nearest centroids of one version.
struct SharedAssignment: SharedWork {
  let request: AssignRequest
  let store: any Store
  let control: JobControl
  let table: KeyedTable

  /// - Throws: as `assign` does before it writes.
  init(_ request: AssignRequest, _ store: any Store, _ control: JobControl) throws {
    var request = request
    let job = try AssignJob(request, store, control)
    // The latest version is the one that it is now, also for the last chunk.
    request.version = job.report.version
    self.request = request
    self.store = store
    self.control = control
    table = job.table
  }

  var record: SharedJobRecord {
    let version = request.version.map { "version \($0)" } ?? ""
    return SharedJobRecord(
      kind: "assign", table: table, input: request.input, maker: version, digest: version)
  }

  func prepare() throws { try AssignJob(request, store, control).prepare() }

  func forEachOpenKey(after last: SQLValue?, count: Int, _ body: (any ResultRow) throws -> Bool) throws {
    let job = try AssignJob(request, store, control)
    let key = NamedExpression(table.key.name, .column(table.key.name))
    let node = Relation.Node.limit(.select(job.unassigned(after: last), [key]), count: count, offset: 0)
    try store.read(table.relation(node, columns: [table.key.name]), body)
  }

  func run(
    _ range: KeyRange, control: JobControl, inBatch: @escaping @Sendable (Int) throws -> Void
  ) throws -> (rows: Int, failures: [EmbedReport.Failure]) {
    var part = request
    part.range = range
    part.inBatch = inBatch
    part.batches = nil
    let job = try AssignJob(part, store, control)
    job.isPrepared = true
    return (try job.run().assigned, [])
  }
}
