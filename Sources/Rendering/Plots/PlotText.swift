import Basics
import Language

/// Draws a plot in characters: half blocks, and letters and signs where groups must be told apart without colour. The same plot and
/// width give the same text.
public struct PlotText {
  /// Cells of a picture when nobody says how wide it may be, and at most.
  static let usualWidth = 80
  static let widths = 30...120
  /// Marks of groups, in order. What comes after shares the last.
  static let marks = Array("ox+*#@%&=abcdefghijklmnpqrstuvwyzABCDEFGHIJKLMNOPQRSTUVWXYZ.")

  let plot: Plot
  let width: Int

  /// The picture as lines, each ended by a line break and none by blanks; `width` is held to 30 … 120 cells, 80 when nil.
  public static func render(_ plot: Plot, width: Int? = nil) -> String {
    let width = min(widths.upperBound, max(widths.lowerBound, width ?? usualWidth))
    return PlotText(plot: plot, width: width).lines.map { trimmed($0) + "\n" }.joined()
  }

  private var lines: [String] {
    var lines = plot.title.map { [clipped($0, width)] } ?? []
    if plot.isEmpty {
      lines.append("nothing to plot")
    } else {
      lines += plot.series.isEmpty ? barLines : pointLines
      lines += legend
    }
    return lines + plot.notes.flatMap { wrapped(SafeText.line($0), cells: width) }
  }

  /// `o sea   x tea`, as many lines as it takes.
  private var legend: [String] {
    guard plot.hasGroups else { return [] }
    var lines: [String] = []
    var line = ""
    for (group, name) in plot.groupNames.enumerated() {
      let entry = "\(mark(group)) \(clipped(name, min(24, width - 4)))"
      if !line.isEmpty, CharacterWidth.of(line) + 3 + CharacterWidth.of(entry) > width {
        lines.append(line)
        line = ""
      }
      line += (line.isEmpty ? "" : "   ") + entry
    }
    return lines + [line]
  }

  func mark(_ group: Int) -> Character { PlotText.marks[min(max(0, group), PlotText.marks.count - 1)] }

  func clipped(_ text: String, _ cells: Int) -> String { SafeText.clipped(text, cells: cells) }

  /// Blanks before the text so that it ends at `cells`.
  func right(_ text: String, _ cells: Int) -> String {
    String(repeating: " ", count: max(0, cells - CharacterWidth.of(text))) + text
  }

  private static func trimmed(_ line: String) -> String {
    var line = Substring(line)
    while line.last == " " { line.removeLast() }
    return String(line)
  }
}
