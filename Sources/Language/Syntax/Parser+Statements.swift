extension Parser {
  /// Statements up to a closing token, which stays. After an error it goes on with the next statement.
  mutating func parseStatements(until close: TokenKind) -> [Statement] {
    var statements: [Statement] = []
    while true {
      while tokens[index].kind == .newline || tokens[index].kind == .semicolon { index += 1 }
      let kind = tokens[index].kind
      if kind == close || kind == .end { return statements }
      let before = index
      do {
        statements.append(try withNewlinesAsSpace(false) { try $0.parseStatement() })
      } catch {
        recover()
        if index == before { index += 1 }
      }
      if diagnostics.count >= Limits.diagnostics { index = tokens.count - 1 }
    }
  }

  /// Passes over the rest of a wrong statement: to the end of its line, brackets balanced.
  private mutating func recover() {
    var open = 0
    while true {
      switch tokens[index].kind {
      case .end: return
      case .openParen, .openBracket, .openBrace: open += 1
      case .closeParen, .closeBracket: open = max(0, open - 1)
      case .closeBrace:
        if open == 0 { return }
        open -= 1
      case .newline, .semicolon: if open == 0 { return }
      default: break
      }
      index += 1
    }
  }

  private mutating func parseStatement() throws -> Statement {
    let start = tokens[index].start
    let kind = try parseStatementKind()
    let span = span(from: start)
    let isHushed = tokens[index].kind == .semicolon
    switch tokens[index].kind {
    case .newline, .semicolon, .end, .closeBrace: break
    default: throw leftover()
    }
    return Statement(kind, span, isHushed: isHushed)
  }

  /// Something follows a whole statement on its line.
  private mutating func leftover() -> SyntaxFailure {
    let token = current
    if token.kind == .invalid { return SyntaxFailure() }
    if token.kind.startsValue { return fail(.valueAfterValue, span(token)) }
    return unexpected("the end of the statement")
  }

  private mutating func parseStatementKind() throws -> Statement.Kind {
    switch tokens[index].kind {
    case .let: return try parseLet()
    case .param: return try parseParam()
    case .fn where peek(1).kind == .name: return try parseFunctionStatement()
    case .for: return try parseFor()
    case .while: return try parseWhile()
    case .return: return try parseReturn()
    case .break, .continue: return try parseJump()
    case .use:
      advance()
      return .use(name(try expect(.name, "the name of a module")))
    default: return try parseExpressionStatement()
    }
  }

  private mutating func parseExpressionStatement() throws -> Statement.Kind {
    let value = try parsePipe(allowBare: true)
    guard let sign = accept(.assign) else { return .expression(value) }
    skipNewlines()
    var place = value
    if case .call(let call) = value.kind, call.spelling == .bare { place = call.callee }
    guard Parser.isPlace(place) else { throw fail(.badAssignmentTarget, span(sign)) }
    return .assign(place, try parsePipe(allowBare: true))
  }

  private static func isPlace(_ expression: Expression) -> Bool {
    switch expression.kind {
    case .name: true
    case .field(let base, _), .index(let base, _): isPlace(base)
    default: false
    }
  }

  private mutating func parseLet() throws -> Statement.Kind {
    advance()
    let name = name(try expect(.name, "a name after `let`"))
    let type = accept(.colon) == nil ? nil : try parseType()
    _ = try expect(.assign, "`=` and a value")
    skipNewlines()
    return .let(name, type, try parsePipe(allowBare: true))
  }

  private mutating func parseParam() throws -> Statement.Kind {
    let start = advance().start
    let name = name(try expect(.name, "a name after `param`"))
    _ = try expect(.colon, "`:` and a type, such as `: int`")
    let type = try parseType()
    let value = accept(.assign) == nil ? nil : try parseExpression()
    let doc = docs.text(source: source, start: start, headerEnd: previousEnd)
    return .param(ParamDeclaration(name: name, type: type, defaultValue: value, doc: doc))
  }

  private mutating func parseFor() throws -> Statement.Kind {
    advance()
    let name = name(try expect(.name, "a name after `for`"))
    _ = try expect(.in, "`in` and what to go through")
    let sequence = try parseExpression()
    return .forIn(name, sequence, try parseLoopBody())
  }

  private mutating func parseWhile() throws -> Statement.Kind {
    advance()
    let condition = try parseExpression()
    return .whileLoop(condition, try parseLoopBody())
  }

  private mutating func parseLoopBody() throws -> Block {
    loopDepth += 1
    defer { loopDepth -= 1 }
    return try parseBlock()
  }

  private mutating func parseReturn() throws -> Statement.Kind {
    let word = advance()
    if functionDepth == 0 { report(.returnOutsideFunction, span(word)) }
    switch tokens[index].kind {
    case .newline, .semicolon, .end, .closeBrace: return .return(nil)
    default: return .return(try parsePipe(allowBare: true))
    }
  }

  private mutating func parseJump() throws -> Statement.Kind {
    let word = advance()
    if loopDepth == 0 { report(.jumpOutsideLoop(word.kind.rawValue), span(word)) }
    return word.kind == .break ? .break : .continue
  }

  mutating func parseBlock() throws -> Block {
    let open = try expect(.openBrace, "`{` and a block")
    roles[open.start] = .blockBrace
    return try nested { parser in
      try parser.withNewlinesAsSpace(false) { inner in
        let statements = inner.parseStatements(until: .closeBrace)
        let close = try inner.expectClose(.closeBrace, of: open)
        inner.roles[close.start] = .blockBrace
        return Block(statements, SourceSpan(source: inner.source, start: open.start, end: close.end))
      }
    }
  }
}
