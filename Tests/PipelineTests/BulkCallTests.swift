import Formats
import Glibc
import Support
import Synchronization
import Testing
import Vectors

@testable import Pipeline

/// The programmatic call.
@Suite struct BulkCallTests {
  private static let rows: [[Float]] = (0..<60).map { row in
    (0..<4).map { place -> Float in Float((row * 7 + place * 13) % 31 - 15) }
  }

  @Test func statsOfABuild() throws {
    let folder = TemporaryFolder()
    let output = folder.file("a.hnsw")
    let ids = (0..<60).map { UInt64($0) * 3 }
    let stats = try BulkIndex.build(
      embeddings: try BulkEmbeddings(Self.rows.flatMap { $0 }, shape: [60, 4]), output: output, ids: ids,
      m: 8,
      efConstruction: 40, batchSize: 10, threads: 2, quiet: true, metric: Metric.l2)
    #expect(stats.vectors == 60 && stats.dimension == 4 && stats.command.isEmpty)
    #expect(stats.elapsedSeconds > 0 && abs(stats.rate * stats.elapsedSeconds - 60) < 0.01)
    #expect(stats.outputSizeMB == Double(try #require(Files.size(output))) / 1e6)
    #expect(stats.info.m == 8 && stats.info.efConstruction == 40 && stats.info.metric == .l2)
    #expect(stats.info.seed == 42 && stats.info.recall.map { $0.value > 0.9 } == true)
    let open = try OpenBulkIndex(BulkPath(output))
    #expect(open.info.source == stats.info.source)
    var request = BulkQueryRequest(queries: try BulkEmbeddings([Self.rows[9]]), workers: 1)
    request.limit = 1
    for exact in [false, true] {
      request.exact = exact
      let found = try open.nearest(request, control: JobControl())
      #expect(found.count == 1 && found[0].map { open.index.id(of: $0.index) } == [27])
    }
  }

  /// Whatever the lengths of the parts are.
  @Test(arguments: [1, 2, 3, 7, 8, 15, 16, 40]) func everySizeOpens(_ count: Int) throws {
    let folder = TemporaryFolder()
    for dimension in [1, 3, 16, 17] {
      let rows = (0..<count).map { row in
        (0..<dimension).map { place -> Float in Float(row + place * place + 1) }
      }
      let stats = try BulkIndex.build(
        embeddings: try BulkEmbeddings(rows), output: folder.file("x"), metric: .l2)
      let open = try OpenBulkIndex(BulkPath(folder.file("x")))
      #expect(open.info == stats.info && open.info.fileBytes == Files.size(folder.file("x")))
    }
  }

  @Test func theCommandDoesTheSame() throws {
    let folder = TemporaryFolder()
    let raw = Self.rows.joined().flatMap { v in
      (0..<4).map { UInt8(truncatingIfNeeded: v.bitPattern >> ($0 * 8)) }
    }
    let path = try folder.write("e.f32", bytes: raw)
    let file = try VectorFile(path: path, dimension: 4)
    let seen = Seen()
    let stats = try BulkIndex.build(
      embeddings: BulkEmbeddings(file), output: folder.file("a.hnsw"), seed: 7,
      control: JobControl(progress: { seen.add($0.job) }))
    #expect(
      stats.command == [
        "vnb", "bulk", "build-index", "--input", path, "--output", folder.file("a.hnsw"), "--format",
        "raw_f32",
        "--dimension", "4", "--max-connections", "16", "--ef-construction", "100", "--batch-size", "1000",
        "--threads", "0", "--seed", "7",
      ])
    #expect(seen.jobs.contains("index_build"))
    let again = try BulkIndex.build(
      embeddings: try BulkEmbeddings(Self.rows), output: folder.file("b.hnsw"), threads: 1, seed: 7)
    #expect(try Files.read(folder.file("a.hnsw")) == Files.read(folder.file("b.hnsw")))
    // Of a raw file the source is the digest of the file.
    #expect(again.info.source == "sha256:" + (try fileDigest(path)))
  }

  @Test func refusals() throws {
    let folder = TemporaryFolder()
    func build(_ embeddings: BulkEmbeddings, ids: [UInt64]? = nil, threads: Int = 1, batch: Int = 1) throws {
      _ = try BulkIndex.build(
        embeddings: embeddings, output: folder.file("x"), ids: ids, batchSize: batch, threads: threads)
    }
    for shape in [[12], [1, 3, 4], [], [3, 0], [-3, 4]] {
      #expect(throws: PipelineError.notTwoDimensional(shape: shape)) {
        try BulkEmbeddings([Float](repeating: 1, count: 12), shape: shape)
      }
    }
    #expect(
      PipelineError.notTwoDimensional(shape: [12]).message == "embeddings must be 2-D (N, D), got shape (12)")
    for type in ["<f8", ">f4", "<i4", "float64"] {
      #expect(throws: PipelineError.notFloat32(type: type)) {
        try [UInt8](repeating: 0, count: 48).withUnsafeBytes {
          _ = try BulkEmbeddings(bytes: $0, shape: [3, 4], type: type)
        }
      }
    }
    #expect(throws: PipelineError.otherByteCount(expected: 48, actual: 44)) {
      try BulkEmbeddings([Float](repeating: 1, count: 11), shape: [3, 4])
    }
    #expect(throws: (any Error).self) { try BulkEmbeddings([Float](), shape: [Int.max, Int.max]) }
    #expect(throws: VectorsError.dimensionMismatch(expected: 2, actual: 1)) {
      try BulkEmbeddings([[1, 2], [3]])
    }
    let three = try BulkEmbeddings([[1, 2], [3, 4], [5, 6]])
    #expect(throws: PipelineError.idsLength(ids: 2, vectors: 3)) { try build(three, ids: [1, 2]) }
    #expect(throws: VectorFileError.duplicateID(path: "embeddings", id: 1, first: 0, again: 2)) {
      try build(three, ids: [1, 2, 1])
    }
    #expect(throws: PipelineError.noBulkVectors(file: "embeddings")) { try build(try BulkEmbeddings([])) }
    #expect(throws: PipelineError.badRow(file: "embeddings", row: 1, .notFinite(element: 0))) {
      try build(try BulkEmbeddings([[1, 2], [.nan, 4]]))
    }
    #expect(throws: PipelineError.self) { try build(three, threads: -1) }
    #expect(throws: PipelineError.self) { try build(three, batch: 0) }
    #expect(Files.list(folder.path).isEmpty)
  }

  @Test func slowBuildsAreWarnedOf() throws {
    let usual: [(Int, Double)] = [
      (128, 5000), (129, 3000), (384, 3000), (768, 1500), (1536, 750), (1537, 300),
    ]
    for (dimension, rate) in usual { #expect(BulkBuildStats.slowRate(dimension: dimension) == rate) }
    let folder = TemporaryFolder()
    var stats = try BulkIndex.build(embeddings: try BulkEmbeddings(Self.rows), output: folder.file("x"))
    (stats.rate, stats.dimension) = (1499, 768)
    #expect(stats.slowness == nil)
    stats.vectors = 100
    #expect(stats.slowness == "1,499 vectors/s is slow for dimension 768, where 1,500 are usual")
    stats.rate = 1500
    #expect(stats.slowness == nil)
  }

  /// The file is cut short while the index is made.
  @Test func inputThatChanges() throws {
    let folder = TemporaryFolder()
    let path = try folder.write("e.f32", bytes: [UInt8](repeating: 1, count: 64 * 4096))
    let embeddings = BulkEmbeddings(try VectorFile(path: path, dimension: 16))
    #expect(throws: VectorFileError.changed(path: path)) {
      try BulkIndex.build(
        embeddings: embeddings, output: folder.file("x"),
        control: JobControl(progress: { if $0.done == 0 { cut(path) } }))
    }
    #expect(Files.list(folder.path) == ["e.f32"])
  }
}

private func cut(_ path: String) { _ = Glibc.truncate(path, 4096) }

private final class Seen: Sendable {
  private let state = Mutex<Set<String>>([])
  var jobs: Set<String> { state.withLock { $0 } }
  func add(_ job: String) { state.withLock { _ = $0.insert(job) } }
}
