/// What a notebook can be exported to.
public enum ExportFormat: String, Sendable, CaseIterable {
  /// One self-contained page.
  case html
  /// Markdown with outputs as fenced text.
  case md
  /// A Jupyter notebook, nbformat 4.5.
  case ipynb
  /// Cells and outputs as data.
  case json
  /// The program alone, prose as comments.
  case script

  /// True for what is opened as a file: it goes beside the notebook unless another place is named.
  public var isFile: Bool { self == .html || self == .ipynb }

  /// False for the one that shows no outputs, so that nothing needs to run.
  public var hasOutputs: Bool { self != .script }
}

extension Notebook {
  /// Makes sure, before anything runs, that what the format needs is there.
  ///
  /// - Throws: ``NotebookError/noMarkdownLibrary(detail:)``.
  public static func prepareExport(to format: ExportFormat) throws(NotebookError) {
    if format == .html { _ = try ProseLibrary.shared() }
  }
}

extension ExportDocument {
  /// The document as a file of that format: UTF-8, lines ended by LF, the same bytes every time.
  /// `folder` is the notebook's own: a page takes in the pictures that its prose shows from there. `warn` is told of each that
  /// is left out, with its line.
  ///
  /// - Throws: ``NotebookError/noMarkdownLibrary(detail:)``.
  public func text(
    as format: ExportFormat, folder: String? = nil, warn: (NotebookError, _ line: Int) -> Void = { _, _ in }
  ) throws(NotebookError) -> String {
    switch format {
    case .html:
      let page = try HTMLPage(self, folder: folder)
      for (error, line) in page.warnings { warn(error, line) }
      return page.text()
    case .md: return MarkdownExport(self).text
    case .ipynb: return JupyterExport(self).text
    case .json: return JSONExport(self).text
    case .script: return ScriptExport(self).text
    }
  }
}
