/// A document as plain Markdown: prose as it is, programs and outputs in fences.
struct MarkdownExport {
  let document: ExportDocument

  init(_ document: ExportDocument) { self.document = document }

  var text: String {
    var pieces: [String] = []
    if let title = document.frontMatter.title, !beginsWithHeading {
      pieces.append("# \(Self.escaped(title))")
    }
    for part in document.parts {
      switch part {
      case .prose(let text, _): pieces.append(text)
      case .cell(let cell): pieces += Self.pieces(cell, document.parameters)
      }
    }
    return pieces.isEmpty ? "" : pieces.joined(separator: "\n\n") + "\n"
  }

  private var beginsWithHeading: Bool {
    guard case .prose(let text, _)? = document.parts.first else { return false }
    return text.hasPrefix("# ")
  }

  private static func pieces(_ cell: ExportDocument.Cell, _ parameters: [ExportDocument.Parameter])
    -> [String]
  {
    var pieces: [String] = []
    if !cell.program.isEmpty { pieces.append(fenced(cell.program, "vnb")) }
    if cell.isParams, parameters.contains(where: \.isGiven) {
      let given = parameters.filter(\.isGiven).map { "\($0.name) = \($0.value)" }
      pieces.append("Run with:\n\n" + fenced(given.joined(separator: "\n"), "text"))
    }
    let shown = cell.shown.map(\.text).joined()
    if !shown.isEmpty { pieces.append(fenced(shown, "text")) }
    if let failure = cell.failure { pieces.append(fenced(failure.text, "text")) }
    return pieces
  }

  private static func fenced(_ text: String, _ kind: String) -> String {
    let marks = Fence.holding(text)
    return "\(marks)\(kind)\n\(text)\(text.hasSuffix("\n") ? "" : "\n")\(marks)"
  }

  /// A title of the front matter is plain text.
  private static func escaped(_ text: String) -> String {
    var out = ""
    for character in text {
      if "\\`*_[]<>&#".contains(character) { out += "\\" }
      out.append(character)
    }
    return out
  }
}
