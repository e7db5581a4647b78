import Basics
import Language

/// Writes rows in aligned columns: measures a bounded first window, then streams.
struct TableRenderer {
  /// The window that is measured before the first line is written.
  static let windowRows = 500
  static let windowBytes = 4 << 20

  let source: RowSource
  let options: RenderOptions
  let write: (String) throws -> Void
  private var style: Style { Style(color: options.color) }

  init(source: RowSource, options: RenderOptions, write: @escaping (String) throws -> Void) {
    self.source = source
    self.options = options
    self.write = write
  }

  func show() throws {
    guard !source.columns.isEmpty else {
      try write(style.dim("no columns") + "\n")
      return
    }
    var window: [[CellText]] = []
    var bytes = 0
    var layout: (TableLayout, [TableLayout.Column])?
    var shown = 0
    var more = false
    let limit = options.maxRows.map { $0 == .max ? $0 : max(0, $0) + 1 }
    try source.forEachRow(limit) { values in
      if let most = options.maxRows, shown >= most {
        more = true
        return false
      }
      let cells = try row(values)
      shown += 1
      if let (layout, columns) = layout {
        try write(line(cells, loosened(layout, for: cells), columns))
        return true
      }
      bytes += cells.reduce(0) { $0 + $1.text.utf8.count }
      window.append(cells)
      if window.count >= TableRenderer.windowRows || bytes >= TableRenderer.windowBytes {
        layout = try start(window)
        window = []
      }
      return true
    }
    let (final, _) = try layout ?? start(window)
    try write(footer(final, shown: shown, more: more))
  }

  /// One row as cells; a short or long row from a faulty store is evened out.
  private func row(_ values: [Value]) throws -> [CellText] {
    var cells: [CellText] = []
    for index in source.columns.indices {
      let value = index < values.count ? values[index] : .null
      cells.append(try CellText(value, limit: options.width))
    }
    return cells
  }

  private func start(_ window: [[CellText]]) throws -> (TableLayout, [TableLayout.Column]) {
    let columns = measure(window)
    let layout = TableLayout(columns, width: options.width)
    try write(header(layout, columns))
    for cells in window { try write(line(cells, layout, columns)) }
    return (layout, columns)
  }

  private func measure(_ window: [[CellText]]) -> [TableLayout.Column] {
    source.columns.enumerated().map { index, column in
      var widest = 0
      var numbers = 0
      var texts = 0
      for cells in window {
        widest = max(widest, cells[index].cells)
        if cells[index].kind == .number { numbers += 1 }
        if cells[index].kind == .text { texts += 1 }
      }
      let numeric = numbers + texts == 0 ? ["int", "float"].contains(column.type) : texts == 0
      let header = CharacterWidth.of(SafeText.line(column.name))
      let natural = max(widest, header)
      let readable = min(natural, TableLayout.narrowText)
      // Digits are not cut while there is room for fewer columns; a long header may be.
      let minimum = numeric ? max(widest, min(header, readable)) : readable
      return .init(natural: max(1, natural), minimum: max(1, minimum), rightAligned: numeric)
    }
  }

  /// Behind the measured window a row may be wider than any before it. It is not cut while it fits by itself.
  private func loosened(_ layout: TableLayout, for cells: [CellText]) -> TableLayout {
    guard layout.fitted, let width = options.width else { return layout }
    var own = layout
    for index in own.widths.indices { own.widths[index] = max(own.widths[index], cells[index].cells) }
    let total = own.widths.reduce(0, +) + TableLayout.gap * (own.widths.count - 1)
    return total <= width ? own : layout
  }

  private func header(_ layout: TableLayout, _ columns: [TableLayout.Column]) -> String {
    let names = source.columns.map { CellText(text: SafeText.line($0.name), kind: .text) }
    var text = line(names, layout, columns, emphasis: style.bold)
    if options.format == .table {
      let rule = layout.widths.map { String(repeating: "─", count: $0) }
      text += style.dim(rule.joined(separator: gap)) + "\n"
    }
    return text
  }

  private var gap: String { String(repeating: " ", count: TableLayout.gap) }

  private func line(
    _ cells: [CellText], _ layout: TableLayout, _ columns: [TableLayout.Column],
    emphasis: ((String) -> String)? = nil
  ) -> String {
    var out = ""
    for (index, width) in layout.widths.enumerated() {
      var cell = cells[index]
      if layout.fitted && cell.cells > width {
        cell = CellText(text: SafeText.clipped(cell.text, cells: width), kind: cell.kind)
      }
      let text = emphasis.map { $0(cell.text) } ?? (cell.kind == .null ? style.dim(cell.text) : cell.text)
      let padding = String(repeating: " ", count: max(0, width - cell.cells))
      if index > 0 { out += gap }
      out += columns[index].rightAligned ? padding + text : text + padding
    }
    while out.utf8.last == 0x20 { out.removeLast() }
    return out + "\n"
  }

  private func footer(_ layout: TableLayout, shown: Int, more: Bool) throws -> String {
    let hidden = source.columns.dropFirst(layout.widths.count).map { SafeText.line($0.name) }
    var lines: [String] = []
    if more {
      if let count = source.count {
        lines.append("… \(rowsText(count)) in all, \(grouped(shown)) shown")
      } else {
        lines.append("… \(rowsText(shown)) shown, more follow")
      }
    } else if options.format == .table {
      lines.append(rowsText(shown))
    }
    if !hidden.isEmpty {
      let all = grouped(source.columns.count)
      let names = hidden.prefix(20).joined(separator: ", ") + (hidden.count > 20 ? ", …" : "")
      let text = "… \(grouped(hidden.count)) of \(all) columns hidden: \(names)"
      lines.append(options.width.map { SafeText.clipped(text, cells: max(40, $0)) } ?? text)
    }
    return lines.map { style.dim($0) + "\n" }.joined()
  }
}

func rowsText(_ count: Int) -> String { grouped(count) + (count == 1 ? " row" : " rows") }
