import Basics
import Embedding
import Language
import Notebooks
import Pipeline
import Verbs

/// `vnb update`.
struct UpdateCommand {
  struct Request {
    var paths: [String]
    var acceptsData: Bool
    var options = TrialOptions()
  }

  let request: Request
  private let narrator = Narrator()
  private let models = ModelRegistry()
  private let cache: ResultCache?

  init(_ request: Request) {
    self.request = request
    cache = request.options.cache.open(warn: narrator.console.warn)
  }

  /// Each file by itself; one that cannot be updated is told of and left alone, and the others go on.
  func perform() -> ExitCode {
    narrator.guarding {
      var worst = NotebookVerdict.Outcome.ok
      do {
        for path in try NotebookFiles.find(request.paths) {
          worst = max(worst, try update(path))
          if worst == .interrupted { break }
        }
      } catch let error as NotebookError {
        Narrator.tell(error)
        return .usage
      }
      return ExitCode(worst)
    }
  }

  private func update(_ path: String) throws -> NotebookVerdict.Outcome {
    do throws(NotebookError) {
      let claim = try NotebookClaim(path)
      switch ReadNotebook(path, bytes: claim.bytes) {
      case .broken(let problems):
        Narrator.tell(problems)
        return .unreadable
      case .parsed(let notebook):
        return try update(notebook, claim)
      }
    } catch {
      Narrator.tell(error)
      switch error {
      case .unreadable, .tooLarge: return .unreadable
      case .inputsChanged: return .locked
      default: return .failed
      }
    }
  }

  private func update(_ notebook: Notebook, _ claim: NotebookClaim) throws(NotebookError)
    -> NotebookVerdict.Outcome
  {
    let path = claim.path
    if let lock = notebook.lock, !request.acceptsData {
      let changes = lock.inputChanges(folder: NotebookFiles.folder(of: path), models: models)
      guard changes.isEmpty else { throw .inputsChanged(path: path, changes) }
    }
    let result: NotebookTrial.Result
    do {
      result = try NotebookTrial(
        notebook: notebook, path: path, options: request.options, cache: cache
      ).run()
    } catch {
      Narrator.tell([Diagnostic(hostError: error)])
      return .failed
    }
    guard case .finished = result.report.ending else { return tell(result.report) }
    let text = notebook.updated(with: result.report.results, lock: result.used)
    guard text != notebook.bytes else {
      say("\(path): up to date")
      return .ok
    }
    try checkReadable(text, path)
    try claim.replace(with: text)
    say("\(path): updated")
    return .ok
  }

  /// What a cell printed may hold what no notebook can, a NUL or an endless line. A lock that is put behind a comment without
  /// end would be part of it, and each update would write another.
  private func checkReadable(_ text: [UInt8], _ path: String) throws(NotebookError) {
    let notebook: Notebook
    do { notebook = try Notebook(parsing: text, name: path) } catch {
      let why = error.problems.first.map { "\($0.error.message)" } ?? "unknown"
      throw .unrecordable(path: path, why: why)
    }
    guard notebook.lock != nil || notebook.cells.isEmpty else {
      throw .hiddenLock(path: path)
    }
  }

  private func tell(_ report: NotebookRun.Report) -> NotebookVerdict.Outcome {
    switch report.ending {
    case .finished: return .ok
    case .refused(let wrong): Narrator.tell(wrong)
    case .badParameter(let why), .failed(_, let why): Narrator.tell([why])
    case .interrupted(_, let message):
      StandardError.line(Interrupted(message).sentence)
      return .interrupted
    }
    return .failed
  }

  private func say(_ line: String) {
    try? narrator.stdout.write(line + "\n")
  }
}
