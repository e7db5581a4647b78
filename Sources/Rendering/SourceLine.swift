import Basics
import Language

/// The line of a source text that holds a byte offset.
struct SourceLine {
  /// Source lines wider than this are shown in part, around the place.
  static let widestExcerpt = 120

  /// As the user counts: from the source's first line.
  let number: Int
  /// Byte range without the line break.
  let start: Int
  let end: Int
  let isEmptySource: Bool
  /// The line, with passwords covered.
  private let bytes: [UInt8]

  init(_ source: SourceText, at offset: Int) {
    let index = source.lineIndex(at: min(max(0, offset), source.utf8.count))
    let range = source.lineRange(index)
    (number, start, end) = (source.firstLine + index, range.lowerBound, range.upperBound)
    isEmptySource = source.utf8.isEmpty
    bytes = PasswordMask.covered(Array(source.utf8[range]))
  }

  /// The column of a byte offset in characters, from 1.
  func column(at offset: Int) -> Int { text(from: start, to: offset).count + 1 }

  /// Bytes of this line as text; offsets outside the line are moved to its ends.
  func text(from: Int, to: Int) -> String {
    let low = min(max(from, start), end)
    let high = min(max(to, low), end)
    return String(decoding: bytes[(low - start)..<(high - start)], as: UTF8.self)
  }
}

/// A label laid out under its line.
struct Mark {
  let line: SourceLine
  let isPrimary: Bool
  let text: String
  /// The line as shown: safe, tabs as four spaces, cut around the place where it is very long.
  let excerpt: String
  /// Cells before the carets, and their number.
  let offset: Int
  let width: Int

  init(_ label: Diagnostic.Label, isPrimary: Bool) {
    let line = SourceLine(label.span.source, at: label.span.start)
    let before = Mark.shown(line.text(from: line.start, to: label.span.start))
    let marked = Mark.shown(line.text(from: label.span.start, to: label.span.end))
    let after = Mark.shown(line.text(from: max(label.span.start, label.span.end), to: line.end))
    var offset = CharacterWidth.of(before)
    var width = max(1, CharacterWidth.of(marked))
    var excerpt = before + marked + after
    if CharacterWidth.of(excerpt) > SourceLine.widestExcerpt {
      let most = SourceLine.widestExcerpt
      width = min(width, most / 2)
      let tail = Mark.tail(before, cells: most / 3)
      let rest = CharacterWidth.prefix(marked + after, cells: most - CharacterWidth.of(tail))
      let isCut = rest.text.endIndex != (marked + after).endIndex
      excerpt = tail + rest.text + (isCut ? "…" : "")
      offset = CharacterWidth.of(tail)
    }
    let endsLater = label.span.end > line.end + 2
    self.line = line
    self.isPrimary = isPrimary
    self.excerpt = excerpt
    self.offset = offset
    self.width = width
    text = SafeText.line(label.text) + (endsLater ? " (and the lines below)" : "")
  }

  private static func shown(_ text: String) -> String {
    SafeText.line(text.split(separator: "\t", omittingEmptySubsequences: false).joined(separator: "    "))
  }

  /// The end of `text` in at most `cells` cells, with `…` where its start was left out.
  private static func tail(_ text: String, cells: Int) -> String {
    guard CharacterWidth.of(text) > cells else { return text }
    var used = 1
    var start = text.endIndex
    while start > text.startIndex {
      let previous = text.index(before: start)
      let width = CharacterWidth.of(text[previous])
      if used + width > cells { break }
      used += width
      start = previous
    }
    return "…" + text[start...]
  }
}
