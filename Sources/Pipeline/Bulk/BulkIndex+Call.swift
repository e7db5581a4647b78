import Basics
import Glibc
import Vectors

extension BulkIndex {
  /// The same as ``build(_:control:)`` in one call, with the parameters of a bulk call from a script.
  /// - Parameters:
  ///   - embeddings: N vectors of dimension D.
  ///   - output: the index file.
  ///   - ids: one for each vector; nil: their numbers from 0.
  ///   - m: links of a vector, 2 to 256.
  ///   - efConstruction: candidates when a vector is added.
  ///   - batchSize: accepted and at least 1; the index never depends on it.
  ///   - threads: 0 for one a core.
  ///   - quiet: `control` is told nothing.
  ///   - metric: nil: that of the embeddings' sidecar, else cosine.
  ///   - seed: decides the layers of the vectors.
  ///   - control: progress and cancellation.
  /// - Returns: how many vectors of which dimension, in what time, and the file's size.
  /// - Throws: ``PipelineError`` and the errors of ``build(_:control:)``.
  public static func build(
    embeddings: BulkEmbeddings, output: String, ids: [UInt64]? = nil, m: Int = 16, efConstruction: Int = 100,
    batchSize: Int = 1000, threads: Int = 0, quiet: Bool = false, metric: Metric? = nil, seed: UInt64 = 42,
    control: JobControl = JobControl()
  ) throws -> BulkBuildStats {
    try checkPositive("batchSize", batchSize)
    guard threads >= 0 else {
      throw PipelineError.badOption(name: "threads", value: "\(threads)", must: "0 or more")
    }
    let cores = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    var request = BulkBuildRequest(
      embeddings: embeddings, output: BulkPath(output), workers: threads == 0 ? cores : threads)
    request.ids = ids
    request.m = m
    request.efConstruction = efConstruction
    request.metric = metric
    request.seed = seed
    if let file = embeddings.file, ids == nil {
      request.command = [
        "vnb", "bulk", "build-index", "--input", file.file.display, "--output", output, "--format",
        file.format.rawValue, "--dimension", "\(file.columns)", "--max-connections", "\(m)",
        "--ef-construction",
        "\(efConstruction)", "--batch-size", "\(batchSize)", "--threads", "\(threads)",
      ]
      if let metric { request.command += ["--metric", metric.rawValue] }
      if seed != 42 { request.command += ["--seed", "\(seed)"] }
      if quiet { request.command.append("--quiet") }
    }
    return try build(request, control: quiet ? JobControl(isCancelled: control.isCancelled) : control)
  }
}
