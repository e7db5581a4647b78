import Language

/// `error[V0203]: …` with place, source line, carets, notes and help. Where a terminal's `width` is given, message, notes and
/// help are broken between words; the source line never is.
public func render(_ diagnostic: Diagnostic, color: Bool, width: Int? = nil) -> String {
  DiagnosticRenderer(diagnostic: diagnostic, style: Style(color: color), width: width).text()
}

/// `name:line:column`, from 1; the column counts characters.
public func place(of span: SourceSpan) -> String {
  let line = SourceLine(span.source, at: span.start)
  return "\(SafeText.line(span.source.name)):\(line.number):\(line.column(at: span.start))"
}

struct DiagnosticRenderer {
  let diagnostic: Diagnostic
  let style: Style
  var width: Int?

  func text() -> String {
    let title = "\(diagnostic.severity.rawValue)[\(diagnostic.code)]"
    let painted = diagnostic.severity == .error ? style.red(title) : style.yellow(title)
    var out = painted + style.bold(":" + message(behind: title)) + "\n"
    let groups = grouped()
    let numbers = groups.flatMap { $0.labels.map { SourceLine($0.span.source, at: $0.span.start).number } }
    let gutter = String(numbers.max() ?? 0).utf8.count
    for (index, group) in groups.enumerated() {
      out += excerpt(group, gutter: gutter, isFirst: index == 0)
    }
    let margin = groups.isEmpty ? "  " : String(repeating: " ", count: gutter + 1)
    for note in diagnostic.notes { out += remark("note", note, margin) }
    if let help = diagnostic.help { out += remark("help", help, margin) }
    return out
  }

  /// A space, or where there is no room a line break, and the message; the first line has the title and a colon before it.
  private func message(behind title: String) -> String {
    let text = SafeText.lines(diagnostic.message)
    guard let width else { return " " + text }
    let room = String(repeating: "x", count: title.utf8.count + 1)
    let lines = wrapped(room + " " + text, cells: width)
    return String(lines.joined(separator: "\n").dropFirst(room.count))
  }

  private func remark(_ kind: String, _ text: String, _ margin: String) -> String {
    let indent = "\n" + margin + String(repeating: " ", count: kind.utf8.count + 4)
    let room = width.map { max(16, $0 - indent.utf8.count + 1) } ?? .max
    let lines = wrapped(SafeText.lines(text), cells: room)
    return margin + style.blue("=") + " " + style.bold(kind + ":") + " " + lines.joined(separator: indent)
      + "\n"
  }

  private struct Group {
    let source: SourceText
    var labels: [Diagnostic.Label]
  }

  /// Labels by source, the primary's first.
  private func grouped() -> [Group] {
    var groups: [Group] = []
    for label in diagnostic.labels {
      if let at = groups.firstIndex(where: { $0.source === label.span.source }) {
        groups[at].labels.append(label)
      } else {
        groups.append(Group(source: label.span.source, labels: [label]))
      }
    }
    return groups
  }

  private func excerpt(_ group: Group, gutter: Int, isFirst: Bool) -> String {
    guard let primary = group.labels.first else { return "" }
    let blank = String(repeating: " ", count: gutter)
    let bar = style.blue("|")
    let arrow = style.blue(isFirst ? "-->" : ":::")
    var out = blank + arrow + " " + place(of: primary.span) + "\n"
    let marks = group.labels.enumerated().map { index, label in
      Mark(label, isPrimary: isFirst && index == 0)
    }
    // In the order of the text; labels of one line stand under it one after the other.
    let sorted = marks.enumerated().sorted { ($0.1.line.start, $0.0) < ($1.1.line.start, $1.0) }.map(
      \.element)
    if sorted.allSatisfy({ $0.line.isEmptySource }) { return out }
    out += blank + " " + bar + "\n"
    var previous: SourceLine?
    for mark in sorted {
      if mark.line.start != previous?.start {
        if let previous, mark.line.number > previous.number + 1 { out += blank + style.blue(" :") + "\n" }
        let number = String(mark.line.number)
        let pad = String(repeating: " ", count: max(0, gutter - number.utf8.count))
        out += style.blue(pad + number) + " " + bar + " " + mark.excerpt + "\n"
        previous = mark.line
      }
      out += blank + " " + bar + " " + paint(mark) + "\n"
    }
    return out
  }

  private func paint(_ mark: Mark) -> String {
    let signs = String(repeating: mark.isPrimary ? "^" : "-", count: mark.width)
    let text = signs + (mark.text.isEmpty ? "" : " " + mark.text)
    let padding = String(repeating: " ", count: mark.offset)
    return padding + (mark.isPrimary ? style.red(text) : style.blue(text))
  }
}
