import Basics
import Glibc
import Language
import Notebooks
import Pipeline
import Rendering
import Repl
import Verbs

/// `vnb run`.
struct NotebookCommand {
  let request: NotebookRequest
  private let narrator = Narrator()

  init(_ request: NotebookRequest) { self.request = request }

  func perform() -> ExitCode {
    let notebook: Notebook
    switch ReadNotebook(request.path) {
    case .broken(let problems):
      Narrator.tell(problems)
      return .usage
    case .parsed(let read): notebook = read
    }
    do { try checkCopy() } catch {
      Narrator.tell(error)
      return .usage
    }
    return narrator.guarding { try run(notebook) }
  }

  private func checkCopy() throws(NotebookError) {
    if let copy = request.copy, TextFile.areSame(copy, request.path) { throw .copyIsNotebook(copy) }
  }

  private func run(_ notebook: Notebook) throws -> ExitCode {
    var options = request.format == nil ? notebook.recordedForm : Narrator.options(request.format)
    options.color = false
    let output = narrator.output(options, recorded: request.copy == nil ? nil : notebook.recordedForm)
    let settings = Self.settings(notebook, request, cache: request.cache.open(warn: narrator.console.warn))
    let session = Session(settings: settings, output: output)
    defer { try? session.close() }
    if let store = request.store.map(Self.fromHere) ?? notebook.frontMatter.store { try session.open(store) }
    let runner = SessionRunner(session)
    output.onFailure = { runner.interrupt() }
    var run = NotebookRun(notebook, runner: runner, output: output)
    run.parameters = request.parameters
    if !request.isQuiet { run.announce = { announce($0) } }
    let clock = ContinuousClock()
    let start = clock.now
    let report = try InterruptWatcher().during({ runner.interrupt() }) { try run.execute() }
    narrator.console.endProgress()
    try narrator.stdout.flush()
    let code = tell(report)
    let isKept = keepCopy(notebook, report)
    if code == .ok, !request.isQuiet { summarize(report, clock.now - start, session) }
    return isKept ? code : .failed
  }

  /// A path of the command line starts at the working folder, one in the notebook at the notebook's.
  static func fromHere(_ store: String) -> String {
    let path = store.hasPrefix("sqlite:") ? String(store.dropFirst("sqlite:".count)) : store
    guard !path.contains("://"), !path.hasPrefix("/"), let folder = getcwd(nil, 0) else { return store }
    defer { free(folder) }
    return "\(String(cString: folder))/\(path)"
  }

  /// For this run of the notebook.
  static func settings(_ notebook: Notebook, _ request: NotebookRequest, cache: ResultCache?)
    -> Session.Settings
  {
    Session.Settings(
      notebook, path: request.path, workers: request.workers, batchSize: request.batchSize, cache: cache)
  }

  /// Results so far go out before the next cell is named, so that both read in order on a terminal.
  private func announce(_ line: String) {
    narrator.console.endProgress()
    try? narrator.stdout.flush()
    narrator.console.warn(line)
  }

  func tell(_ report: NotebookRun.Report) -> ExitCode {
    switch report.ending {
    case .finished: return .ok
    case .refused(let wrong):
      Narrator.tell(wrong)
      return .failed
    case .badParameter(let why):
      Narrator.tell([why])
      return .usage
    case .failed(_, let why):
      Narrator.tell([why])
      return .failed
    case .interrupted(_, let message):
      StandardError.line(Interrupted(message).sentence)
      return .interrupted
    }
  }

  /// False when a copy is wanted and cannot be written.
  private func keepCopy(_ notebook: Notebook, _ report: NotebookRun.Report) -> Bool {
    guard let copy = request.copy, report.ran > 0 || notebook.cells.isEmpty else { return true }
    do {
      try TextFile.replace(copy, with: notebook.filled(with: report.results))
      if notebook.cells.contains(where: {
        PasswordMask.holdsPassword(String(decoding: $0.source.utf8, as: UTF8.self))
      }) {
        StandardError.line("warning: a cell holds a password, and so does its copy in \(copy)")
      }
      return true
    } catch {
      Narrator.tell(error)
      return false
    }
  }

  private func summarize(_ report: NotebookRun.Report, _ duration: Duration, _ session: Session) {
    let tenths = duration.components.seconds * 10 + duration.components.attoseconds / 100_000_000_000_000_000
    let skipped = report.skipped > 0 ? ", \(report.skipped) skipped" : ""
    let cells = report.ran == 1 ? "1 cell" : "\(report.ran) cells"
    let saved = Int((session.cacheUses.reduce(0) { $0 + $1.seconds } * 10).rounded())
    let cached = saved > 0 ? ", \(saved / 10).\(saved % 10) s saved by the cache" : ""
    StandardError.line(
      "-- \(request.path): \(cells) run\(skipped) in \(tenths / 10).\(tenths % 10) s\(cached)")
  }
}
