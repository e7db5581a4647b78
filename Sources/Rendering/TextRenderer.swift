import Basics
import Language

/// Writes any value for a person: tables in columns, records by field, lists filled to the width.
struct TextRenderer {
  let options: RenderOptions
  let write: (String) throws -> Void
  /// How deep a record stands inside records.
  var depth = 0
  private var style: Style { Style(color: options.color) }

  init(options: RenderOptions, write: @escaping (String) throws -> Void) {
    self.options = options
    self.write = write
  }

  func show(_ value: Value) throws {
    if let plot = value.plot {
      try write(PlotText.render(plot, width: options.width))
      return
    }
    let value = unwrapped(value)
    if let rows = try RowSource(value) {
      try TableRenderer(source: rows, options: options, write: write).show()
      return
    }
    switch value {
    case .string(let text):
      let safe = SafeText.lines(text)
      try write(safe.hasSuffix("\n") ? safe : safe + "\n")
    case .null: try write(style.dim("null") + "\n")
    case .record(let record): try show(record)
    case .list(let items): try show(items)
    case .vector(let vector): try write(vectorText(vector, head: 8) + "\n")
    default: try write(try CellText(value, limit: nil).text + "\n")
    }
  }

  /// A field a line, names in one column; tables stand below their name.
  private func show(_ record: Record) throws {
    guard record.count > 0 else {
      try write("{}\n")
      return
    }
    let names = record.names.map { SafeText.clipped($0, cells: 40) }
    let column = names.map { CharacterWidth.of($0) }.max() ?? 0
    for (name, value) in zip(names, record.values) {
      let isPlot = value.plot != nil
      let value = isPlot ? value : unwrapped(value)
      if depth < 4, try isPlot || RowSource(value) != nil {
        try write(style.cyan(name) + "\n")
        try showIndented(value)
        continue
      }
      let pad = String(repeating: " ", count: column - CharacterWidth.of(name) + TableLayout.gap)
      try write(style.cyan(name) + pad)
      try showField(value, indent: column + TableLayout.gap)
    }
  }

  private func showField(_ value: Value, indent: Int) throws {
    let cell = try CellText(value, limit: nil)
    guard let width = options.width else {
      try write(cell.text + "\n")
      return
    }
    if cell.kind == .null {
      try write(style.dim(cell.text) + "\n")
      return
    }
    let lines = wrapped(cell.text, cells: max(16, width - indent))
    let margin = String(repeating: " ", count: indent)
    try write(lines.joined(separator: "\n" + margin) + "\n")
  }

  private func showIndented(_ value: Value) throws {
    var inner = options
    inner.width = options.width.map { max(16, $0 - 2) }
    var atStart = true
    var nested = TextRenderer(options: inner) { text in
      var out = ""
      for character in text.unicodeScalars {
        if atStart && character != "\n" { out += "  " }
        out.unicodeScalars.append(character)
        atStart = character == "\n"
      }
      try write(out)
    }
    nested.depth = depth + 1
    try nested.show(value)
  }

  /// The list as the language writes it; over several lines when it is wider than the width.
  private func show(_ items: [Value]) throws {
    var texts: [String] = []
    var bytes = 0
    for item in items {
      var writer = InlineWriter()
      try writer.write(item, depth: 1)
      texts.append(writer.out)
      bytes += writer.out.utf8.count
      guard bytes <= JSONRenderer.bytesLimit else {
        throw RenderError.tooLong(limit: JSONRenderer.bytesLimit)
      }
    }
    let line = "[" + texts.joined(separator: ", ") + "]"
    guard let width = options.width, CharacterWidth.of(line) > width else {
      try write(line + "\n")
      return
    }
    var lines = filled(texts, cells: max(16, width - 2))
    var footer = ""
    if let most = options.maxRows, lines.count > most {
      lines.removeLast(lines.count - most)
      footer = style.dim("… \(grouped(items.count)) elements in all, \(most) lines shown") + "\n"
    }
    try write("[\n" + lines.map { "  " + $0 + "\n" }.joined() + (footer.isEmpty ? "]\n" : footer))
  }

  /// Elements joined by commas on lines of at most `cells`; a longer element has lines of its own.
  private func filled(_ texts: [String], cells: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for (index, text) in texts.enumerated() {
      let piece = text + (index + 1 < texts.count ? "," : "")
      if line.isEmpty {
        line = piece
      } else if CharacterWidth.of(line) + 1 + CharacterWidth.of(piece) <= cells {
        line += " " + piece
      } else {
        lines.append(line)
        line = piece
      }
    }
    if !line.isEmpty { lines.append(line) }
    return lines
  }
}
