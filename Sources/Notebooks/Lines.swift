/// A line of a file: where its text is and where the next line starts.
struct Line {
  /// Bytes of the text, without the line end.
  let text: Range<Int>
  /// Where the next line starts: after "\n" or "\r\n", or the end of the file.
  let end: Int
  /// From 1.
  let number: Int
}

enum Lines {
  /// Cuts a file into lines. An end of file without a newline ends the last line; an empty file has none.
  static func split(_ bytes: [UInt8], from start: Int = 0) -> [Line] {
    var lines: [Line] = []
    var at = start
    while at < bytes.count {
      let newline = bytes[at...].firstIndex(of: UInt8(ascii: "\n"))
      let end = newline.map { $0 + 1 } ?? bytes.count
      var textEnd = newline ?? bytes.count
      if newline != nil, textEnd > at, bytes[textEnd - 1] == UInt8(ascii: "\r") { textEnd -= 1 }
      lines.append(Line(text: at..<textEnd, end: end, number: lines.count + 1))
      at = end
    }
    return lines
  }

  /// The lines' text, each ended by "\n".
  static func text(_ lines: some Collection<Line>, in bytes: [UInt8]) -> String {
    var joined: [UInt8] = []
    for line in lines {
      joined += bytes[line.text]
      joined.append(UInt8(ascii: "\n"))
    }
    return String(decoding: joined, as: UTF8.self)
  }
}

/// Spaces and tabs at both ends taken away.
func trimmed(_ text: some StringProtocol) -> String {
  let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
  let front = text.drop(while: isBlank)
  guard let last = front.lastIndex(where: { !isBlank($0) }) else { return "" }
  return String(front[...last])
}
