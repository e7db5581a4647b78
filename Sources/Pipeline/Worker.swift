import Basics
import Stores
import Synchronization
import Vectors

/// What one worker of a shared job is to do, and how.
public struct WorkerRequest: Sendable {
  /// The jobs that can be shared. `batches`, `dryRun`, `range` and `inBatch` of the requests are not used.
  public enum Work: Sendable {
    case embed(EmbedRequest)
    case assign(AssignRequest)
  }
  public var work: Work
  /// Rows of a chunk, when this worker is the one that shares out the work; nil: 5,000 to embed, 50,000 to assign.
  public var chunkRows: Int?
  /// Seconds without a finished batch after which another worker may take a chunk over.
  public var lease = 300.0
  /// Chunks after which it ends; nil: none.
  public var maxChunks: Int?
  /// False: it ends when nothing is free, also when other workers are still at work.
  public var waits = true
  /// The pauses between two looks at the chunks are 0.2, 0.4, 0.8 … seconds, and none longer than this.
  public var longestPause = 2.0
  /// As ``FollowOptions/sleep``.
  public var sleep = FollowOptions().sleep
  /// Who claims the chunks; nil: a name of its own.
  public var owner: String?
  /// Seconds since 1970 in place of the server's clock. For tests.
  public var clock: (@Sendable () -> Double)?
  public init(_ work: Work) { self.work = work }
}

/// How a worker went: what it did itself.
public struct WorkerReport: Sendable {
  /// The job's name in `vnb_jobs`.
  public var job = ""
  public var chunks = 0
  public var rows = 0
  /// Chunks that it took from workers that fell silent.
  public var takenOver = 0
  /// Chunks that others took from it.
  public var lost = 0
  public var failures: [EmbedReport.Failure] = []
  /// True when no work was left anywhere, done by whomever.
  public var isFinished = false
  public var seconds = 0.0
}

/// Shares a job with other workers, each a process of its own, on the same store. The first shares the rows out in ranges
/// of keys; each claims a range, does it as `embed` and `assign` do, and takes the next, until none is left. Then one
/// looks whether rows came late, and the ranges found are shared again. Each batch is one transaction, in which the claim is renewed:
/// a worker that fell silent for longer than its lease loses the range, and a batch that it comes back with is undone. So
/// every row is done once, whoever is killed, and when.
/// - Throws: ``PipelineError`` before anything is written, or ``PipelineError/stopped(job:kept:)``; as the job itself. What
///   it had claimed is free again then.
public func work(
  _ request: WorkerRequest, in store: any Store, control: JobControl = JobControl()
) throws -> WorkerReport {
  let worker = try Worker(request, store, control)
  return try stoppable(job: "worker", kept: { counted(worker.report.rows, "row") + " stored" }) {
    try worker.run()
  }
}

final class Worker {
  let request: WorkerRequest
  let store: any Store
  let control: JobControl
  let work: any SharedWork
  let chunks: ChunkTable
  let chunkRows: Int
  var report = WorkerReport()
  /// Chunks lost one after another without one done between them.
  private var lostInARow = 0
  /// Where the next free range is looked for first: those below were not free the last time.
  private var next = 0
  private var progress = WorkerProgress(ChunkTable.State())

  /// So many losses one after another tell that the lease is too short, not that the machine slept.
  private static let lossesAllowed = 3

  init(_ request: WorkerRequest, _ store: any Store, _ control: JobControl) throws {
    self.request = request
    self.store = store
    self.control = control
    try request.check()
    switch request.work {
    case .embed(let job):
      work = try SharedEmbedding(job, store, control)
      chunkRows = request.chunkRows ?? 5_000
    case .assign(let job):
      work = try SharedAssignment(job, store, control)
      chunkRows = request.chunkRows ?? 50_000
    }
    report.job = work.record.name
    chunks = ChunkTable(
      store: store, job: report.job, owner: request.owner ?? WorkerName.make(), lease: request.lease,
      clock: request.clock)
  }

  func run() throws -> WorkerReport {
    let watch = Stopwatch()
    try begin()
    var pause = 0.2
    while report.chunks < request.maxChunks ?? .max {
      if control.isCancelled() { throw Cancelled() }
      if let chunk = try claim() {
        try perform(chunk)
        pause = 0.2
        continue
      }
      report.isFinished = try chunks.state().isFinished
      if report.isFinished || !request.waits { break }
      request.sleep(min(pause, request.longestPause), control.isCancelled)
      pause = min(pause * 2, request.longestPause)
    }
    report.seconds = watch.seconds
    return report
  }

  private func begin() throws {
    try ChunkTable.make(SharedJobTable.definition, in: store)
    try ChunkTable.make(ChunkStatements.table, in: store)
    try store.repeatable {
      _ = try store.execute(SharedJobTable.insert(store.dialect), SharedJobTable.values(work.record))
    }
    try chunks.begin()
  }

  /// A range that is free, or, when all ranges are done, the look that comes after them.
  private func claim() throws -> Chunk? {
    if let chunk = try chunks.claim(next...Int(Int64.max), look: false) { return chunk }
    if next > 0, let chunk = try chunks.claim(0...next, look: false) { return chunk }
    let state = try chunks.state()
    guard state.open == 0, let look = state.look else { return nil }
    // By its number: another worker may finish it at this moment and append ranges and a look of their own.
    return try chunks.claim(look...look, look: true)
  }

  /// Does a chunk to its end. When it cannot, others may have it at once.
  private func perform(_ chunk: Chunk) throws {
    do {
      if chunk.isLook { try look(chunk) } else { try runRange(chunk) }
      lostInARow = 0
    } catch is ChunkLost {
      report.lost += chunk.isLook ? 0 : 1
      lostInARow += 1
      if lostInARow >= Self.lossesAllowed { throw PipelineError.leaseTooShort(seconds: request.lease) }
    } catch {
      try? chunks.release(chunk)
      throw error
    }
  }

  private func runRange(_ chunk: Chunk) throws {
    next = chunk.number
    if progress.isOld { progress = WorkerProgress(try chunks.state()) }
    let stored = Atomic<Int>(0)
    let before = report.rows
    let (chunks, whole, tell) = (chunks, progress, control.progress)
    let told = JobControl(
      isCancelled: control.isCancelled,
      progress: { part in
        stored.store(part.done, ordering: .relaxed)
        tell(whole.with(part))
      }, warn: control.warn, cache: control.cache)
    // Also when it ends half-way: its batches stay.
    defer { report.rows = before + stored.load(ordering: .relaxed) }
    let done = try work.run(chunk.range, control: told) { try chunks.keep(chunk, rowsDone: $0) }
    try store.repeatable { try chunks.finish(chunk, rowsDone: done.rows, failed: done.failures.count) }
    progress.done += done.rows
    report.chunks += 1
    report.failures += done.failures
    if chunk.isTakenOver { report.takenOver += 1 }
  }
}
