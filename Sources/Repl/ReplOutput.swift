import Basics
import Glibc
import Language
import Rendering
import Synchronization

/// Where values, lines and narration go: data to standard output, everything else to standard error. Used by the
/// prompt and by batch runs; safe to call from any thread.
public final class ReplOutput: Sendable {
  /// What the user can change while the prompt runs.
  public struct Settings: Sendable {
    public var format: OutputFormat = .table
    /// Nil: `fewestRows` to `mostRows` on a terminal, by its height; all rows elsewhere.
    public var maxRows: Int?
    public init(format: OutputFormat = .table, maxRows: Int? = nil) {
      self.format = format
      self.maxRows = maxRows
    }
  }
  static let fewestRows = 20
  static let mostRows = 40

  private struct State {
    var settings: Settings
    var progress = ProgressLine()
  }
  private let state: Mutex<State>
  private let output: Int32
  private let errors: Int32
  private let hasProgress: Bool

  /// Descriptors, for tests; standard output and standard error by default.
  public init(_ settings: Settings = Settings(), output: Int32 = 1, errors: Int32 = 2) {
    state = Mutex(State(settings: settings))
    self.output = output
    self.errors = errors
    hasProgress = isatty(errors) == 1 && !Terminal.isDumb
  }

  public var settings: Settings {
    get { state.withLock { $0.settings } }
    set { state.withLock { $0.settings = newValue } }
  }

  /// Fitted to the terminal's present width; whole where the output is no terminal.
  ///
  /// Errors: those of the value's store, ``ReplError``, ``Interrupted``.
  public func show(_ value: Value) throws {
    var options = RenderOptions(format: settings.format, color: Terminal.hasColor(output))
    options.width = Terminal.width(output)
    options.maxRows = settings.maxRows
    if options.maxRows == nil, let height = Terminal.height(output) {
      options.maxRows = min(ReplOutput.mostRows, max(ReplOutput.fewestRows, height - 5))
    }
    try show(value, options)
  }

  /// With all rows and no cell cut, whatever the terminal's size.
  public func showInFull(_ value: Value) throws {
    try show(value, RenderOptions(format: settings.format, color: Terminal.hasColor(output)))
  }

  private func show(_ value: Value, _ options: RenderOptions) throws {
    endProgress()
    var pending = ""
    // Rows of a store are shown as they are.
    let isData = value.typeName == "table"
    try render(value, options) { text in
      let text = isData ? text : PasswordMask.maskedServers(text)
      if InterruptWatcher.isPending { throw Interrupted() }
      pending += text
      guard pending.utf8.count >= 1 << 14 else { return }
      try Terminal.write(pending, to: output)
      pending = ""
    }
    try Terminal.write(pending, to: output)
  }

  /// A line of `print`. Control characters are shown as such only where no terminal would act on them.
  public func print(_ text: String) throws {
    endProgress()
    let text = PasswordMask.maskedServers(text)
    try Terminal.write((isatty(output) == 1 ? SafeText.lines(text) : text) + "\n", to: output)
  }

  /// A sentence of narration, on standard error.
  public func warn(_ text: String) {
    let text = SafeText.lines(PasswordMask.masked(text))
    let lines = Terminal.width(errors).map { wrapped(text, cells: $0) } ?? [text]
    state.withLock { state in
      let line = lines.joined(separator: "\n") + "\n"
      try? Terminal.write(state.progress.clear() + line, to: errors)
    }
  }

  /// Says that work was stopped, in place of the `^C` that the terminal has shown.
  public func interrupted(_ words: String) {
    if isatty(errors) == 1 { try? Terminal.write(Terminal.isDumb ? "\n" : "\r\u{1B}[K", to: errors) }
    warn(Interrupted(words).sentence)
  }

  /// Writes diagnostics on standard error.
  public func report(_ diagnostics: [Diagnostic]) {
    endProgress()
    let text = diagnostics.map { render($0, color: Terminal.hasColor(errors), width: Terminal.width(errors)) }
    try? Terminal.write(text.joined(separator: "\n"), to: errors)
  }

  /// How far a job is. Cheap: draws at most ten times a second.
  public func progress(job: String, done: Int, total: Int?, unit: String) {
    guard hasProgress else { return }
    state.withLock { state in
      let text = state.progress.report(
        job: job, done: done, total: total, unit: unit, now: ReplOutput.now(),
        width: Terminal.width(errors) ?? 80)
      if let text { try? Terminal.write(text, to: errors) }
    }
  }

  /// Removes the progress line; called when a statement ends.
  public func endProgress() {
    state.withLock { state in
      let text = state.progress.finish()
      if !text.isEmpty { try? Terminal.write(text, to: errors) }
    }
  }

  /// Seconds of the monotonic clock.
  static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
