/// The text on lines of at most `cells` cells, broken at spaces where there are some.
public func wrapped(_ text: String, cells: Int) -> [String] {
  let cells = max(1, cells)
  var lines: [String] = []
  for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
    var line = ""
    var used = 0
    for word in paragraph.split(separator: " ", omittingEmptySubsequences: false) {
      var rest = word[...]
      var width = CharacterWidth.of(rest)
      if !line.isEmpty && used + 1 + width > cells {
        lines.append(line)
        (line, used) = ("", 0)
      }
      while width > cells {
        let (start, filled) = CharacterWidth.prefix(rest, cells: cells)
        guard start.endIndex > rest.startIndex else { break }
        lines.append(String(start))
        rest = rest[start.endIndex...]
        width -= filled
      }
      if used > 0 {
        line += " " + rest
        used += 1 + width
      } else {
        line += rest
        used = width
      }
    }
    lines.append(line)
  }
  return lines
}
