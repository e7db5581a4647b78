import Language
import Notebooks
import Rendering
import Verbs

/// The prompt: reads a statement, runs it, shows what came of it, until the user leaves.
public final class ReplLoop {
  public static let prompt = "vnb> "

  let session: any ReplSession
  let output: ReplOutput
  /// What `:save` writes. The session's output adds to it while a statement runs.
  let record: SessionRecord
  /// Where `:save` wrote last.
  var savedPath: String?
  /// The statements of this session, also those that failed, for `:edit`.
  var entered: [String] = []
  /// The reader, once the loop runs.
  private var reader: (any LineReading)?
  private let watcher: InterruptWatcher
  private let history: HistoryFile?
  var isTiming = false
  /// The user was told what leaving loses, and has run nothing since.
  private var wasAsked = false

  /// `history` is where statements are kept between sessions; nil: nowhere.
  public init(
    session: any ReplSession, output: ReplOutput, record: SessionRecord = SessionRecord(),
    history: HistoryFile? = .standard, watcher: InterruptWatcher = InterruptWatcher()
  ) {
    self.session = session
    self.output = output
    self.record = record
    self.history = history
    self.watcher = watcher
  }

  /// Runs on the main thread, which is the one that Ctrl-C interrupts; gives the exit code. `banner` is a line for
  /// standard error before the first prompt.
  public func run(banner: String? = nil) -> Int32 {
    if let banner { output.warn(banner) }
    let reader = makeReader()
    self.reader = reader
    while true {
      switch reader.read() {
      case .interrupted: continue
      case .end:
        try? output.print("")
        if mayLeave() { return 0 }
      case .line(let text):
        if case .leave = take(text, reader) { return 0 }
      }
    }
  }

  /// What came out of the editor, as if it had been typed.
  func takeEdited(_ text: String) -> Outcome { reader.map { take(text, $0) } ?? .done }

  /// Runs what was entered, statement by statement up to the first that fails.
  private func take(_ text: String, _ reader: any LineReading) -> Outcome {
    var entries = Entries.split(text, isComplete: session.isComplete)[...]
    while let entry = entries.popFirst() {
      if entry.trimmed.isEmpty { continue }
      remember(entry, reader)
      switch handle(entry) {
      case .done: continue
      case .leave: return .leave
      case .failed:
        guard !entries.isEmpty else { return .failed }
        remember(entries.joined(separator: "\n"), reader)
        output.warn("what follows it was not run; Up brings it back")
        return .failed
      }
    }
    return .done
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
    entered.append(text)
    record.begin(text)
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
    guard case .done = outcome else {
      record.end(succeeded: false)
      return .failed
    }
    record.end(succeeded: true)
    return .done
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
