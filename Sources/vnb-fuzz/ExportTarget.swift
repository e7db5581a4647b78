import Language
import Notebooks

/// `vnb export` in all forms, with the outputs of a run and with those recorded.
let exportTarget = FuzzTarget(
  name: "export", seeds: notebookSeeds + runnableSeeds, words: proseWords + notebookWords + Mutator.words,
  feed: feedExport)

private func feedExport(_ bytes: [UInt8]) throws -> Bool {
  guard let notebook = FuzzTrial.notebook(bytes) else { return false }
  try holdForms(notebook.document(nil, generator: "vnb fuzz"), notebook)
  let keeper = ResultKeeper(form: notebook.recordedForm, keepsJSON: true)
  let trial = try FuzzTrial(notebook, keeper: keeper)
  guard case .finished = trial.report.ending else { return true }
  try holdForms(notebook.document(trial.report, lock: trial.lock, generator: "vnb fuzz"), notebook)
  return true
}

private func holdForms(_ document: ExportDocument, _ notebook: Notebook) throws {
  for format in ExportFormat.allCases {
    let text: String
    do {
      text = try document.text(as: format)
    } catch NotebookError.tangledProse {
      continue
    } catch {
      throw BrokenPromise(description: "no \(format.rawValue): \(error.message)")
    }
    do {
      try hold(text, format, notebook)
    } catch let broken as BrokenPromise {
      throw BrokenPromise(description: "\(format.rawValue): \(broken)\n\(text)")
    }
  }
}

private func hold(_ text: String, _ format: ExportFormat, _ notebook: Notebook) throws {
  switch format {
  case .html:
    var judge = MarkupJudge(text, isXML: false)
    try judge.judge()
  case .ipynb:
    guard try JSONJudge(text).keys == ["cells", "metadata", "nbformat", "nbformat_minor"] else {
      throw BrokenPromise(description: "the keys of a Jupyter notebook are others")
    }
  case .json:
    guard try !JSONJudge(text).keys.isEmpty else { throw BrokenPromise(description: "an empty object") }
  case .md:
    // Of two carriage returns before a line's end the first is text.
    if notebook.bytes.firstRange(of: [13, 13]) == nil, text.contains("\r\n") {
      throw BrokenPromise(description: "a line ended as on Windows")
    }
  case .script:
    let run = notebook.cells.filter { !$0.attributes.isSkipped && !$0.attributes.expectsError }
    guard run.allSatisfy({ parse($0.source).diagnostics.isEmpty }) else { return }
    if let wrong = parse(SourceText(name: "script", text: text)).diagnostics.first {
      throw BrokenPromise(description: "the program does not parse: \(wrong.message)")
    }
  }
}
