import Basics
import Embedding
import Language
import Notebooks
import Pipeline
import Repl
import Verbs

/// `vnb check`.
struct CheckCommand {
  struct Request {
    var paths: [String]
    /// The one cell that is looked at; those above it run, those below it do not.
    var only: String?
    /// A notebook without a lock does not pass.
    var needsLock: Bool
    var format: String?
    var options = TrialOptions()
  }

  let request: Request
  private let narrator = Narrator()
  /// Of the locks; a run opens its own, so that it is known which it used.
  private let models = ModelRegistry()
  private let cache: ResultCache?

  init(_ request: Request) {
    self.request = request
    cache = request.options.cache.open(warn: narrator.console.warn)
  }

  func perform() -> ExitCode {
    narrator.guarding {
      var notebooks: [(path: String, read: ReadNotebook)] = []
      do {
        notebooks = try NotebookFiles.find(request.paths).map { ($0, ReadNotebook($0)) }
        if let only = request.only { notebooks = try havingCell(only, notebooks) }
      } catch let error as NotebookError {
        Narrator.tell(error)
        return .usage
      }
      var verdicts: [NotebookVerdict] = []
      for (path, read) in notebooks {
        let verdict = check(path, read)
        verdicts.append(verdict)
        try tell(verdict)
        if verdict.outcome == .interrupted { break }
      }
      let report = CheckReport(verdicts)
      if request.format == "json" { try narrator.stdout.write(report.json()) }
      if request.format == "junit" { try narrator.stdout.write(report.junit()) }
      return ExitCode(report.outcome)
    }
  }

  /// Those with a cell of that name, and those that cannot be read.
  private func havingCell(
    _ name: String, _ notebooks: [(path: String, read: ReadNotebook)]
  ) throws(NotebookError) -> [(path: String, read: ReadNotebook)] {
    var titles: [String] = []
    var isThere = false
    let kept = notebooks.filter { entry in
      guard case .parsed(let notebook) = entry.read else { return true }
      titles += notebook.cells.map(\.title)
      let has = notebook.cells.contains { $0.title == name }
      if has { isThere = true }
      return has
    }
    guard isThere || !kept.isEmpty else { throw .noCell(name, nearest: didYouMean(name, in: titles)) }
    return kept
  }

  private func check(_ path: String, _ read: ReadNotebook) -> NotebookVerdict {
    var verdict = NotebookVerdict(path: path)
    guard case .parsed(let notebook) = read else {
      if case .broken(let problems) = read { verdict.problems = problems }
      verdict.raise(.unreadable)
      return verdict
    }
    if let lock = notebook.lock {
      verdict.lockChanges = lock.changes(folder: NotebookFiles.folder(of: path), models: models)
    } else if request.needsLock {
      let missing = NotebookError.noLock(path: path).diagnostic()
      verdict.problems = [missing]
      verdict.lockChanges = [missing.message]
    }
    guard verdict.lockChanges.isEmpty else {
      verdict.raise(.locked)
      return verdict
    }
    return run(notebook, path)
  }

  private func run(_ notebook: Notebook, _ path: String) -> NotebookVerdict {
    let only = request.only.flatMap { name in notebook.cells.firstIndex { $0.title == name } }
    var trial = NotebookTrial(notebook: notebook, path: path, options: request.options, cache: cache)
    trial.lastCell = only
    let result: NotebookTrial.Result
    do {
      result = try trial.run()
    } catch {
      // A store that cannot be opened, say: the notebooks after this one are still looked at.
      var verdict = NotebookVerdict(path: path)
      verdict.problems = [Diagnostic(hostError: error)]
      verdict.raise(.failed)
      return verdict
    }
    var verdict = NotebookVerdict(notebook, path: path, report: result.report, only: only)
    if let lock = notebook.lock, verdict.outcome < .failed {
      verdict.lockChanges = lock.changes(after: result.used, isWhole: only == nil)
      if !verdict.lockChanges.isEmpty { verdict.raise(.locked) }
    }
    return verdict
  }

  /// Diagnostics go to standard error whatever the format, as those of `run` do.
  private func tell(_ verdict: NotebookVerdict) throws {
    if verdict.outcome == .interrupted {
      StandardError.line(Interrupted(verdict.problems.first?.message ?? "").sentence)
    } else {
      Narrator.tell(verdict.problems)
    }
    guard request.format ?? "text" == "text" else { return }
    try narrator.stdout.write(
      verdict.text(color: Terminal.hasColor(1), forTerminal: StandardOutput.isTerminal))
    try narrator.stdout.flush()
  }
}

extension ExitCode {
  init(_ outcome: NotebookVerdict.Outcome) {
    switch outcome {
    case .ok: self = .ok
    case .differs: self = .differs
    case .locked: self = .lockedInput
    case .failed: self = .failed
    case .unreadable: self = .usage
    case .interrupted: self = .interrupted
    }
  }
}
