import Basics
import Glibc
import Stores
import Vectors

/// How `embed` waits for new rows once none is left.
public struct FollowOptions: Sendable {
  /// Seconds of waiting in a row without a new vector before it ends; 0: no limit.
  public var maxIdle = 3600.0
  /// The pauses between two looks are 1, 2, 4 … seconds, and none longer than this.
  public var longestPause = 15.0
  /// Waits so many seconds, or until the check says to stop. Tests give a clock of their own.
  public var sleep: @Sendable (Double, _ isCancelled: @Sendable () -> Bool) -> Void = FollowOptions.wait
  public init() {}

  /// Sleeps in short pieces, so that Ctrl-C is seen at once.
  private static func wait(_ seconds: Double, isCancelled: () -> Bool) {
    var left = seconds
    while left > 0, !isCancelled() {
      usleep(UInt32(min(left, 0.1) * 1_000_000))
      left -= 0.1
    }
  }
}

/// Runs `embed` until no row is left, then looks again after pauses, until ``FollowOptions/maxIdle`` has passed without a
/// new vector. `batches` is ignored; a dry run looks once. The report counts all runs together.
/// - Throws: as `embed`; ``PipelineError/stopped(job:kept:)`` when stopped, also while it waits.
public func follow(
  _ request: EmbedRequest, _ options: FollowOptions, in store: any Store, control: JobControl = JobControl()
) throws -> EmbedReport {
  try options.check()
  if request.dryRun { return try embed(request, in: store, control: control) }
  var round = FollowRound(request, options, store, control)
  return try stoppable(job: "embed", kept: { counted(round.embedded, "row") + " stored" }) {
    while try round.look() { try round.wait() }
    return round.whole
  }
}

extension FollowOptions {
  fileprivate func check() throws {
    guard maxIdle >= 0, maxIdle.isFinite else {
      throw PipelineError.badOption(name: "max_idle", value: "\(maxIdle)", must: "0 or more")
    }
    guard longestPause > 0, longestPause.isFinite else {
      throw PipelineError.badOption(name: "min_idle", value: "\(longestPause)", must: "more than 0")
    }
  }
}

/// Where a following `embed` stands.
private struct FollowRound {
  var request: EmbedRequest
  let options: FollowOptions
  let store: any Store
  let control: JobControl
  var whole = EmbedReport()
  private var run = 0
  private var idle = 0.0
  private var pause = 1.0
  /// The run in progress: what it has stored is not in `whole` yet.
  private var job: EmbedJob?

  init(_ request: EmbedRequest, _ options: FollowOptions, _ store: any Store, _ control: JobControl) {
    self.request = request
    self.options = options
    self.store = store
    self.control = control
    self.request.batches = nil
  }

  /// Vectors stored so far.
  var embedded: Int { whole.embedded + (job?.report.embedded ?? 0) }

  /// Does what there is to do; false when it has waited long enough.
  mutating func look() throws -> Bool {
    run += 1
    let job = try EmbedJob(request, store, control, run: run)
    self.job = job
    let found = try job.run()
    self.job = nil
    whole.add(found)
    if found.embedded > 0 { (idle, pause) = (0, 1) }
    return options.maxIdle == 0 || idle < options.maxIdle
  }

  mutating func wait() throws {
    var seconds = min(pause, options.longestPause)
    if options.maxIdle > 0 { seconds = min(seconds, options.maxIdle - idle) }
    options.sleep(seconds, control.isCancelled)
    if control.isCancelled() { throw Cancelled() }
    idle += seconds
    pause = min(pause * 2, options.longestPause)
  }
}

extension EmbedReport {
  /// Counts of work add up; of what is left, the last look counts.
  fileprivate mutating func add(_ next: EmbedReport) {
    embedded += next.embedded
    batches += next.batches
    tokens += next.tokens
    seconds += next.seconds
    columnCreated = columnCreated || next.columnCreated
    cacheUse = cacheUse.map { use in next.cacheUse.map { use + $0 } ?? use } ?? next.cacheUse
    (skippedNull, pending, failures) = (next.skippedNull, next.pending, next.failures)
  }
}
