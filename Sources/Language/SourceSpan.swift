/// One piece of source text with a name: a file, a notebook cell or a line typed at the prompt.
public final class SourceText: Sendable {
  /// What an error prints before the line number: `tour.vnb`, `<prompt>`, `<eval>`.
  public let name: String
  public let utf8: [UInt8]
  /// Number of the first line as shown to the user (a notebook cell starts somewhere down its file). From 1.
  public let firstLine: Int

  public init(name: String, text: String, firstLine: Int = 1) {
    self.name = name
    self.utf8 = Array(text.utf8)
    self.firstLine = firstLine
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
}
