import Basics
import Language
import Rendering

/// A notebook and its outputs, as every writer of exports needs them.
public struct ExportDocument: Sendable {
  /// A stretch of prose, or a cell.
  public enum Part: Sendable {
    /// Markdown, lines ended by LF, no blank lines around, and the file's line that it begins at.
    case prose(String, line: Int)
    case cell(Cell)
  }

  /// A cell with what it showed.
  public struct Cell: Sendable {
    public let index: Int
    public let name: String?
    public let hash: String
    public let isParams: Bool
    public let isSkipped: Bool
    public let expectsError: Bool
    /// The program without the last line's end.
    public let program: String
    public let shown: [Shown]
    public let failure: Failure?
    /// True when it ran now, or a recorded output says that it ran.
    public let hasRun: Bool
  }

  /// The error a cell ended in.
  public struct Failure: Sendable, Equatable {
    public let code: String
    public let message: String
    /// The whole diagnostic, or the recorded headline.
    public let text: String
  }

  /// A `param` and its value in this run.
  public struct Parameter: Sendable, Equatable {
    public let name: String
    public let type: String
    /// As the language writes it.
    public let value: String
    public let doc: String
    /// True when the command line gave it.
    public let isGiven: Bool
  }

  /// The file's name, without folders.
  public let name: String
  public let frontMatter: FrontMatter
  public let parts: [Part]
  public let parameters: [Parameter]
  public let lock: Lock?
  /// `vnb 0.1.0`.
  public let generator: String

  public var cells: [Cell] {
    parts.compactMap { if case .cell(let cell) = $0 { cell } else { nil } }
  }

  /// The prose, each stretch with its line in the file.
  var stretches: [(text: String, line: Int)] {
    parts.compactMap { if case .prose(let text, let line) = $0 { (text, line) } else { nil } }
  }

  /// The title of the front matter, or the file's name.
  public var title: String { frontMatter.title ?? name }
}

extension Notebook {
  /// The notebook with the outputs of a run; without one, with those it holds. Passwords in prose, programs and settings
  /// are masked: an export is made to be handed on.
  /// `report` is of a run by an output with a keeper, `used` what that run read; without a run the notebook's own lock
  /// stands. `parameters` are those of the run's command line, `generator` the program's name and version.
  public func document(
    _ report: NotebookRun.Report?, lock used: Lock? = nil, parameters: [ParameterSetting] = [],
    generator: String
  ) -> ExportDocument {
    var parts: [ExportDocument.Part] = []
    for block in blocks {
      switch block.kind {
      case .prose:
        let (text, line) = plainLines(block)
        if !text.isEmpty { parts.append(.prose(PasswordMask.masked(text), line: line)) }
      case .cell(let index): parts.append(.cell(exported(cells[index], report)))
      case .frontMatter, .output, .lock: break
      }
    }
    var settings = frontMatter
    settings.store = settings.store.map { PasswordMask.masked($0) }
    return ExportDocument(
      name: source.name.split(separator: "/").last.map(String.init) ?? source.name, frontMatter: settings,
      parts: parts, parameters: exported(parameters), lock: report == nil ? lock : used, generator: generator)
  }

  /// True when the file holds a password, which an export masks.
  public var holdsPassword: Bool { PasswordMask.holdsPassword(source.program) }

  /// Cells whose recorded outputs belong to another program than they hold now.
  public var staleCells: [Cell] { cells.filter(\.isStale) }

  private func plainLines(_ block: Block) -> (text: String, firstLine: Int) {
    let inner = Array(bytes[block.range])
    var lines = Lines.split(inner).map { String(decoding: inner[$0.text], as: UTF8.self) }
    // The mark of byte order that some editors put before the first line is no text.
    if block.range.lowerBound == 0, let first = lines.first, first.unicodeScalars.first == "\u{FEFF}" {
      lines[0] = String(first.unicodeScalars.dropFirst())
    }
    while lines.last.map({ trimmed($0).isEmpty }) == true { lines.removeLast() }
    let shown = lines.drop { trimmed($0).isEmpty }
    return (shown.joined(separator: "\n"), block.firstLine + shown.startIndex)
  }

  private func exported(_ cell: Cell, _ report: NotebookRun.Report?) -> ExportDocument.Cell {
    var shown = report?.shown[cell.index] ?? []
    var failure = report?.expected[cell.index].map(Self.failure)
    if report == nil {
      if let out = cell.out, !out.text.isEmpty {
        shown = [Shown(.text, text: PasswordMask.maskedServers(out.text))]
      }
      failure = cell.err.map(Self.failure)
    }
    var program = PasswordMask.masked(cell.source.program)
    while program.last?.isNewline == true { program.removeLast() }
    let attributes = cell.attributes
    return .init(
      index: cell.index, name: attributes.name, hash: cell.hash, isParams: attributes.isParams,
      isSkipped: attributes.isSkipped, expectsError: attributes.expectsError, program: program, shown: shown,
      failure: failure,
      hasRun: report == nil ? cell.out != nil || cell.err != nil : !attributes.isSkipped)
  }

  /// The diagnostic with its places named by the file alone: where the file lies is not part of what it shows.
  private static func failure(_ diagnostic: Diagnostic) -> ExportDocument.Failure {
    var shown = diagnostic
    shown.labels = diagnostic.labels.map { label in
      let source = label.span.source
      let name = source.name.split(separator: "/").last.map(String.init) ?? source.name
      let renamed = SourceText(name: name, text: source.program, firstLine: source.firstLine)
      return .init(SourceSpan(source: renamed, start: label.span.start, end: label.span.end), label.text)
    }
    return .init(
      code: diagnostic.code, message: diagnostic.message, text: render(shown, color: false, width: nil))
  }

  /// `error[V0207]: …` as it was recorded.
  private static func failure(_ recorded: Recorded) -> ExportDocument.Failure {
    let line = recorded.text.split(separator: "\n").first.map(String.init) ?? ""
    let code = line.split(separator: "[").dropFirst().first?.prefix { $0 != "]" } ?? ""
    let message = line.split(separator: "]: ", maxSplits: 1).last.map(String.init) ?? line
    return .init(code: String(code), message: message, text: recorded.text)
  }

  private func exported(_ settings: [ParameterSetting]) -> [ExportDocument.Parameter] {
    guard let cell = cells.first(where: \.attributes.isParams) else { return [] }
    return parse(cell.source).program.parameters.map { declared in
      let given = settings.first { $0.name == declared.name.text }?.text
      let value = given.map { declared.type == .string ? SafeText.quoted($0) : $0 }
      return .init(
        name: declared.name.text, type: declared.type.text,
        value: PasswordMask.masked(value ?? declared.defaultValue?.span.text ?? ""), doc: declared.doc,
        isGiven: given != nil)
    }
  }
}
