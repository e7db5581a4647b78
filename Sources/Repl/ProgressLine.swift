import Basics
import Rendering

/// How far a job is, on one line that is drawn over. Not thread-safe; ``ReplOutput`` guards it.
///
/// Nothing is drawn in the first half second, nor where there is no terminal.
struct ProgressLine {
  static let delay = 0.5
  static let interval = 0.1

  private var job = ""
  private var started = 0.0
  private var base = 0
  private var last = 0.0
  private(set) var isDrawn = false

  /// The text to write, or nil: nothing now. `now` in seconds of a clock that never goes back.
  mutating func report(
    job: String, done: Int, total: Int?, unit: String, now: Double, width: Int
  ) -> String? {
    if job != self.job || done < base {
      (self.job, started, base, last) = (job, now, done, 0)
    }
    guard now - started >= ProgressLine.delay, now - last >= ProgressLine.interval else { return nil }
    last = now
    isDrawn = true
    let text = ProgressLine.text(
      job: job, done: done, total: total, unit: unit, rate: Double(done - base) / (now - started))
    return "\r" + SafeText.clipped(text, cells: max(1, width - 1)) + "\u{1B}[K"
  }

  /// What removes the line from the screen, if it is there.
  mutating func clear() -> String {
    defer { isDrawn = false }
    return isDrawn ? "\r\u{1B}[K" : ""
  }

  /// The job is over: the next report begins a new one.
  mutating func finish() -> String {
    job = ""
    return clear()
  }

  private static func text(job: String, done: Int, total: Int?, unit: String, rate: Double) -> String {
    var text = "\(job)  \(grouped(done))"
    if let total { text += " of \(grouped(total))" }
    text += " \(unit)"
    if let total, total > 0 { text += "  \(min(100, done * 100 / total)) %" }
    guard rate.isFinite, rate > 0, rate < 1e15 else { return text }
    text += "  \(rate >= 10 ? grouped(Int(rate)) : Numbers.short(rate, significant: 2))/s"
    if let total, total > done {
      let seconds = Double(total - done) / rate
      if seconds < 1e8 { text += "  \(duration(Int(seconds.rounded(.up)))) left" }
    }
    return text
  }

  /// `8 s`, `3 min 20 s`, `2 h 5 min`
  private static func duration(_ seconds: Int) -> String {
    if seconds < 60 { return "\(seconds) s" }
    if seconds < 3600 { return "\(seconds / 60) min \(seconds % 60) s" }
    return "\(seconds / 3600) h \(seconds % 3600 / 60) min"
  }
}
