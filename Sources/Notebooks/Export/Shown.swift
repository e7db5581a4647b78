import Basics
import Language
import Rendering

/// One thing that a cell showed or printed, held for an export.
public struct Shown: Sendable {
  /// What it is.
  public enum Content: Sendable {
    /// A line of `print`, or the text of a recorded block.
    case text
    /// The first rows of a table; each as JSON where the export asks for it.
    case table(TableSnapshot, json: [String]?)
    /// Any other value, as JSON where the export asks for it.
    case value(json: String?)
    /// A plot, as an SVG element, and its data as JSON where the export asks for it.
    case drawing(svg: String, json: String?)
  }
  public let content: Content
  /// As an `out` block records it, ended by a newline; of a table with many rows, the first.
  public let text: String

  init(_ content: Content, text: String) {
    self.content = content
    self.text = text
  }
}

/// Holds what the cells of a run show, in place of writing it. Used by the one thread that runs the cells.
public final class ResultKeeper {
  private let form: RenderOptions
  private let keepsJSON: Bool
  private var shown: [Shown] = []
  private var cellBytes = 0
  private var allBytes = 0

  /// True once the outputs together are more than an export may hold; no more is kept then.
  public private(set) var isOverfull = false

  /// - Parameters:
  ///   - form: the form in which the notebook records results.
  ///   - keepsJSON: whether values are wanted as JSON, too.
  public init(form: RenderOptions, keepsJSON: Bool) {
    self.form = form
    self.keepsJSON = keepsJSON
  }

  func show(_ value: Value) throws {
    guard cellBytes <= NotebookLimits.recordedBytes, !isOverfull else { return }
    if let plot = value.plot {
      let json = keepsJSON ? try jsonText(value) : nil
      let svg = PlotSVG.render(plot)
      add(Shown(.drawing(svg: svg, json: json), text: try rendered(value, form)), more: svg.utf8.count)
      return
    }
    if let table = try TableSnapshot(value, rows: NotebookLimits.exportedRows) {
      let json = keepsJSON ? try table.values.map { try jsonText(.list($0)) } : nil
      add(Shown(.table(table, json: json), text: try table.text(form)))
      return
    }
    let text = PasswordMask.maskedServers(try rendered(value, form))
    let json = keepsJSON ? PasswordMask.maskedServers(try jsonText(value)) : nil
    add(Shown(.value(json: json), text: text))
  }

  func print(_ line: String) { add(Shown(.text, text: line)) }

  private func add(_ part: Shown, more: Int = 0) {
    guard cellBytes <= NotebookLimits.recordedBytes, !isOverfull else { return }
    cellBytes += part.text.utf8.count + more
    allBytes += part.text.utf8.count + more
    isOverfull = allBytes > NotebookLimits.exportedBytes
    if !isOverfull { shown.append(part) }
  }

  /// What was kept since the last call.
  func take() -> (shown: [Shown], isWhole: Bool) {
    defer {
      shown = []
      cellBytes = 0
    }
    return (shown, cellBytes <= NotebookLimits.recordedBytes)
  }
}
