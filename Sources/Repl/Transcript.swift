/// Pasted text made fit for editing.
enum Transcript {
  /// Line breaks become LF, other control characters but tabs are dropped, and a last line break is left out: the
  /// user presses Enter. A copied session (its first line has the prompt) loses prompts and output.
  static func cleaned(_ pasted: String, prompt: String, isComplete: (String) -> Bool) -> String {
    var lines = unified(pasted).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    while lines.count > 1 && lines.last?.isEmpty == true { lines.removeLast() }
    if lines.first?.hasPrefix(prompt) == true {
      lines = statements(lines, prompt: prompt, isComplete: isComplete)
    }
    return lines.joined(separator: "\n")
  }

  private static func unified(_ text: String) -> String {
    var out = String.UnicodeScalarView()
    var previous: Unicode.Scalar = " "
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\r": out.append("\n")
      case "\n": if previous != "\r" { out.append("\n") }
      case "\t": out.append("\t")
      default: if scalar.value >= 0x20 && !(0x7F..<0xA0).contains(scalar.value) { out.append(scalar) }
      }
      previous = scalar
    }
    return String(out)
  }

  /// Lines with a prompt, and those that go on what such a line left unfinished; the rest is output.
  private static func statements(
    _ lines: [String], prompt: String, isComplete: (String) -> Bool
  ) -> [String] {
    var kept: [String] = []
    var statement = ""
    for line in lines {
      if line.hasPrefix(prompt) {
        statement = String(line.dropFirst(prompt.count))
        kept.append(statement)
      } else if !isComplete(statement) {
        statement += "\n" + line
        kept.append(line)
      }
    }
    return kept
  }
}
