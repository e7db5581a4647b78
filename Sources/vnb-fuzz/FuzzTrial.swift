import Dispatch
import Embedding
import Language
import Notebooks
import Rendering
import Verbs

/// One run of a notebook in a session of its own, as `check`, `update` and `export` make it; stopped when it takes long.
struct FuzzTrial {
  let report: NotebookRun.Report
  /// What the run read; nil when it did not come to its end.
  let lock: Lock?

  /// `keeper` takes what cells show, for an export.
  init(_ notebook: Notebook, keeper: ResultKeeper? = nil) throws {
    let settings = Session.Settings(folder: try FuzzFolder.path(), workers: 2)
    let form = notebook.recordedForm
    let output = NotebookOutput(
      options: form, recordedOptions: form, results: { _ in }, narration: { _ in })
    output.keeper = keeper
    let session = Session(
      settings: settings, output: output, models: ModelRegistry(environment: ["HOME": settings.folder]))
    defer { try? session.close() }
    let runner = FuzzRunner(session)
    let alarm = DispatchWorkItem { runner.interrupt() }
    DispatchQueue.global().asyncAfter(deadline: .now() + 0.3, execute: alarm)
    defer { alarm.cancel() }
    report = try NotebookRun(notebook, runner: runner, output: output).execute()
    if case .finished = report.ending { lock = try Lock(of: session) } else { lock = nil }
  }

  /// The notebook that these bytes are; nil when they are none, or its cells might write files.
  static func notebook(_ bytes: [UInt8]) -> Notebook? {
    guard let notebook = try? Notebook(parsing: bytes, name: "fuzz.vnb") else { return nil }
    let small = String(decoding: bytes, as: UTF8.self).lowercased()
    return ["open", "keep", "attach", "vacuum", "export"].contains { small.contains($0) } ? nil : notebook
  }
}

/// A session as a runner of cells.
private final class FuzzRunner: CellRunner, @unchecked Sendable {
  private let session: Session
  init(_ session: Session) { self.session = session }

  func check(_ cells: [SourceText]) -> [Diagnostic] { session.check(cells) }
  func setParameters(_ settings: [ParameterSetting], in params: SourceText?) throws {}
  func run(_ cell: SourceText) throws { try session.run(cell, parameters: [:]) }
  func interrupt() { session.interrupt() }
}
