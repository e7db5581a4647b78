import Basics
import Formats
import Stores
import Vectors

/// `export` of a vector column: its vectors, in key order, into a file.
public struct VectorExportRequest: Sendable {
  /// A relation that keeps its key and the column; rows without a vector are left out.
  public var relation: Relation
  public var column: String
  public var output: BulkPath
  public var format: VectorFormat
  /// For the sidecar of raw output; nil: the column's own.
  public var metric: Metric?
  /// Where to write the keys, 8 bytes each; they must be whole numbers of at least 0.
  public var ids: BulkPath?

  public init(relation: Relation, column: String, output: BulkPath, format: VectorFormat) {
    self.relation = relation
    self.column = column
    self.output = output
    self.format = format
  }
}

/// Writes the vectors of a column. The file appears whole or not at all.
/// - Throws: ``PipelineError/badVector(key:column:table:_:)`` for the first row that does not fit,
///   ``PipelineError/noVectors(column:table:)``, `StoreError`; `VectorFileError`, of which `sameFile` when two of the files
///   are one.
public func exportVectors(_ request: VectorExportRequest, control: JobControl) throws -> BulkConvertReport {
  let watch = Stopwatch()
  let output = request.output
  let store = request.relation.store
  try BulkPath.requireDistinct(
    read: store.isPrivate ? [] : [BulkPath(store.name)],
    written: [output] + (request.format == .rawFloat ? [output.sidecar] : [])
      + (request.ids.map { [$0] } ?? []))
  let target = try SearchTarget(
    SearchRequest(relation: request.relation, column: request.column, query: .vector([])))
  return try stoppable(job: "export", kept: { "nothing was written" }) {
    let sink = VectorSink(request, target, control)
    try target.store.read(target.scanned) { row in
      if control.isCancelled() { throw Cancelled() }
      try sink.take(row)
      return true
    }
    var report = try sink.finish()
    report.bytes = request.output.size
    report.seconds = watch.seconds
    return report
  }
}

private final class VectorSink {
  private let request: VectorExportRequest
  private let target: SearchTarget
  private let control: JobControl
  private var writer: VectorFileWriter?
  private var ids: [UInt64] = []
  private let keyCount: Int

  init(_ request: VectorExportRequest, _ target: SearchTarget, _ control: JobControl) {
    self.request = request
    self.target = target
    self.control = control
    keyCount = target.relation.key.count
  }

  func take(_ row: any ResultRow) throws {
    let columns = try writer?.columns ?? target.origin?.dimension ?? row.withVector(keyCount) { $0.count }
    let open =
      try writer
      ?? VectorFileWriter(
        path: request.output.path, display: request.output.display, format: request.format, columns: columns)
    writer = open
    if request.ids != nil { ids.append(try id(row)) }
    var failure: (any Error)?
    let fault = try readVector(row, keyCount, dimension: columns, metric: .l2) { elements in
      guard let base = elements.baseAddress else { return }
      do { try open.append(base) } catch { failure = error }
    }
    if let failure { throw failure }
    if let fault {
      throw PipelineError.badVector(
        key: row.value(0).words, column: request.column, table: request.relation.title, fault)
    }
    if open.rows % 4096 == 0 {
      control.progress(Progress(job: "export", done: open.rows, total: nil, unit: "vectors"))
    }
  }

  private func id(_ row: any ResultRow) throws -> UInt64 {
    guard keyCount == 1, case .int(let key) = row.value(0), let id = UInt64(exactly: key) else {
      throw PipelineError.badOption(
        name: "ids", value: "the key \(row.value(0).words)",
        must: "used with keys that are whole numbers of at least 0")
    }
    return id
  }

  func finish() throws -> BulkConvertReport {
    guard let writer else {
      throw PipelineError.noVectors(column: request.column, table: request.relation.title)
    }
    if let place = request.ids { try IdentifierFile.write(ids, to: place.path, display: place.display) }
    let metric = request.metric ?? target.origin?.metric
    let sidecar = try writer.finish(metric: metric?.rawValue)
    return BulkConvertReport(
      vectors: writer.rows, dimension: writer.columns, bytes: 0, sidecar: sidecar, seconds: 0)
  }
}
