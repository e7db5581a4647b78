import Language

/// Lays out one signature as a page.
struct HelpPage {
  let signature: Signature
  let width: Int
  let style: Style

  func text() -> String {
    var out =
      style.bold(signature.name) + ": "
      + paragraph(signature.summary, indent: 0, first: signature.name.count + 2)
    out += "\n  " + paragraph(usage, indent: 6, first: 2)
    if !signature.details.isEmpty {
      out += "\n"
      for part in signature.details.split(separator: "\n", omittingEmptySubsequences: false) {
        out += paragraph(String(part), indent: 0, first: 0)
      }
    }
    out += parameters() + examples()
    return out
  }

  /// The call as it is typed: piped value first, the rest in command spelling.
  private var usage: String {
    var parameters = signature.parameters[...]
    var out = ""
    if let first = parameters.first, first.type == .table, case .required = first.kind {
      out = first.name + " | "
      parameters = parameters.dropFirst()
    }
    let words = parameters.map { parameter in
      switch parameter.kind {
      case .required: parameter.name
      case .option(let text, _): "\(parameter.name): \(text)"
      case .rest: parameter.name + ", …"
      case .named: "name: value, …"
      }
    }
    return out + signature.name + (words.isEmpty ? "()" : " " + words.joined(separator: ", "))
  }

  private func parameters() -> String {
    guard !signature.parameters.isEmpty else { return "" }
    var out = "\n" + style.bold("parameters") + "\n"
    let heads = signature.parameters.map { "\($0.name): \($0.type.text)" }
    let column = min(32, heads.map { CharacterWidth.of($0) }.max() ?? 0)
    for (parameter, head) in zip(signature.parameters, heads) {
      let used = CharacterWidth.of(head)
      let indent = column + 4
      let pad = used <= column ? String(repeating: " ", count: column - used + 2) : "\n" + spaces(indent)
      out += "  " + style.cyan(head) + pad + paragraph(describe(parameter), indent: indent, first: indent)
    }
    return out
  }

  private func describe(_ parameter: Parameter) -> String {
    var parts: [String] = []
    if !parameter.doc.isEmpty { parts.append(parameter.doc) }
    if !parameter.choices.isEmpty { parts.append("one of " + parameter.choices.joined(separator: ", ")) }
    if case .option(let text, _) = parameter.kind { parts.append("default \(text)") }
    return parts.joined(separator: "; ")
  }

  private func examples() -> String {
    guard !signature.examples.isEmpty else { return "" }
    var out = "\n" + style.bold("examples") + "\n"
    for example in signature.examples {
      if !example.note.isEmpty { out += "  " + style.dim("# " + SafeText.line(example.note)) + "\n" }
      for line in lines(example.code) { out += "  " + line + "\n" }
      for line in lines(example.output ?? "") { out += "    " + style.dim(line) + "\n" }
    }
    return out
  }

  private func lines(_ text: String) -> [String] {
    var lines = SafeText.lines(text).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }

  /// Word-wrapped text whose first line begins at cell `first` and whose others at `indent`.
  private func paragraph(_ text: String, indent: Int, first: Int) -> String {
    let filler = String(repeating: "\u{1}", count: max(0, first - indent))
    let joined = wrapped(filler + text, cells: max(20, width - indent)).joined(
      separator: "\n" + spaces(indent))
    return String(joined.unicodeScalars.filter { $0 != "\u{1}" }.map(Character.init)) + "\n"
  }

  private func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }
}
