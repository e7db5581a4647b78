/// One piece of source text with a name: a file, a notebook cell or a line typed at the prompt.
public final class SourceText: Sendable {
  /// What an error prints before the line number: `tour.vnb`, `<prompt>`, `<eval>`.
  public let name: String
  public let utf8: [UInt8]
  /// Number of the first line as shown to the user (a notebook cell starts somewhere down its file). From 1.
  public let firstLine: Int
  /// Byte offset of the first byte of each line.
  public let lineStarts: [Int]

  public init(name: String, text: String, firstLine: Int = 1) {
    self.name = name
    let bytes = Array(text.utf8)
    self.utf8 = bytes
    self.firstLine = firstLine
    var starts = [0]
    for (offset, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") { starts.append(offset + 1) }
    self.lineStarts = starts
  }

  /// The text between two byte offsets, clamped to the source.
  public func text(from start: Int, to end: Int) -> String {
    let low = min(max(start, 0), utf8.count)
    let high = min(max(end, low), utf8.count)
    return String(decoding: utf8[low..<high], as: UTF8.self)
  }
}

/// A half-open range of UTF-8 byte offsets in one source text.
public struct SourceSpan: Sendable {
  public let source: SourceText
  public let start: Int
  public let end: Int

  public init(source: SourceText, start: Int, end: Int) {
    self.source = source
    self.start = start
    self.end = end
  }

  /// The text under the span.
  public var text: String { source.text(from: start, to: end) }

  /// From the start of this span to the end of the other.
  public func joined(_ other: SourceSpan) -> SourceSpan {
    SourceSpan(source: source, start: min(start, other.start), end: max(end, other.end))
  }
}
