import Language
import Verbs
import Rendering
import Verbs

/// The prompt: reads a statement, runs it, shows what came of it, until the user leaves.
public final class ReplLoop {
  public static let prompt = "vnb> "

  let session: any ReplSession
  let output: ReplOutput
  private let watcher: InterruptWatcher
  private let history: HistoryFile?
  var isTiming = false
  /// The user was told what leaving loses, and has run nothing since.
  private var wasAsked = false

  /// `history` is where statements are kept between sessions; nil: nowhere.
  public init(
    session: any ReplSession, output: ReplOutput, history: HistoryFile? = .standard,
    watcher: InterruptWatcher = InterruptWatcher()
  ) {
    self.session = session
    self.output = output
    self.history = history
    self.watcher = watcher
  }

  /// Runs on the main thread, which is the one that Ctrl-C interrupts; gives the exit code. `banner` is a line for
  /// standard error before the first prompt.
  public func run(banner: String? = nil) -> Int32 {
    if let banner { output.warn(banner) }
    let reader = makeReader()
    while true {
      switch reader.read() {
      case .interrupted: continue
      case .end:
        try? output.print("")
        if mayLeave() { return 0 }
      case .line(let text):
        if !take(text, reader) { return 0 }
      }
    }
  }

  /// Runs what was entered, statement by statement up to the first that fails; false: leave.
  private func take(_ text: String, _ reader: any LineReading) -> Bool {
    var entries = Entries.split(text, isComplete: session.isComplete)[...]
    while let entry = entries.popFirst() {
      if entry.trimmed.isEmpty { continue }
      remember(entry, reader)
      switch handle(entry) {
      case .done: continue
      case .leave: return false
      case .failed:
        guard !entries.isEmpty else { return true }
        remember(entries.joined(separator: "\n"), reader)
        output.warn("what follows it was not run; Up brings it back")
        return true
      }
    }
    return true
  }

  private func remember(_ entry: String, _ reader: any LineReading) {
    reader.remember(entry)
    history?.append(entry)
  }

  private func makeReader() -> any LineReading {
    let session = self.session
    let questions = LineQuestions(
      isComplete: { MetaCommand.matches($0) || session.isComplete($0) },
      complete: { text, cursor in ReplLoop.completions(text, cursor, session) })
    if !Terminal.isDumb {
      let editor = LineEditor(
        prompt: ReplLoop.prompt, color: Terminal.hasColor(), history: history?.load() ?? [],
        questions: questions)
      if let editor { return editor }
    }
    return PlainLineReader(prompt: ReplLoop.prompt, questions: questions)
  }

  /// What became of one entry.
  enum Outcome { case done, failed, leave }

  /// Carries out one entry.
  func handle(_ text: String) -> Outcome {
    do throws(ReplError) {
      if let command = try MetaCommand(text) { return try perform(command) }
    } catch {
      output.report([error.diagnostic])
      return .failed
    }
    switch Habit(text, names: session.variables.map(\.name)) {
    case .leave: return mayLeave() ? .leave : .done
    case .help:
      try? Terminal.write(HelpText.overview, to: 1)
      return .done
    case nil: return run(text, timed: isTiming)
    }
  }

  func run(_ text: String, timed: Bool) -> Outcome {
    wasAsked = false
    let start = ReplOutput.now()
    let session = self.session
    let outcome = watcher.during({ session.interrupt() }) { session.run(text) }
    output.endProgress()
    switch outcome {
    case .done: break
    case .failed(let diagnostics): output.report(diagnostics.map { Habit.hinted($0, text) })
    case .interrupted(let words): output.interrupted(words)
    }
    if timed { output.warn(ReplLoop.duration(ReplOutput.now() - start)) }
    if case .done = outcome { return .done }
    return .failed
  }

  /// Shows a value outside `run`; Ctrl-C stops it.
  func show(_ body: () throws -> Void) {
    let session = self.session
    do {
      try watcher.during({ session.interrupt() }, body)
    } catch let stop as Interrupted {
      output.interrupted(stop.message)
    } catch {
      output.report([Diagnostic(hostError: error)])
    }
  }

  /// Asks once: the second attempt in a row leaves.
  func mayLeave() -> Bool {
    guard !wasAsked, let risk = session.workAtRisk else { return true }
    wasAsked = true
    output.warn(risk + "\nCtrl-D or `:quit` once more leaves without them.")
    return false
  }

  /// `0.8 ms`, `12.3 s`
  static func duration(_ seconds: Double) -> String {
    let (value, unit) = seconds < 1 ? (seconds * 1000, "ms") : (seconds, "s")
    return Numbers.short((value * 10).rounded() / 10, significant: 6) + " " + unit
  }
}
