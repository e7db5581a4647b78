import Embedding
import Glibc
import Language
import Notebooks
import Pipeline
import Repl
import Verbs

/// How `check` and `update` run notebooks.
struct TrialOptions {
  var store: String?
  var workers: Int?
  var batchSize: Int?
  var cache = CacheChoice()
}

/// One run of a notebook in a fresh session, for what it gives and what it reads; nothing of it is shown but progress.
struct NotebookTrial {
  struct Result {
    let report: NotebookRun.Report
    let used: Lock
  }

  let notebook: Notebook
  let path: String
  let options: TrialOptions
  /// Shared by all notebooks of a command.
  let cache: ResultCache?
  var lastCell: Int?

  /// One for the process, as it owns Ctrl-C.
  private static let watcher = InterruptWatcher()

  func run() throws -> Result {
    let console = ReplOutput()
    let form = notebook.recordedForm
    let output = NotebookOutput(
      options: form, recordedOptions: form, results: { _ in }, narration: { _ in },
      meter: { console.progress(job: $0.job, done: $0.done, total: $0.total, unit: $0.unit) })
    defer { console.endProgress() }
    let settings = Session.Settings(
      notebook, path: path, workers: options.workers, batchSize: options.batchSize, cache: cache)
    let session = Session(settings: settings, output: output)
    defer { try? session.close() }
    if let store = options.store.map(NotebookCommand.fromHere) ?? notebook.frontMatter.store {
      try session.open(store)
    }
    let runner = SessionRunner(session)
    var told = 0
    var run = NotebookRun(notebook, runner: runner, output: output)
    run.lastCell = lastCell
    run.didRun = { cell in
      for use in session.cacheUses[told...] { console.warn("\(path): \(cell.title): \(use.sentence)") }
      told = session.cacheUses.count
    }
    let report = try Self.watcher.during({ runner.interrupt() }) { try run.execute() }
    return Result(report: report, used: try Lock(of: session))
  }
}

/// A notebook that was read, or what is wrong with it.
enum ReadNotebook {
  case parsed(Notebook)
  case broken([Diagnostic])

  init(_ path: String) {
    do { self.init(path, bytes: try TextFile.read(path)) } catch { self = .broken([error.diagnostic()]) }
  }

  init(_ path: String, bytes: [UInt8]) {
    do { self = .parsed(try Notebook(parsing: bytes, name: path)) } catch {
      let source = SourceText(name: path, text: String(decoding: bytes, as: UTF8.self))
      self = .broken(error.diagnostics(in: source))
    }
  }
}
