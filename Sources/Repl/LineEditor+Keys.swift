import CEdit

/// What the keys do that libedit has no function for.
extension LineEditor {
  /// Enter: ends a whole statement, goes on to a new line in an unfinished one. Two empty lines end it anyway,
  /// so that a text that never becomes whole can be sent and its error seen.
  func enter() -> UInt8 {
    let text = self.text
    if text.isEmpty || questions.isComplete(text) || endsWithEmptyLines(text) { return submit() }
    return breakLine()
  }

  /// A new line, indented unless it lies in a block string, where spaces would become part of the text.
  func breakLine() -> UInt8 {
    insert(isInBlockString(LineEditor.string(before)) ? "\n" : "\n  ")
    return UInt8(CC_REFRESH)
  }

  private func endsWithEmptyLines(_ text: String) -> Bool {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).suffix(2)
    return lines.count == 2 && lines.allSatisfy { $0.allSatisfy(\.isWhitespace) }
  }

  private func isInBlockString(_ text: String) -> Bool {
    var quotes = 0
    var blocks = 0
    for byte in text.utf8 {
      quotes = byte == UInt8(ascii: "\"") ? quotes + 1 : 0
      if quotes == 3 { (quotes, blocks) = (0, blocks + 1) }
    }
    return blocks % 2 == 1
  }

  /// The line above; from the first line, the statement before.
  func up() -> UInt8 {
    let before = self.before
    guard let lineStart = start(of: before) else { return older() }
    let column = before.count - lineStart
    let above = before[..<(lineStart - 1)]
    let aboveStart = (above.lastIndex(of: "\n") ?? -1) + 1
    move(to: aboveStart + min(column, above.count - aboveStart))
    return UInt8(CC_REFRESH)
  }

  /// The line below; from the last line, the statement after.
  func down() -> UInt8 {
    let all = scalars
    let before = self.before
    guard let lineEnd = all[before.count...].firstIndex(of: "\n") else { return newer() }
    let column = before.count - (start(of: before) ?? 0)
    let below = all[(lineEnd + 1)...]
    let belowEnd = below.firstIndex(of: "\n") ?? all.count
    move(to: min(lineEnd + 1 + column, belowEnd))
    return UInt8(CC_REFRESH)
  }

  func older() -> UInt8 { show(walk.older(from: text, cursor: before.count)) }

  func newer() -> UInt8 { show(walk.newer(from: text)) }

  private func show(_ entry: String?) -> UInt8 {
    guard let entry else { return UInt8(CC_ERROR) }
    replaceAll(entry)
    return UInt8(CC_REFRESH)
  }

  func home() -> UInt8 {
    move(to: start(of: before) ?? 0)
    return UInt8(CC_REFRESH)
  }

  func end() -> UInt8 {
    let all = scalars
    move(to: all[before.count...].firstIndex(of: "\n") ?? all.count)
    return UInt8(CC_REFRESH)
  }

  /// Where the cursor's line starts, or nil in the first line.
  private func start(of before: [Unicode.Scalar]) -> Int? {
    before.lastIndex(of: "\n").map { $0 + 1 }
  }
}
