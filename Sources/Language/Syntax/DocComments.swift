/// `##` comments by line, to be found from the declaration they belong to.
struct DocComments: Sendable {
  /// Line index to text: comments with a line of their own, and those that end a line of code.
  private var above: [Int: String] = [:]
  private var trailing: [Int: String] = [:]

  init(_ comments: [Comment]) {
    for comment in comments where comment.isDoc {
      let line = comment.span.source.lineIndex(at: comment.span.start)
      if comment.ownsLine { above[line] = comment.text } else { trailing[line] = comment.text }
    }
  }

  /// The lines directly above a declaration, then the comment that ends its first or last line.
  func text(source: SourceText, start: Int, headerEnd: Int) -> String {
    guard !above.isEmpty || !trailing.isEmpty else { return "" }
    let first = source.lineIndex(at: start)
    var lines: [String] = []
    var line = first - 1
    while let text = above[line] {
      lines.insert(text, at: 0)
      line -= 1
    }
    let last = source.lineIndex(at: max(start, headerEnd - 1))
    if let text = trailing[first] ?? trailing[last] { lines.append(text) }
    return lines.joined(separator: "\n")
  }
}
