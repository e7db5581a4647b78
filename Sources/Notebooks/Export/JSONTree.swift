import Rendering

/// JSON to be written with its names in the order given, so that the same document is the same bytes.
indirect enum JSONTree {
  case null
  case bool(Bool)
  case int(Int)
  case string(String)
  /// JSON text as it is, on one line.
  case raw(String)
  case list([JSONTree])
  case object([(String, JSONTree)])

  /// A text as nbformat keeps it: a list of lines, each with its end.
  static func lines(_ text: String) -> JSONTree {
    var lines: [String] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) { lines.append(line + "\n") }
    // What stands behind the last newline is no line when it is empty, and has no end when it is not.
    if let last = lines.popLast(), last != "\n" { lines.append(String(last.dropLast())) }
    return .list(lines.map { .string($0) })
  }

  /// The whole text, a level indented by one space as Jupyter writes it, ended by a newline.
  var text: String {
    var out = ""
    write(to: &out, margin: "\n")
    return out + "\n"
  }

  private func write(to out: inout String, margin: String) {
    switch self {
    case .null: out += "null"
    case .bool(let flag): out += flag ? "true" : "false"
    case .int(let number): out += String(number)
    case .string(let text): out += jsonQuoted(text)
    case .raw(let text): out += text
    case .list(let items):
      if items.isEmpty { return out += "[]" }
      out += "["
      for (index, item) in items.enumerated() {
        out += (index > 0 ? "," : "") + margin + " "
        item.write(to: &out, margin: margin + " ")
      }
      out += margin + "]"
    case .object(let fields):
      if fields.isEmpty { return out += "{}" }
      out += "{"
      for (index, field) in fields.enumerated() {
        out += (index > 0 ? "," : "") + margin + " " + jsonQuoted(field.0) + ": "
        field.1.write(to: &out, margin: margin + " ")
      }
      out += margin + "}"
    }
  }
}
