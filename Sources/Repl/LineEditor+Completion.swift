import CEdit

extension LineEditor {
  /// Tab: inserts what all completions share, and lists them when that is nothing new.
  func completeWord() -> UInt8 {
    let before = self.before
    let line = before.suffix(from: (before.lastIndex(of: "\n") ?? -1) + 1)
    if line.allSatisfy({ $0 == " " }) && before.contains("\n") {
      insert("  ")
      return UInt8(CC_REFRESH)
    }
    let head = LineEditor.string(before)
    let cursor = head.utf8.count
    let found = questions.complete(text, cursor).filter { $0.start >= 0 && $0.start <= cursor }
    guard let first = found.first else { return UInt8(CC_ERROR) }
    let start = head.utf8.index(head.startIndex, offsetBy: first.start)
    let typed = head[start...]
    let alike = found.filter { $0.start == first.start }
    let common = CompletionList.commonPrefix(alike.map(\.text))
    if alike.count == 1 || (common.utf8.count > typed.utf8.count) {
      let rest = scalars.dropFirst(before.count)
      let isClosed = rest.starts(with: Array(first.closing.unicodeScalars))
      let closing = alike.count == 1 && !isClosed ? first.closing : ""
      if common == typed && closing.isEmpty { return UInt8(CC_ERROR) }
      deleteBefore(typed.unicodeScalars.count)
      insert(common + closing)
      return UInt8(CC_REFRESH)
    }
    list(alike)
    return UInt8(CC_NORM)
  }

  /// Shows the list below the text and draws prompt and text again below that.
  private func list(_ completions: [Completion]) {
    let lines = CompletionList.lines(completions, width: Terminal.width() ?? 80)
    let down = String(repeating: "\r\n", count: rowsBelowCursor + 1)
    try? Terminal.write(down + lines.joined(separator: "\r\n") + "\r\n", to: 1)
    vnb_edit_redraw(handle)
  }
}
