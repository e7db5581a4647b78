import Rendering

/// Lays out completions below the prompt.
enum CompletionList {
  /// More are only counted.
  static let most = 100
  /// Up to this many are shown with their notes, one a line.
  static let mostWithNotes = 16

  static func lines(_ completions: [Completion], width: Int) -> [String] {
    let shown = completions.prefix(most)
    var lines: [String]
    if shown.count <= mostWithNotes && shown.contains(where: { !$0.note.isEmpty }) {
      lines = withNotes(Array(shown), width: width)
    } else {
      lines = inColumns(shown.map { SafeText.clipped($0.text, cells: max(8, width - 2)) }, width: width)
    }
    if completions.count > most { lines.append("… \(completions.count - most) more") }
    return lines
  }

  private static func withNotes(_ completions: [Completion], width: Int) -> [String] {
    let names = completions.map { SafeText.clipped($0.text, cells: max(8, width / 2)) }
    let column = names.map { CharacterWidth.of($0) }.max() ?? 0
    return zip(names, completions).map { name, completion in
      let pad = String(repeating: " ", count: column - CharacterWidth.of(name) + 2)
      return completion.note.isEmpty
        ? name : SafeText.clipped(name + pad + completion.note, cells: max(8, width - 1))
    }
  }

  /// As `ls` does: down the columns, as many as fit.
  private static func inColumns(_ names: [String], width: Int) -> [String] {
    let widest = (names.map { CharacterWidth.of($0) }.max() ?? 0) + 2
    let columns = max(1, (width - 1) / max(1, widest))
    let rows = (names.count + columns - 1) / columns
    return (0..<rows).map { row in
      var line = ""
      for column in 0..<columns {
        let index = column * rows + row
        guard index < names.count else { break }
        line += names[index]
        if index + rows < names.count {
          line += String(repeating: " ", count: widest - CharacterWidth.of(names[index]))
        }
      }
      return line
    }
  }

  /// The longest start that all texts share, in whole characters.
  static func commonPrefix(_ texts: [String]) -> String {
    guard var common = texts.first else { return "" }
    for text in texts.dropFirst() { common = String(zip(common, text).prefix { $0 == $1 }.map(\.0)) }
    return common
  }
}
