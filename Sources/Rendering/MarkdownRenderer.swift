import Basics
import Language

/// Writes tables and records as Markdown tables (GitHub Flavored Markdown, "Tables"); never fitted or coloured.
struct MarkdownRenderer {
  let options: RenderOptions
  let write: (String) throws -> Void

  init(options: RenderOptions, write: @escaping (String) throws -> Void) {
    self.options = options
    self.write = write
  }

  func show(_ value: Value) throws {
    if let plot = value.plot {
      // Indented code: no text inside can end it.
      let lines = PlotText.render(plot, width: options.width).split(separator: "\n")
      try write(lines.map { "    \($0)\n" }.joined())
      return
    }
    let value = unwrapped(value)
    if let rows = try RowSource(value) {
      try show(rows)
      return
    }
    switch value {
    case .record(let record):
      try write("| field | value |\n| --- | --- |\n")
      for (name, value) in zip(record.names, record.values) {
        try write("| \(MarkdownRenderer.escaped(SafeText.line(name))) | \(try cell(value)) |\n")
      }
    case .string(let text):
      let lines = SafeText.lines(text).split(separator: "\n", omittingEmptySubsequences: false)
      try write(lines.map { MarkdownRenderer.escaped(String($0)) }.joined(separator: "\n") + "\n")
    case .vector(let vector):
      try write(MarkdownRenderer.escaped(vectorText(vector, head: 8)) + "\n")
    default: try write(try cell(value) + "\n")
    }
  }

  private func show(_ rows: RowSource) throws {
    guard !rows.columns.isEmpty else {
      try write("no columns\n")
      return
    }
    let names = rows.columns.map { MarkdownRenderer.escaped(SafeText.line($0.name)) }
    let rules = rows.columns.map { ["int", "float"].contains($0.type) ? "---:" : "---" }
    try write("| " + names.joined(separator: " | ") + " |\n| " + rules.joined(separator: " | ") + " |\n")
    var shown = 0
    var more = false
    let most = options.maxRows.map { max(0, $0) }
    try rows.forEachRow(most.map { $0 == .max ? $0 : $0 + 1 }) { values in
      if let most, shown >= most {
        more = true
        return false
      }
      shown += 1
      let cells = try rows.columns.indices.map { try cell($0 < values.count ? values[$0] : .null) }
      try write("| " + cells.joined(separator: " | ") + " |\n")
      return true
    }
    guard more else { return }
    let footer =
      rows.count.map { "… \(rowsText($0)) in all, \(grouped(shown)) shown" }
      ?? "… \(rowsText(shown)) shown, more follow"
    try write("\n" + footer + "\n")
  }

  /// NULL is emphasised, so that it differs from the text "null".
  private func cell(_ value: Value) throws -> String {
    if case .null = value { return "*null*" }
    return MarkdownRenderer.escaped(try CellText(value, limit: nil).text)
  }

  /// The text with every character that Markdown would act on made literal.
  static func escaped(_ text: String) -> String {
    var out = ""
    var previous: Unicode.Scalar = " "
    let scalars = Array(text.unicodeScalars)
    for (index, scalar) in scalars.enumerated() {
      switch scalar {
      case "\\", "|", "<", "`", "*", "[", "]", "&", "~": out += "\\"
      case "_":
        // Within a word an underscore is plain text, and names of columns stay readable.
        let next = index + 1 < scalars.count ? scalars[index + 1] : " "
        if !isWord(previous) || !isWord(next) { out += "\\" }
      default: break
      }
      out.unicodeScalars.append(scalar)
      previous = scalar
    }
    return out
  }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "_" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
  }
}
