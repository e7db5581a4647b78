/// What ``parse(_:_:)`` made of a source text.
public struct ParseResult: Sendable {
  /// Every statement that could be read; whole only when `diagnostics` is empty.
  public let program: Program
  public let diagnostics: [Diagnostic]
  /// The text ends too early and more lines may complete it: an open bracket, block or `"""`, or an operator at the end.
  public let isIncomplete: Bool
  /// Offsets of tokens whose role only the parser knows; the formatter spaces by them.
  let roles: [Int: TokenRole]
}

/// Where one sign has two uses.
enum TokenRole: Sendable { case prefix, blockBrace, typeBracket, command }

/// What differs between a file and a prompt.
public struct ParseOptions: OptionSet, Sendable {
  public let rawValue: Int
  public init(rawValue: Int) { self.rawValue = rawValue }
  /// At the prompt a statement may begin with `|` and then starts from `_`, the last value.
  public static let prompt = ParseOptions(rawValue: 1)
}

/// Reads a source text. Never fails: errors are in the result, several at once, at most ``Limits/diagnostics``.
public func parse(_ source: SourceText, _ options: ParseOptions = []) -> ParseResult {
  guard source.utf8.count <= Limits.sourceBytes else {
    let place = SourceSpan(source: source, start: 0, end: 0)
    let program = Program(source: source, statements: [], comments: [])
    return ParseResult(
      program: program, diagnostics: [LanguageError.sourceTooLarge(source.utf8.count).diagnostic(at: place)],
      isIncomplete: false, roles: [:])
  }
  var parser = Parser(source, options)
  return parser.parseProgram()
}
