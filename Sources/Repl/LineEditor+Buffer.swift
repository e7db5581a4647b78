import CEdit
import Rendering

/// The text being edited, as Swift sees it. Positions count Unicode scalars, which are libedit's characters.
extension LineEditor {
  /// A copy of the buffer.
  var scalars: [Unicode.Scalar] { copy { ($0.buffer, $0.lastchar) } }

  var text: String { LineEditor.string(scalars) }

  /// What stands before the cursor.
  var before: [Unicode.Scalar] { copy { ($0.buffer, $0.cursor) } }

  static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars)
    return String(text)
  }

  private func copy(
    _ range: (LineInfoW) -> (UnsafePointer<wchar_t>?, UnsafePointer<wchar_t>?)
  ) -> [Unicode.Scalar] {
    guard let line = el_wline(handle) else { return [] }
    let (first, last) = range(line.pointee)
    guard let first, let last, last > first else { return [] }
    return UnsafeBufferPointer(start: first, count: last - first).map { LineEditor.scalar($0) }
  }

  static func scalar(_ character: wchar_t) -> Unicode.Scalar {
    Unicode.Scalar(UInt32(bitPattern: Int32(character))) ?? "\u{FFFD}"
  }

  func move(to position: Int) {
    _ = el_cursor(handle, Int32(clamping: position - before.count))
  }

  func insert(_ text: String) {
    var wide = text.unicodeScalars.filter { $0.value != 0 }.map { wchar_t(bitPattern: $0.value) }
    wide.append(0)
    _ = wide.withUnsafeBufferPointer { el_winsertstr(handle, $0.baseAddress) }
  }

  /// Removes that many characters before the cursor.
  func deleteBefore(_ count: Int) {
    if count > 0 { el_deletestr(handle, Int32(clamping: count)) }
  }

  /// Puts `text` in place of all there is, cursor behind it.
  func replaceAll(_ text: String) {
    move(to: scalars.count)
    deleteBefore(scalars.count)
    insert(text)
  }

  /// Terminal rows between the cursor's and the last of the text.
  var rowsBelowCursor: Int { max(0, rows(scalars) - rows(before)) }

  /// The column behind the text's last character.
  var endColumn: Int {
    let lines = LineEditor.string(scalars).split(separator: "\n", omittingEmptySubsequences: false)
    let cells = CharacterWidth.of(lines.last ?? "") + (lines.count == 1 ? prompt.utf8.count : 0)
    return cells % max(1, Terminal.width() ?? 80)
  }

  private func rows(_ scalars: [Unicode.Scalar]) -> Int {
    let width = max(1, Terminal.width() ?? 80)
    var rows = 0
    let lines = LineEditor.string(scalars).split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      let cells = CharacterWidth.of(line) + (index == 0 ? prompt.utf8.count : 0)
      rows += 1 + cells / width
    }
    return rows
  }
}
