import Pipeline
import Synchronization

/// Progress where it cannot be drawn over: a line at the first report, then at most one a second, and one at the end.
final class ProgressLines: Sendable {
  private struct State {
    var job = ""
    var last: ContinuousClock.Instant?
  }
  private let state = Mutex(State())

  func tell(_ progress: Progress) {
    let now = ContinuousClock.now
    let isDue = state.withLock { state in
      let isEnd = progress.total == progress.done
      if state.job == progress.job, !isEnd, let last = state.last, now - last < .seconds(1) { return false }
      (state.job, state.last) = (progress.job, now)
      return true
    }
    guard isDue else { return }
    let total = progress.total.map { " of \($0)" } ?? ""
    StandardError.line("\(progress.job): \(progress.done)\(total) \(progress.unit)")
  }
}
