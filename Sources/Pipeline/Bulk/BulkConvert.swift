import Basics
import Formats
import Vectors

/// Where vectors come from: the formats of ``VectorFormat``, and JSON Lines.
public enum BulkFormat: String, Sendable, CaseIterable {
  case rawFloat = "raw_f32"
  case npy
  case jsonLines = "jsonl"

  /// - Throws: `VectorFileError.invalidFormat`.
  public init(named name: String) throws {
    guard let known = BulkFormat(rawValue: name) else { throw VectorFileError.invalidFormat(name) }
    self = known
  }

  /// By the extension: `.jsonl`, `.ndjson` and `.json`, gzipped or not, and those of ``VectorFormat/detect(_:)``.
  public static func detect(_ path: String) throws -> BulkFormat {
    var name = path.lowercased()
    if name.hasSuffix(".gz") { name.removeLast(3) }
    if [".jsonl", ".ndjson", ".json"].contains(where: name.hasSuffix) { return .jsonLines }
    return try VectorFormat.detect(path) == .npy ? .npy : .rawFloat
  }

  /// As a format of vectors alone; nil for JSON Lines.
  var vectors: VectorFormat? { VectorFormat(rawValue: rawValue) }
}

/// `convert`: vectors from one format into another, row by row. The output appears whole or not at all.
public struct BulkConvertRequest: Sendable {
  public var input: BulkPath
  public var output: BulkPath
  /// Nil: by the input's extension.
  public var from: BulkFormat?
  public var to: VectorFormat
  /// Of raw input, where no sidecar tells; of other input it is held against what the file says.
  public var dimension: Int?
  /// For the sidecar of raw output; nil: what the input's sidecar says.
  public var metric: Metric?
  /// Divides every vector by its length.
  public var normalize = false
  /// Of JSON Lines: the field of the vectors; nil: `vector`, `embedding` or the only array.
  public var field: String?
  /// Of JSON Lines: the field of the ids, written to `ids`.
  public var idField = "id"
  /// Of JSON Lines: where to write the ids, 8 bytes each.
  public var ids: BulkPath?

  public init(input: BulkPath, output: BulkPath, to: VectorFormat) {
    self.input = input
    self.output = output
    self.to = to
  }
}

/// What a conversion wrote.
public struct BulkConvertReport: Sendable, Equatable {
  public var vectors: Int
  public var dimension: Int
  public var bytes: Int
  /// The JSON beside raw output, as the output was named.
  public var sidecar: String?
  public var seconds: Double
}

/// Files of vectors, without a store.
public enum BulkFiles {
  /// Writes the vectors of one file into another.
  /// - Throws: `FormatsError`, `VectorFileError`, of which `sameFile` when two of the files are one;
  ///   ``PipelineError/badRow(file:row:_:)`` for the first vector that is not
  ///   finite or, with `normalize`, has no direction; ``PipelineError/stopped(job:kept:)``.
  public static func convert(_ request: BulkConvertRequest, control: JobControl) throws -> BulkConvertReport {
    let watch = Stopwatch()
    let from = try request.from ?? BulkFormat.detect(request.input.display)
    try requireDistinct(request, from)
    return try stoppable(job: "convert", kept: { "nothing was written" }) {
      var report =
        from == .jsonLines
        ? try convertLines(request, control) : try convertVectors(request, from, control)
      report.bytes = request.output.size
      report.seconds = watch.seconds
      return report
    }
  }

  private static func requireDistinct(_ request: BulkConvertRequest, _ from: BulkFormat) throws {
    let output = request.output
    let ids = request.ids.map { [$0] } ?? []
    try BulkPath.requireDistinct(
      read: [request.input], written: [output] + (request.to == .rawFloat ? [output.sidecar] : []) + ids)
    // The output's own sidecar may be the input's: it says the same.
    if from == .rawFloat {
      try BulkPath.requireDistinct(read: request.input.sidecars, written: [output] + ids)
    }
  }

  private static func convertVectors(
    _ request: BulkConvertRequest, _ from: BulkFormat, _ control: JobControl
  ) throws -> BulkConvertReport {
    if request.ids != nil {
      throw PipelineError.badOption(name: "ids", value: request.input.display, must: "used with JSON Lines")
    }
    let file = try VectorFile(
      path: request.input.path, display: request.input.display, format: from.vectors,
      dimension: request.dimension)
    file.willReadInOrder()
    let metric = try request.metric ?? file.sidecar?.knownMetric
    let writer = try VectorFileWriter(
      path: request.output.path, display: request.output.display, format: request.to, columns: file.columns)
    let blocks = BlockWriter(writer, request, control, total: file.rows)
    try file.file.reading {
      for row in 0..<file.rows { try blocks.append(file.row(row)) }
      try blocks.flush()
    }
    let sidecar = try writer.finish(metric: metric?.rawValue)
    return BulkConvertReport(
      vectors: file.rows, dimension: file.columns, bytes: 0, sidecar: sidecar, seconds: 0)
  }

  private static func convertLines(
    _ request: BulkConvertRequest, _ control: JobControl
  ) throws -> BulkConvertReport {
    var lines = VectorLines(
      path: request.input.path, display: request.input.display, field: request.field,
      idField: request.ids == nil ? nil : request.idField)
    lines.isCancelled = control.isCancelled
    var blocks: BlockWriter?
    var ids: [UInt64] = []
    try lines.read { vector, id in
      let open = try blocks ?? BlockWriter(opening: request, columns: vector.count, control)
      blocks = open
      if let id { ids.append(id) }
      try open.append(vector)
    }
    guard let blocks else { throw PipelineError.noBulkVectors(file: request.input.display) }
    try blocks.flush()
    if let twin = IdentifierFile.firstRepeated(ids) {
      throw VectorFileError.duplicateID(
        path: request.input.display, id: ids[twin.again], first: twin.first, again: twin.again)
    }
    if let place = request.ids { try IdentifierFile.write(ids, to: place.path, display: place.display) }
    let sidecar = try blocks.writer.finish(metric: request.metric?.rawValue)
    return BulkConvertReport(
      vectors: blocks.writer.rows, dimension: blocks.writer.columns, bytes: 0, sidecar: sidecar, seconds: 0)
  }
}

extension VectorSidecar {
  /// The metric it names; nil when it names none.
  /// - Throws: `VectorFileError.badSidecar` for a name that is none of a metric.
  var knownMetric: Metric? {
    get throws {
      guard let metric else { return nil }
      guard let known = Metric(rawValue: metric) else {
        let names = Metric.allCases.map(\.rawValue).joined(separator: ", ")
        throw VectorFileError.badSidecar(path: display, reason: "`metric` is none of \(names)")
      }
      return known
    }
  }
}

/// Collects rows, checks and scales them a block at a time, and writes them.
private final class BlockWriter {
  let writer: VectorFileWriter
  private let request: BulkConvertRequest
  private let control: JobControl
  private let block: Matrix
  private let total: Int?
  private var filled = 0
  private static let rows = 1024

  init(_ writer: VectorFileWriter, _ request: BulkConvertRequest, _ control: JobControl, total: Int?) {
    self.writer = writer
    self.request = request
    self.control = control
    self.total = total
    // A block of a few megabytes at most, however long a vector is.
    block = Matrix(rows: max(1, min(Self.rows, (1 << 20) / writer.columns)), columns: writer.columns)
  }

  /// For vectors whose dimension only the first of them tells.
  convenience init(opening request: BulkConvertRequest, columns: Int, _ control: JobControl) throws {
    if let dimension = request.dimension, dimension != columns {
      throw VectorFileError.dimensionMismatch(
        path: request.input.display, expected: dimension, actual: columns)
    }
    let writer = try VectorFileWriter(
      path: request.output.path, display: request.output.display, format: request.to, columns: columns)
    self.init(writer, request, control, total: nil)
  }

  func append(_ row: UnsafePointer<Float>) throws {
    block.row(filled).update(from: row, count: writer.columns)
    filled += 1
    if filled == block.rows { try flush() }
  }

  func flush() throws {
    if control.isCancelled() { throw Cancelled() }
    let whole = block.slice(0..<filled)
    for row in 0..<filled {
      let values = UnsafeBufferPointer(start: whole.row(row), count: writer.columns)
      guard let bad = values.firstIndex(where: { !$0.isFinite }) else { continue }
      throw PipelineError.badRow(
        file: request.input.display, row: writer.rows + row, .notFinite(element: bad))
    }
    if request.normalize { try normalize(whole) }
    for row in 0..<filled { try writer.append(whole.row(row)) }
    filled = 0
    control.progress(Progress(job: "convert", done: writer.rows, total: total, unit: "vectors"))
  }

  private func normalize(_ rows: Matrix) throws {
    do {
      try rows.normalizeRows()
    } catch {
      throw PipelineError(rowOf: request.input.display, error, first: writer.rows) ?? error
    }
  }
}

extension PipelineError {
  /// What the engine says of a row, as an error of the file that it came from; nil for what is about no row.
  /// `element` finds what is not finite in a row.
  init?(rowOf file: String, _ error: any Error, first: Int = 0, element: (Int) -> Int = { _ in 0 }) {
    switch error as? VectorsError {
    case .nonFinite(let row): self = .badRow(file: file, row: first + row, .notFinite(element: element(row)))
    case .zeroVector(let row): self = .badRow(file: file, row: first + row, .zero)
    case .tooLong(let row): self = .badRow(file: file, row: first + row, .tooLong)
    default: return nil
    }
  }
}
