import Basics
import Formats
import Stores
import Vectors

/// `load` of a file of vectors: one row for each, with an integer key and a vector column.
public struct VectorLoadRequest: Sendable {
  public var input: BulkPath
  /// Nil: by the extension.
  public var format: VectorFormat?
  /// Of raw files; nil: their sidecar tells.
  public var dimension: Int?
  /// The keys, 8 bytes each; nil: 0, 1, 2 ….
  public var ids: BulkPath?
  public var table: String
  public var key = "id"
  public var column = "vector"
  /// How the vectors are compared from now on; nil: what the sidecar says, else l2.
  public var metric: Metric?
  public var conflict: InsertConflict = .skip
  /// Rows a transaction; 0 = one transaction.
  public var batchSize = 1000
  public var dryRun = false

  public init(input: BulkPath, table: String) {
    self.input = input
    self.table = table
  }
}

/// How a load of vectors went.
public struct VectorLoadReport: Sendable {
  public var vectors = 0
  public var dimension = 0
  public var metric = Metric.l2
  /// New rows; the others were there: left alone, or written over.
  public var inserted = 0
  public var bytes = 0
  public var seconds = 0.0
  /// The statements of a dry run; else empty.
  public var plannedSQL: [String] = []
}

/// Loads a mapped file of vectors into a table, which is made when it is absent, batch by batch. The vectors are checked
/// before the first is stored.
/// - Throws: `VectorFileError`, `FormatsError`, ``PipelineError``, `StoreError`.
public func loadVectors(
  _ request: VectorLoadRequest, into store: any Store, control: JobControl
) throws -> VectorLoadReport {
  let watch = Stopwatch()
  let file = try VectorFile(
    path: request.input.path, display: request.input.display, format: request.format,
    dimension: request.dimension)
  let job = try VectorLoadJob(request, file, store, control)
  var report = try file.file.reading {
    try job.checkRows()
    return request.dryRun ? job.plan() : try job.run()
  }
  report.seconds = watch.seconds
  return report
}

private final class VectorLoadJob {
  private let request: VectorLoadRequest
  private let file: VectorFile
  private let store: any Store
  private let control: JobControl
  private let ids: [UInt64]?
  private let metric: Metric
  private let existing: TableDescription?
  private let columns: [ColumnDescription]
  private let recordsLineage: Bool

  init(_ request: VectorLoadRequest, _ file: VectorFile, _ store: any Store, _ control: JobControl) throws {
    (self.request, self.file, self.store, self.control) = (request, file, store, control)
    try checkCount("batch_size", request.batchSize)
    ids = try request.ids.map {
      try IdentifierFile(path: $0.path, display: $0.display).ids(forVectors: file.rows)
    }
    let asked = try request.metric ?? file.sidecar?.knownMetric
    existing = try store.describe(request.table)
    columns = [
      ColumnDescription(name: request.key, type: .int, isNullable: false),
      ColumnDescription(name: request.column, type: .vector(dimension: file.columns)),
    ]
    guard let existing else {
      for name in [request.table, request.key, request.column] { try Relation.checkNewName(name) }
      (metric, recordsLineage) = (asked ?? .l2, true)
      return
    }
    let known = try Self.check(existing, request, file.columns, store)
    if let asked, let known, asked != known.metric {
      throw PipelineError.badOption(
        name: "metric", value: asked.rawValue, must: "\(known.metric.rawValue), as the column's is")
    }
    (metric, recordsLineage) = (asked ?? known?.metric ?? .l2, known == nil)
  }

  /// The table must have the key and a vector column of this dimension.
  private static func check(
    _ table: TableDescription, _ request: VectorLoadRequest, _ dimension: Int, _ store: any Store
  ) throws -> ColumnLineage? {
    if table.isView { throw PipelineError.isView(table.name, job: "load") }
    guard table.key == [request.key] else {
      throw PipelineError.badOption(
        name: "key", value: request.key,
        must: "the key of `\(table.name)`, \(table.key.joined(separator: ", "))")
    }
    let column = try vectorColumn(request.column, in: table.name, store: store)
    if let has = column.dimension, has != dimension {
      throw PipelineError.otherDimension(
        column: column.column, table: table.name, has: has, model: request.input.display, gives: dimension)
    }
    return column.lineage
  }

  /// Every vector can be compared, and every id is a key.
  func checkRows() throws {
    for row in 0..<file.rows {
      let values = UnsafeBufferPointer(start: file.row(row), count: file.columns)
      if let fault = faultOf(values, dimension: file.columns, metric: metric) {
        throw PipelineError.badRow(file: request.input.display, row: row, fault)
      }
    }
    if let large = ids?.first(where: { Int64(exactly: $0) == nil }) {
      throw PipelineError.badOption(name: "ids", value: "\(large)", must: "below 2^63 to be a key")
    }
  }

  private var definitions: [(sql: String, parameters: [SQLValue])] {
    var statements: [(String, [SQLValue])] = []
    if existing == nil {
      let table = TableDefinition(name: request.table, columns: columns, key: [request.key])
      statements.append((store.dialect.createTable(table), []))
    }
    guard recordsLineage else { return statements }
    let lineage = ColumnLineage(
      table: existing?.name ?? request.table, column: request.column, model: ColumnLineage.fromFile,
      digest: "sha256:" + BulkIndex.digest(BulkEmbeddings(file).rows), dimension: file.columns,
      metric: metric,
      normalized: false, madeBy: Engine.signature)
    statements.append((store.dialect.createTable(LineageTable.definition), []))
    statements.append((LineageTable.insert(store.dialect), LineageTable.values(lineage)))
    return statements
  }

  private var empty: VectorLoadReport {
    VectorLoadReport(
      vectors: file.rows, dimension: file.columns, metric: metric, bytes: file.file.size)
  }

  func plan() -> VectorLoadReport {
    var report = empty
    report.plannedSQL = definitions.map(\.sql)
    report.plannedSQL.append(
      store.dialect.insert(
        into: request.table, columns: columns.map(\.name), key: [request.key], conflict: request.conflict))
    return report
  }

  func run() throws -> VectorLoadReport {
    var report = empty
    var stored = 0
    let batch = request.batchSize == 0 ? max(1, file.rows) : request.batchSize
    let statements = definitions
    return try stoppable(job: "load", kept: { "\(counted(stored, "row")) stored" }) {
      for start in stride(from: 0, to: max(1, file.rows), by: batch) {
        if control.isCancelled() { throw Cancelled() }
        let range = start..<min(file.rows, start + batch)
        let counts = try store.repeatable {
          if start == 0 { for one in statements { try store.execute(one.sql, one.parameters) } }
          return try write(range)
        }
        stored += range.count
        report.inserted += counts.written
        control.progress(Progress(job: "load", done: stored, total: file.rows, unit: "vectors"))
      }
      return report
    }
  }

  private func write(_ range: Range<Int>) throws -> WriteCounts {
    let plan = WritePlan(
      table: request.table, columns: columns, key: [request.key], action: .insert(request.conflict))
    let writer = try store.writer(plan)
    defer { writer.finish() }
    do {
      for row in range {
        try writer.bindInt(1, ids.map { Int64(clamping: $0[row]) } ?? Int64(row))
        try writer.bindVector(2, UnsafeBufferPointer(start: file.row(row), count: file.columns))
        try writer.endRow()
      }
      return try writer.flush()
    } catch let refusal as RowRefusal {
      throw refusal.cause
    }
  }
}

private func checkCount(_ name: String, _ value: Int) throws {
  if value < 0 { throw PipelineError.badOption(name: name, value: "\(value)", must: "0 or more") }
}
