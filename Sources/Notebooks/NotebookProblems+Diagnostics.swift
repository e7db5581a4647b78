import Language

extension NotebookProblems {
  /// Each problem with its place: the line it is on, underlined. `bytes` is the file; without it there is no place.
  public func diagnostics(in source: SourceText?) -> [Diagnostic] {
    problems.map { problem in
      let span = source.flatMap { text in problem.line.map { text.span(ofLine: $0) } }
      return problem.error.diagnostic(at: span)
    }
  }
}

extension NotebookError {
  public func diagnostic(at span: SourceSpan? = nil) -> Diagnostic {
    Diagnostic(self, at: span)
  }
}

extension SourceText {
  /// The text of a line of the file, numbered as the user sees it, without its end.
  public func span(ofLine number: Int) -> SourceSpan {
    var start = 0
    var line = firstLine
    while line < number, let end = utf8[start...].firstIndex(of: UInt8(ascii: "\n")) {
      start = end + 1
      line += 1
    }
    var end = utf8[start...].firstIndex(of: UInt8(ascii: "\n")) ?? utf8.count
    if end > start, utf8[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return SourceSpan(source: self, start: start, end: end)
  }
}
