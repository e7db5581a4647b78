/// Thrown to leave a statement after its error was reported.
struct SyntaxFailure: Error {}

/// Recursive descent for statements, a precedence table for operators. It knows no names: what a text means never depends on
/// what is defined.
struct Parser {
  let source: SourceText
  let options: ParseOptions
  var tokens: [Token]
  var index = 0
  var diagnostics: [Diagnostic]
  let comments: [Comment]
  var roles: [Int: TokenRole] = [:]
  /// Inside parentheses and brackets a newline is space; inside a block it ends a statement.
  var newlinesAreSpace = false
  var depth = 0
  var loopDepth = 0
  var functionDepth = 0
  /// The first error was that the text ended.
  var ranOut = false
  let docs: DocComments

  init(_ source: SourceText, _ options: ParseOptions) {
    var lexer = Lexer(source)
    self.source = source
    self.options = options
    self.tokens = lexer.tokens()
    self.diagnostics = lexer.diagnostics
    self.comments = lexer.comments
    self.docs = DocComments(lexer.comments)
    self.ranOut = lexer.endsInsideBlockString && lexer.diagnostics.count == 1
  }

  mutating func parseProgram() -> ParseResult {
    let statements = parseStatements(until: .end)
    return ParseResult(
      program: Program(source: source, statements: statements, comments: comments),
      diagnostics: diagnostics.sorted {
        ($0.labels.first?.span.start ?? 0) < ($1.labels.first?.span.start ?? 0)
      },
      isIncomplete: ranOut, roles: roles)
  }

  // MARK: Tokens

  /// The current token; newlines are passed over where they are space.
  var current: Token {
    mutating get {
      if newlinesAreSpace { skipNewlines() }
      return tokens[index]
    }
  }

  /// The kind of the current token.
  var kind: TokenKind { mutating get { current.kind } }

  /// Looks ahead without passing over newlines.
  func peek(_ offset: Int) -> Token { tokens[min(index + offset, tokens.count - 1)] }

  mutating func skipNewlines() { while tokens[index].kind == .newline { index += 1 } }

  @discardableResult
  mutating func advance() -> Token {
    let token = current
    if index < tokens.count - 1 { index += 1 }
    return token
  }

  /// End of the token before the current one.
  var previousEnd: Int { index > 0 ? tokens[index - 1].end : 0 }

  mutating func accept(_ wanted: TokenKind) -> Token? {
    guard kind == wanted else { return nil }
    return advance()
  }

  mutating func expect(_ wanted: TokenKind, _ what: String) throws -> Token {
    if let token = accept(wanted) { return token }
    throw unexpected(what)
  }

  /// A closing bracket; when it is missing, the error points at the opening one too.
  mutating func expectClose(_ wanted: TokenKind, of open: Token) throws -> Token {
    if let token = accept(wanted) { return token }
    throw unexpected("`\(wanted.rawValue)`", openedAt: span(open))
  }

  func span(_ token: Token) -> SourceSpan { SourceSpan(source: source, start: token.start, end: token.end) }

  /// From a start to the end of what was read last.
  func span(from start: Int) -> SourceSpan {
    SourceSpan(source: source, start: start, end: max(start, lastTokenEnd))
  }

  private var lastTokenEnd: Int {
    var place = index - 1
    while place >= 0, tokens[place].kind == .newline { place -= 1 }
    return place >= 0 ? tokens[place].end : 0
  }

  func text(_ token: Token) -> String { source.text(from: token.start, to: token.end) }

  func name(_ token: Token) -> Name { Name(text(token), span(token)) }

  // MARK: Errors

  mutating func unexpected(_ what: String, openedAt: SourceSpan? = nil) -> SyntaxFailure {
    let token = current
    if token.kind == .invalid { return SyntaxFailure() }
    if token.kind == .end {
      if diagnostics.isEmpty { ranOut = source.utf8.count == token.start }
      if !diagnostics.isEmpty && ranOut { return SyntaxFailure() }
    }
    let found = LanguageError.describe(token.kind, text(token))
    return fail(.expected(what, found: found), span(token), also: openedAt.map { ($0, "opened here") })
  }

  /// Reports and gives what to throw.
  mutating func fail(_ error: LanguageError, _ span: SourceSpan, also: (SourceSpan, String)? = nil)
    -> SyntaxFailure
  {
    report(error, span, also: also)
    return SyntaxFailure()
  }

  mutating func report(_ error: LanguageError, _ span: SourceSpan, also: (SourceSpan, String)? = nil) {
    guard diagnostics.count < Limits.diagnostics else { return }
    var diagnostic = error.diagnostic(at: span)
    if let (place, words) = also { diagnostic.labels.append(.init(place, words)) }
    diagnostics.append(diagnostic)
  }

  /// Counts a level of nesting for as long as `body` runs.
  mutating func nested<T>(_ body: (inout Parser) throws -> T) throws -> T {
    guard depth < Limits.sourceDepth else {
      let token = current
      throw fail(.tooDeep, span(token))
    }
    depth += 1
    defer { depth -= 1 }
    return try body(&self)
  }

  /// Runs `body` with newlines as space, or as ends of statements.
  mutating func withNewlinesAsSpace<T>(_ flag: Bool, _ body: (inout Parser) throws -> T) rethrows -> T {
    let before = newlinesAreSpace
    newlinesAreSpace = flag
    defer { newlinesAreSpace = before }
    return try body(&self)
  }

  /// A node, unless the tree grows too high.
  mutating func make(_ kind: Expression.Kind, _ span: SourceSpan) throws -> Expression {
    let node = Expression(kind, span)
    guard node.height <= Limits.treeHeight else { throw fail(.tooDeep, span) }
    return node
  }
}
