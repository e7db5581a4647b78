import Glibc
import Language
import Notebooks
import Rendering
import Repl
import Verbs

/// `vnb export`.
struct ExportCommand {
  let request: ExportRequest
  private let narrator = Narrator()

  init(_ request: ExportRequest) { self.request = request }

  func perform() -> ExitCode {
    let path = request.run.path
    switch ReadNotebook(path) {
    case .broken(let problems): Narrator.tell(problems)
    case .parsed(let notebook):
      do {
        if let place, TextFile.areSame(place, path) { throw NotebookError.exportIsNotebook(place) }
        try Notebook.prepareExport(to: request.format)
        return narrator.guarding { try export(notebook) }
      } catch let error as NotebookError {
        Narrator.tell(error)
      } catch {
        Narrator.tell([Diagnostic(hostError: error)])
      }
    }
    return .usage
  }

  /// The file to write; nil for standard output.
  private var place: String? {
    if let output = request.output { return output == "-" ? nil : output }
    guard request.format.isFile else { return nil }
    let path = request.run.path
    let stem = [".vnb", ".md"].first(where: path.hasSuffix).map { String(path.dropLast($0.count)) } ?? path
    return "\(stem).\(request.format.rawValue)"
  }

  private func export(_ notebook: Notebook) throws -> ExitCode {
    var report: NotebookRun.Report?
    var lock: Lock?
    if !request.format.hasOutputs {
      guard try parametersFit(notebook) else { return .usage }
    } else if request.isRecorded {
      tellStale(notebook)
    } else {
      let (done, used) = try run(notebook)
      let code = NotebookCommand(request.run).tell(done)
      guard code == .ok else {
        if let place { StandardError.line("\(place) is not written: not every cell ran") }
        return code
      }
      (report, lock) = (done, used)
    }
    let document = notebook.document(
      report, lock: lock, parameters: request.run.parameters, generator: "vnb \(Version.text)")
    do {
      let text = try document.text(
        as: request.format, folder: NotebookFiles.folder(of: request.run.path)
      ) {
        var warning = $0.diagnostic(at: notebook.source.span(ofLine: $1))
        warning.severity = .warning
        Narrator.tell([warning])
      }
      try write(text)
      if notebook.holdsPassword {
        StandardError.line("warning: the notebook holds a password; the export shows ***")
      }
      return .ok
    } catch let error as NotebookError {
      Narrator.tell(error)
      return .failed
    }
  }

  /// What a run would find wrong with the parameters of the command line, where there is none.
  private func parametersFit(_ notebook: Notebook) throws -> Bool {
    let session = Session(
      settings: NotebookCommand.settings(notebook, request.run, cache: nil),
      output: narrator.output(RenderOptions()))
    defer { try? session.close() }
    let params = notebook.cells.first { $0.attributes.isParams }?.source
    do {
      try SessionRunner(session).setParameters(request.run.parameters, in: params)
      return true
    } catch let error as Diagnostic {
      Narrator.tell([error])
      return false
    }
  }

  private func run(_ notebook: Notebook) throws -> (NotebookRun.Report, Lock?) {
    let output = narrator.output(notebook.recordedForm)
    let keeper = ResultKeeper(form: notebook.recordedForm, keepsJSON: request.format == .json)
    output.keeper = keeper
    let cache = request.run.cache.open(warn: narrator.console.warn)
    let settings = NotebookCommand.settings(notebook, request.run, cache: cache)
    let session = Session(settings: settings, output: output)
    defer { try? session.close() }
    let store = request.run.store.map(NotebookCommand.fromHere) ?? notebook.frontMatter.store
    if let store { try session.open(store) }
    let runner = SessionRunner(session)
    var run = NotebookRun(notebook, runner: runner, output: output)
    run.parameters = request.run.parameters
    if !request.run.isQuiet {
      run.announce = { line in
        narrator.console.endProgress()
        narrator.console.warn(line)
      }
    }
    let report = try InterruptWatcher().during({ runner.interrupt() }) { try run.execute() }
    narrator.console.endProgress()
    if keeper.isOverfull { throw NotebookError.exportTooLong }
    guard case .finished = report.ending else { return (report, nil) }
    return (report, try Lock(of: session))
  }

  private func tellStale(_ notebook: Notebook) {
    let stale = notebook.staleCells.map(\.title)
    guard !stale.isEmpty else { return }
    let names = stale.prefix(5).joined(separator: ", ") + (stale.count > 5 ? ", …" : "")
    StandardError.line(
      "warning: outputs of \(names) are of an earlier program; without --no-run they are made anew")
  }

  private func write(_ text: String) throws {
    guard let place else { return try narrator.stdout.write(text) }
    try TextFile.replace(place, with: Array(text.utf8))
    if !request.run.isQuiet { StandardError.line("-- wrote \(place)") }
  }
}
