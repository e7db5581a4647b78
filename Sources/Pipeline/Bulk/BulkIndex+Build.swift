import Basics
import Formats
import Glibc
import Vectors

/// Indexes of vectors that are in files, without a store.
public enum BulkIndex {}

/// `build`: an HNSW index of many vectors, in a file of its own.
public struct BulkBuildRequest: Sendable {
  public var embeddings: BulkEmbeddings
  /// One for each vector, all different; nil: their numbers from 0.
  public var ids: [UInt64]?
  /// The file that the ids were read from, if it was one.
  public var idsFile: BulkPath?
  public var output: BulkPath
  /// Links of a vector; the lowest layer has twice as many.
  public var m = 16
  /// Candidates from which a new vector's links are chosen.
  public var efConstruction = 100
  /// Nil: what the file's sidecar says, else cosine.
  public var metric: Metric?
  public var seed: UInt64 = 42
  /// Divides every vector by its length first, in a copy that needs N * D * 4 bytes of memory.
  public var normalize = false
  public var workers: Int
  /// Vectors whose neighbours measure the recall; 0: it is not measured.
  public var sample = 100
  /// The command line that does the same, if there is one.
  public var command: [String] = []

  public init(embeddings: BulkEmbeddings, output: BulkPath, workers: Int) {
    self.embeddings = embeddings
    self.output = output
    self.workers = workers
  }
}

/// How a build went.
public struct BulkBuildStats: Sendable {
  public var vectors: Int
  public var dimension: Int
  /// Everything: reading, linking, measuring the recall, writing.
  public var elapsedSeconds: Double
  /// Vectors a second.
  public var rate: Double
  /// Of the index, in millions of bytes.
  public var outputSizeMB: Double
  /// The command line that does the same; empty when the vectors are in no file.
  public var command: [String]
  /// What the index says of itself.
  public var info: HNSWInfo
  /// What would have been better, a sentence each.
  public var hints: [String]

  /// Below this many vectors a second a build of a hundred vectors or more is slow, by dimension.
  static func slowRate(dimension: Int) -> Double {
    switch dimension {
    case ...128: 5000
    case ...384: 3000
    case ...768: 1500
    case ...1536: 750
    default: 300
    }
  }

  /// A warning when the build was slow for its dimension.
  public var slowness: String? {
    let usual = Self.slowRate(dimension: dimension)
    guard vectors >= 100, rate < usual else { return nil }
    return "\(grouped(Int(rate))) vectors/s is slow for dimension \(grouped(dimension)), where "
      + "\(grouped(Int(usual))) are usual"
  }
}

extension BulkIndex {
  /// Builds and writes an index. The file appears whole or not at all, replacing one of that name; its bytes depend on the
  /// vectors, the ids and the options alone, not on threads.
  /// - Throws: `VectorsError` for options; ``PipelineError/noBulkVectors(file:)``, ``PipelineError/idsLength(ids:vectors:)``,
  ///   ``PipelineError/badRow(file:row:_:)``, ``PipelineError/stopped(job:kept:)``; `VectorFileError` for equal ids, for an
  ///   output that is read or no regular file, and for a file that changes meanwhile.
  public static func build(_ request: BulkBuildRequest, control: JobControl) throws -> BulkBuildStats {
    let watch = Stopwatch()
    let embeddings = request.embeddings
    try check(request)
    let info = try stoppable(job: "index_build", kept: { "nothing was written" }) {
      try embeddings.reading {
        try make(request, metric: try metric(request, control), control)
      }
    }
    let seconds = watch.seconds
    let count = embeddings.rows.rows
    var stats = BulkBuildStats(
      vectors: count, dimension: embeddings.rows.columns, elapsedSeconds: seconds,
      rate: seconds > 0 ? Double(count) / seconds : 0, outputSizeMB: Double(request.output.size) / 1e6,
      command: request.command, info: info, hints: [])
    stats.hints = hints(stats, workers: request.workers)
    return stats
  }

  private static func check(_ request: BulkBuildRequest) throws {
    let embeddings = request.embeddings
    var read = request.idsFile.map { [$0] } ?? []
    if let file = embeddings.file {
      let input = BulkPath(file.file.path)
      read += [input] + (file.format == .rawFloat ? input.sidecars : [])
    }
    try BulkPath.requireDistinct(read: read, written: [request.output])
    _ = try OutputPlace(path: request.output.path, display: request.output.display)
    guard embeddings.rows.rows > 0 else { throw PipelineError.noBulkVectors(file: embeddings.name) }
    guard let ids = request.ids else { return }
    guard ids.count == embeddings.rows.rows else {
      throw PipelineError.idsLength(ids: ids.count, vectors: embeddings.rows.rows)
    }
    if let twin = IdentifierFile.firstRepeated(ids) {
      throw VectorFileError.duplicateID(
        path: embeddings.name, id: ids[twin.again], first: twin.first, again: twin.again)
    }
  }

  /// The metric that was asked for comes before the one that the sidecar names.
  private static func metric(_ request: BulkBuildRequest, _ control: JobControl) throws -> Metric {
    let sidecar = request.embeddings.file?.sidecar
    let said = try sidecar?.knownMetric
    guard let asked = request.metric else { return said ?? .cosine }
    if let said, let sidecar, said != asked {
      control.warn(
        "note: `\(sidecar.display)` names the metric \(said.rawValue); \(asked.rawValue) was asked for")
    }
    return asked
  }

  private static func make(
    _ request: BulkBuildRequest, metric: Metric, _ control: JobControl
  ) throws -> HNSWInfo {
    let embeddings = request.embeddings
    let count = embeddings.rows.rows
    var options = HNSWOptions()
    options.m = request.m
    options.efConstruction = request.efConstruction
    options.metric = metric
    options.seed = request.seed
    options.workers = request.workers
    options.recallSample = request.sample
    options.source = "sha256:" + digest(embeddings.rows)
    do {
      let rows = request.normalize ? try normalized(embeddings.rows, request.workers) : embeddings.rows
      control.progress(Progress(job: "index_build", done: 0, total: count, unit: "vectors"))
      let index = try HNSWIndex.build(
        rows, ids: request.ids, options: options,
        progress: { control.progress(Progress(job: "index_build", done: $0, total: count, unit: "vectors")) },
        isCancelled: control.isCancelled)
      try write(index, request)
      return index.info
    } catch {
      throw PipelineError(rowOf: embeddings.name, error, element: embeddings.badElement) ?? error
    }
  }

  /// The index gets its name when the input, which it was written from, is known not to have changed.
  private static func write(_ index: HNSWIndex, _ request: BulkBuildRequest) throws {
    let output = request.output
    let place = try OutputPlace(path: output.path, display: output.display)
    let draft = "\(place.path).\(getpid()).new"
    do {
      try index.write(to: draft)
      try request.embeddings.file?.file.requireUnchanged()
      guard chmod(draft, place.mode) == 0, rename(draft, place.path) == 0 else {
        throw VectorFileError.cannotWrite(path: output.display, errno: errno)
      }
    } catch {
      unlink(draft)
      throw (error as? VectorsError)?.named(output.display) ?? error
    }
  }

  private static func normalized(_ rows: VectorRows, _ workers: Int) throws -> VectorRows {
    let copy = try Matrix.checked(rows: rows.rows, columns: rows.columns)
    for row in 0..<rows.rows { copy.row(row).update(from: rows.row(row), count: rows.columns) }
    try copy.normalizeRows(workers: workers)
    return VectorRows(copy)
  }

  /// SHA-256 of the vectors' bytes, row after row: of a raw file the digest of the file.
  static func digest(_ rows: VectorRows) -> String {
    var sha = SHA256()
    for row in 0..<rows.rows {
      sha.add(UnsafeRawBufferPointer(start: rows.row(row), count: rows.columns * MemoryLayout<Float>.size))
    }
    return hexDigits(sha.digest)
  }

  private static func hints(_ stats: BulkBuildStats, workers: Int) -> [String] {
    var hints: [String] = []
    let cores = Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    if workers < cores, stats.elapsedSeconds > 1 {
      hints.append("`-t 0` (`workers: \(cores)`) uses all \(cores) cores; the index is the same")
    }
    if let recall = stats.info.recall, recall.value < 0.9 {
      hints.append("more links and candidates (`-m`, `-e`) or a larger `--ef` when asking find more")
    }
    return hints
  }
}
