import Basics
import Language
import Pipeline
import Stores

/// What `vnb worker` is asked for.
public struct WorkerCall: Sendable {
  /// What is shared, with the options that only it has.
  public enum Job: Sendable {
    case embed(into: String, model: String)
    case assign(version: Int?)
  }
  public var job: Job
  public var table: String
  public var input: String
  /// Nil: what the job's verb has as its default.
  public var batchSize: Int?
  public var chunkRows: Int?
  /// Seconds; nil for the default.
  public var lease: Double?
  public var maxChunks: Int?
  public var waits = true
  public init(_ job: Job, table: String, input: String) {
    self.job = job
    self.table = table
    self.input = input
  }
}

extension Session {
  /// Works on a shared job until nothing is left, and shows what it did.
  /// - Throws: `Diagnostic`, also when rows got no vector, or `Interrupted`.
  public func work(_ call: WorkerCall) throws {
    interruption.clear()
    try stoppable {
      var request = WorkerRequest(try sharedWork(call))
      request.chunkRows = call.chunkRows
      request.maxChunks = call.maxChunks
      request.waits = call.waits
      if let lease = call.lease { request.lease = lease }
      let report = try Pipeline.work(request, in: store, control: control)
      narrate("worker: " + report.sentence)
      guard report.failures.isEmpty else {
        throw VerbError.rowsWithoutVector(report.failures, stored: report.rows).diagnostic(at: nil)
      }
      try output.show(.record(report.record))
    }
  }

  private func sharedWork(_ call: WorkerCall) throws -> WorkerRequest.Work {
    switch call.job {
    case .embed(let output, let model):
      var job = EmbedRequest(
        table: call.table, input: call.input, output: output, model: try models.model(named: model),
        workers: settings.workers)
      if let size = call.batchSize { job.batchSize = size }
      return .embed(job)
    case .assign(let version):
      var job = AssignRequest(table: call.table, input: call.input, workers: settings.workers)
      job.version = version
      if let size = call.batchSize { job.batchSize = size }
      return .assign(job)
    }
  }

  /// Shows a table of the shared jobs of the store.
  public func showSharedJobs() throws {
    interruption.clear()
    try stoppable {
      let rows = try sharedJobs(in: store).map(\.record)
      if rows.isEmpty { return narrate("worker: no job was shared in this store yet") }
      try output.show(.table(try scratchTable(rows)))
    }
  }
}

extension WorkerReport {
  fileprivate var sentence: String {
    var parts = [
      counted(chunks, "chunk"), "\(counted(rows, "row")) \(Rate.words(rows, "rows", seconds: seconds))",
    ]
    if takenOver > 0 { parts.append("\(takenOver) taken over from silent workers") }
    if lost > 0 { parts.append("\(lost) lost to other workers") }
    return parts.joined(separator: ", ") + (isFinished ? "; the job is done" : "; the job is not done yet")
  }

  fileprivate var record: Record {
    Record([
      ("job", .string(job)), ("chunks", .int(Int64(chunks))), ("rows", .int(Int64(rows))),
      ("taken_over", .int(Int64(takenOver))), ("lost", .int(Int64(lost))), ("finished", .bool(isFinished)),
    ])
  }
}

extension SharedJobStatus {
  fileprivate var record: Record {
    let output = job.output.map { " into \($0)" } ?? ""
    let counts: [(String, Int)] = [
      ("chunks", chunks), ("done", done), ("working", working), ("silent", silent), ("taken_over", takenOver),
      ("rows", rows), ("rows_done", rowsDone), ("failed", failed),
    ]
    return Record(
      [
        ("job", .string(job.name)),
        ("work", .string("\(job.kind) \(job.table).\(job.input)\(output), \(job.maker)")),
      ] + counts.map { ($0.0, .int(Int64($0.1))) })
  }
}
