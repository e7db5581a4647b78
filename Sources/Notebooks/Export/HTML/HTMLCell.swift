import Basics
import Language
import Rendering

/// A cell on a page: its program, coloured, and below it what it showed.
struct HTMLCell {
  let cell: ExportDocument.Cell
  let id: String

  init(_ cell: ExportDocument.Cell, id: String) {
    self.cell = cell
    self.id = id
  }

  var text: String {
    let kind = cell.isSkipped ? "cell skipped" : "cell"
    var out = "<section class=\"\(kind)\" id=\"\(HTMLText.lines(id))\">\n"
    let label = [cell.name, cell.isParams ? "parameters" : nil, cell.isSkipped ? "not run" : nil]
    let words = label.compactMap { $0 }.joined(separator: ", ")
    if !words.isEmpty {
      out += "<a class=\"name\" href=\"#\(HTMLText.lines(id))\">\(HTMLText.lines(words))</a>\n"
    }
    if !cell.program.isEmpty { out += "<pre class=\"code\"><code>\(program)</code></pre>\n" }
    var lines = ""
    for shown in cell.shown {
      let output: String
      switch shown.content {
      case .text, .value:
        lines += shown.text
        continue
      case .table(let table, _): output = HTMLTable.text(table)
      case .drawing(let svg, _): output = "<figure>\n\(svg)</figure>\n"
      }
      out += Self.block(lines) + output
      lines = ""
    }
    out += Self.block(lines)
    if let failure = cell.failure {
      out += "<pre class=\"error\">\n\(HTMLText.lines(failure.text))</pre>\n"
    }
    return out + "</section>\n"
  }

  /// The program with each token in its class. Bytes between tokens are space.
  private var program: String {
    var out = ""
    let source = SourceText(name: "", text: cell.program)
    let end = source.utf8.count
    var at = 0
    for piece in highlight(source) where piece.span.start >= at && piece.span.end <= end {
      out += HTMLText.lines(source.text(from: at, to: piece.span.start))
      let text = HTMLText.lines(piece.span.text)
      at = piece.span.end
      switch piece.kind {
      case .name, .sign: out += text
      default: out += "<span class=\"\(piece.kind.rawValue)\">\(text)</span>"
      }
    }
    return out + HTMLText.lines(source.text(from: at, to: end))
  }

  /// A newline behind `<pre>` is dropped by browsers, so that one in the text is kept.
  private static func block(_ text: String) -> String {
    text.isEmpty ? "" : "<pre class=\"text\">\n\(HTMLText.lines(text))</pre>\n"
  }
}

/// Rows as a table of HTML.
enum HTMLTable {
  static func text(_ table: TableSnapshot) -> String {
    guard !table.columns.isEmpty else { return "<p class=\"count\">no columns</p>\n" }
    let isNumeric = table.columns.indices.map { table.isNumeric($0) }
    var out = "<div class=\"rows\" tabindex=\"0\"><table>\n<thead><tr>"
    for (column, numeric) in zip(table.columns, isNumeric) {
      let name = HTMLText.escaped(SafeText.line(column.name))
      let kind = numeric ? " class=\"number\"" : ""
      out += "<th scope=\"col\"\(kind)><button type=\"button\">\(name)</button></th>"
    }
    out += "</tr></thead>\n<tbody>\n"
    for row in table.cells {
      out += "<tr>\(zip(row, isNumeric).map(cell).joined())</tr>\n"
    }
    return out + "</tbody>\n</table></div>\n<p class=\"count\">\(HTMLText.escaped(table.footer))</p>\n"
  }

  /// Without what only our own page gives a meaning to: for notebooks of others.
  static func plain(_ table: TableSnapshot) -> String {
    let row = { (tag: String, cells: [String]) in
      "<tr>\(cells.map { "<\(tag)>\($0)</\(tag)>" }.joined())</tr>\n"
    }
    let names = table.columns.map { HTMLText.escaped(SafeText.line($0.name)) }
    var out = "<table>\n<thead>\(row("th", names).dropLast())</thead>\n<tbody>\n"
    for cells in table.cells {
      out += row("td", cells.map { $0.kind == .null ? "<i>null</i>" : HTMLText.escaped($0.text) })
    }
    return out + "</tbody>\n</table>\n<p>\(HTMLText.escaped(table.footer))</p>\n"
  }

  private static func cell(_ cell: TableSnapshot.Cell, inNumbers: Bool) -> String {
    let text = HTMLText.escaped(cell.text)
    switch cell.kind {
    case .null: return "<td class=\"null\(inNumbers ? " number" : "")\">\(text)</td>"
    case .text: return cell.text.utf8.count > 40 ? "<td class=\"long\">\(text)</td>" : "<td>\(text)</td>"
    case .number:
      let exact = cell.exact.map { " data-exact=\"\(HTMLText.escaped($0))\"" } ?? ""
      return "<td class=\"number\"\(exact)>\(text)</td>"
    }
  }
}
