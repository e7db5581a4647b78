// Functions, `if`, `try` and types.

extension Parser {
  /// `fn name(…) -> type { … }`
  mutating func parseFunctionStatement() throws -> Statement.Kind {
    let start = advance().start
    let name = name(advance())
    let (parameters, returns, headerEnd) = try parseFunctionHeader()
    let body = try parseFunctionBody()
    let doc = docs.text(source: source, start: start, headerEnd: headerEnd)
    return .function(
      FunctionSyntax(
        name: name, parameters: parameters, returns: returns, body: body, doc: doc, span: span(from: start)))
  }

  /// `fn(…) => expr` or `fn(…) { … }`
  mutating func parseFunctionValue() throws -> Expression {
    let start = advance().start
    let (parameters, returns, _) = try parseFunctionHeader()
    let body: Block
    if accept(.fatArrow) != nil {
      skipNewlines()
      let saved = (loopDepth, functionDepth)
      (loopDepth, functionDepth) = (0, functionDepth + 1)
      defer { (loopDepth, functionDepth) = saved }
      let value = try parseExpression()
      body = Block([Statement(.expression(value), value.span, isHushed: false)], value.span)
    } else {
      guard kind == .openBrace else { throw unexpected("`=>` and a value, or a block") }
      body = try parseFunctionBody()
    }
    let place = span(from: start)
    let function = FunctionSyntax(
      name: nil, parameters: parameters, returns: returns, body: body, doc: "", span: place)
    return try make(.function(function), place)
  }

  private mutating func parseFunctionBody() throws -> Block {
    let saved = (loopDepth, functionDepth)
    (loopDepth, functionDepth) = (0, functionDepth + 1)
    defer { (loopDepth, functionDepth) = saved }
    return try parseBlock()
  }

  private mutating func parseFunctionHeader() throws -> ([ParameterSyntax], TypeSpec, Int) {
    let open = try expect(.openParen, "`(` and the parameters")
    let parameters = try withNewlinesAsSpace(true) { parser in
      var parameters: [ParameterSyntax] = []
      while parser.kind != .closeParen {
        parameters.append(try parser.parseParameter())
        guard parser.accept(.comma) != nil else { break }
      }
      _ = try parser.expectClose(.closeParen, of: open)
      return parameters
    }
    refuseDuplicates(parameters)
    let returns = accept(.arrow) == nil ? TypeSpec.any : try parseType()
    return (parameters, returns, previousEnd)
  }

  private mutating func parseParameter() throws -> ParameterSyntax {
    let rest = accept(.rest)
    if let rest { roles[rest.start] = .prefix }
    let name = name(try expect(.name, "a parameter name"))
    let type = accept(.colon) == nil ? TypeSpec.any : try parseType()
    let value = accept(.assign) == nil ? nil : try parseExpression()
    if let rest, value != nil { report(.restWithDefault, span(rest)) }
    return ParameterSyntax(name: name, type: type, isRest: rest != nil, defaultValue: value)
  }

  private mutating func refuseDuplicates(_ parameters: [ParameterSyntax]) {
    var seen: Set<String> = []
    for parameter in parameters where !seen.insert(parameter.name.text).inserted {
      report(.duplicateName("parameter", parameter.name.text), parameter.name.span)
    }
    for parameter in parameters.dropLast() where parameter.isRest {
      report(.restNotLast(parameter.name.text), parameter.name.span)
    }
  }

  /// `NAME ["<" type ">"]`
  mutating func parseType() throws -> TypeSpec {
    let token = current
    guard token.kind == .name || token.kind == .fn || token.kind == .null else {
      throw unexpected("a type, such as `int` or `table`")
    }
    advance()
    let text = text(token)
    var element: TypeSpec?
    if kind == .less {
      roles[advance().start] = .typeBracket
      element = try nested { try $0.parseType() }
      let close = try expect(.greater, "`>`")
      roles[close.start] = .typeBracket
    }
    if let type = TypeSpec(name: text, element: element) { return type }
    throw fail(.unknownType(text, hasElement: element != nil), span(token))
  }

  mutating func parseIf() throws -> Expression {
    let start = advance().start
    let condition = try parseExpression()
    let then = try parseBlock()
    let otherwise = try parseElse()
    let syntax = IfSyntax(condition: condition, then: then, otherwise: otherwise)
    return try make(.ifElse(syntax), span(from: start))
  }

  private mutating func parseElse() throws -> Block? {
    guard acceptWordAfterNewlines(.else) else { return nil }
    skipNewlines()
    guard kind == .if else { return try parseBlock() }
    let inner = try nested { try $0.parseIf() }
    return Block([Statement(.expression(inner), inner.span, isHushed: false)], inner.span)
  }

  mutating func parseTry() throws -> Expression {
    let start = advance().start
    let body = try parseBlock()
    guard acceptWordAfterNewlines(.catch) else { throw unexpected("`catch` and a name") }
    let name = name(try expect(.name, "a name for the error"))
    let handler = try parseBlock()
    return try make(.tryCatch(TrySyntax(body: body, errorName: name, handler: handler)), span(from: start))
  }

  /// A closing part may stand on the next line.
  private mutating func acceptWordAfterNewlines(_ word: TokenKind) -> Bool {
    var ahead = 0
    while peek(ahead).kind == .newline { ahead += 1 }
    guard peek(ahead).kind == word else {
      if word == .catch { index += ahead }
      return false
    }
    index += ahead + 1
    return true
  }
}
