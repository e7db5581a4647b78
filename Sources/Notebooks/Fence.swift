/// An opening code fence (CommonMark 0.31, 4.5): up to three spaces, three or more backticks or tildes, a note.
struct Fence {
  /// A backtick or a tilde.
  let mark: UInt8
  let length: Int
  let indent: Int
  /// What stands after the marks, ends trimmed.
  let note: String

  /// The first word of the note.
  var kind: String { String(note.prefix { $0 != " " && $0 != "\t" }) }
  /// The words after it.
  var words: [String] { note.split { $0 == " " || $0 == "\t" }.dropFirst().map(String.init) }

  /// The fence that a line opens, if it opens one.
  init?(opening line: ArraySlice<UInt8>) {
    let rest = line.drop { $0 == UInt8(ascii: " ") }
    indent = rest.startIndex - line.startIndex
    guard indent <= 3, let first = rest.first else { return nil }
    guard first == UInt8(ascii: "`") || first == UInt8(ascii: "~") else { return nil }
    let after = rest.drop { $0 == first }
    mark = first
    length = after.startIndex - rest.startIndex
    guard length >= 3 else { return nil }
    // A backtick in the note makes it a code span within a paragraph, not a fence.
    guard first == UInt8(ascii: "~") || !after.contains(UInt8(ascii: "`")) else { return nil }
    note = trimmed(String(decoding: after, as: UTF8.self))
  }

  /// True for a line that closes this fence: the same mark at least as often, and nothing else.
  func isClosed(by line: ArraySlice<UInt8>) -> Bool {
    let rest = line.drop { $0 == UInt8(ascii: " ") }
    guard rest.startIndex - line.startIndex <= 3 else { return false }
    let after = rest.drop { $0 == mark }
    guard after.startIndex - rest.startIndex >= length else { return false }
    return after.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
  }

  /// A fence of backticks long enough to hold `text`.
  static func holding(_ text: String) -> String {
    var longest = 2
    for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
      let rest = line.drop { $0 == UInt8(ascii: " ") }
      longest = max(longest, rest.prefix { $0 == UInt8(ascii: "`") }.count)
    }
    return String(repeating: "`", count: longest + 1)
  }
}
