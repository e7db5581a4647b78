/// A piece of source with its class, for colouring and completion. Nothing is run and no name is looked up.
public struct Highlight: Sendable {
  /// Classes of tokens that a theme can tell apart.
  public enum Kind: String, Sendable {
    case keyword, name, number, string, comment, doc, sign
    /// `.name`, `base.name` and `name:` before an argument.
    case field
    case wrong
  }
  public let kind: Kind
  public let span: SourceSpan
}

/// Every token and comment of a source in order. Strings with holes are one piece.
public func highlight(_ source: SourceText) -> [Highlight] {
  guard source.utf8.count <= Limits.sourceBytes else { return [] }
  var lexer = Lexer(source)
  let tokens = lexer.tokens()
  var result = lexer.comments.map { Highlight(kind: $0.isDoc ? .doc : .comment, span: $0.span) }
  for (index, token) in tokens.enumerated() where token.kind != .newline && token.kind != .end {
    let afterDot = index > 0 && tokens[index - 1].kind == .dot && token.glued
    let beforeColon = index + 1 < tokens.count && tokens[index + 1].kind == .colon
    let span = SourceSpan(source: source, start: token.start, end: token.end)
    result.append(Highlight(kind: kind(of: token, isField: afterDot || beforeColon), span: span))
  }
  return result.sorted { $0.span.start < $1.span.start }
}

private func kind(of token: Token, isField: Bool) -> Highlight.Kind {
  if isField, token.kind.isWord { return .field }
  switch token.kind {
  case .name: return .name
  case .int, .float: return .number
  case .string: return .string
  case .invalid: return .wrong
  default: return token.kind.isWord ? .keyword : .sign
  }
}
