/// A place as an editor shows it: line and column count from 1, columns in characters.
public struct SourcePosition: Sendable, Equatable {
  public let line: Int
  public let column: Int
  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }
}

extension SourceText {
  /// Index in ``lineStarts`` of the line that holds a byte offset. O(log lines).
  public func lineIndex(at offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low
  }

  /// The bytes of one line, without its line ending.
  public func lineRange(_ index: Int) -> Range<Int> {
    guard index >= 0, index < lineStarts.count else { return 0..<0 }
    let start = lineStarts[index]
    var end = index + 1 < lineStarts.count ? lineStarts[index + 1] - 1 : utf8.count
    if end > start, utf8[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return start..<max(start, end)
  }

  /// The line's text without its end; `index` counts from 0.
  public func lineText(_ index: Int) -> String {
    let range = lineRange(index)
    return text(from: range.lowerBound, to: range.upperBound)
  }

  /// Line and column of a byte offset; offsets outside are clamped.
  public func position(at offset: Int) -> SourcePosition {
    let clamped = min(max(offset, 0), utf8.count)
    let index = lineIndex(at: clamped)
    let column = text(from: lineStarts[index], to: clamped).count + 1
    return SourcePosition(line: firstLine + index, column: column)
  }
}

extension SourceSpan {
  /// One line of source under a span: what an error prints above the carets.
  public struct Line: Sendable, Equatable {
    /// As shown to the user.
    public let number: Int
    public let text: String
    /// The characters of `text` under the span, from 0; empty (but placed) for a span between characters.
    public let characters: Range<Int>
  }

  /// Where the span starts.
  public var position: SourcePosition { source.position(at: start) }
  /// The first line the span touches, without its line ending.
  public var lineText: String { source.lineText(source.lineIndex(at: start)) }

  /// Every line the span touches, with the characters to underline.
  public var lines: [Line] {
    let first = source.lineIndex(at: start)
    let last = source.lineIndex(at: max(start, end > start ? end - 1 : end))
    return (first...max(first, last)).map { index in
      let range = source.lineRange(index)
      let low = min(max(start, range.lowerBound), range.upperBound)
      let high = max(low, min(end, range.upperBound))
      let before = source.text(from: range.lowerBound, to: low).count
      let inside = source.text(from: low, to: high).count
      return Line(
        number: source.firstLine + index, text: source.lineText(index), characters: before..<(before + inside)
      )
    }
  }
}
