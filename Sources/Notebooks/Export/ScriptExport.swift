import Language
import Rendering

/// A document as a program that `vnb eval` or standard input runs: cells in order, prose as comments.
struct ScriptExport {
  let document: ExportDocument

  init(_ document: ExportDocument) { self.document = document }

  var text: String {
    var pieces = [header]
    for part in document.parts {
      switch part {
      case .prose(let text, _): pieces.append(Self.commented(text))
      case .cell(let cell): pieces.append(piece(cell))
      }
    }
    return pieces.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }

  /// What the notebook's settings are, where a program has no place for them.
  private var header: String {
    var lines = ["\(document.title): the program of \(document.name)"]
    if let seed = document.frontMatter.seed {
      lines.append(
        "The notebook's seed is \(seed); a program has none: give random verbs `seed: \(seed)` of their own.")
    }
    var text = Self.commented(lines.joined(separator: "\n"))
    if let store = document.frontMatter.store { text += "\n\nopen \(SafeText.quoted(store))" }
    return text
  }

  /// A cell that is skipped, or is to fail and so would end the program, is left as a comment.
  private func piece(_ cell: ExportDocument.Cell) -> String {
    if cell.program.isEmpty { return "" }
    if cell.isSkipped { return Self.commented("skipped:\n\(cell.program)") }
    if cell.expectsError { return Self.commented("ends in an error:\n\(cell.program)") }
    guard cell.isParams else { return cell.program }
    let given = document.parameters.filter(\.isGiven).map { "\($0.name) = \($0.value)" }
    return ([cell.program] + given).joined(separator: "\n")
  }

  private static func commented(_ text: String) -> String {
    let lines = SafeText.lines(text).split(separator: "\n", omittingEmptySubsequences: false)
    return lines.map { $0.isEmpty ? "#" : "# \($0)" }.joined(separator: "\n")
  }
}
