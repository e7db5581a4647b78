/// A text of several statements, as a paste brings it, taken apart: each is run and remembered for itself.
enum Entries {
  /// Longer texts are one entry: finding their parts would parse them too often.
  static let longestSplit = 64 * 1024

  /// The entries in order; only line breaks between them are left out.
  static func split(_ text: String, isComplete: (String) -> Bool) -> [String] {
    guard text.utf8.count <= longestSplit, text.contains("\n") else { return [text] }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var entries: [String] = []
    var open: [String] = []
    for (index, line) in lines.enumerated() {
      if open.isEmpty && line.trimmed.isEmpty { continue }
      open.append(line)
      let next = lines[(index + 1)...].first { !$0.trimmed.isEmpty }
      let soFar = open.joined(separator: "\n")
      guard MetaCommand.matches(soFar) || (isStatement(open) && isComplete(soFar)) else { continue }
      if let next, goesOn(next) { continue }
      entries.append(soFar)
      open = []
    }
    if open.contains(where: { !$0.trimmed.isEmpty }) { entries.append(open.joined(separator: "\n")) }
    return entries
  }

  /// Comments belong to what follows them.
  private static func isStatement(_ lines: [String]) -> Bool {
    lines.contains { line in !line.trimmed.isEmpty && !line.trimmed.hasPrefix("#") }
  }

  /// A line that belongs to the statement before it.
  private static func goesOn(_ line: String) -> Bool {
    let line = line.trimmed
    return line.hasPrefix("|") || line.hasPrefix("else") || line.hasPrefix("catch")
  }
}
