// Pipes, stages and the two spellings of a call.

extension Parser {
  /// `pipe` of the grammar. With `allowBare`, a lone path at the head may be a call without arguments.
  mutating func parsePipe(allowBare: Bool) throws -> Expression {
    let start = current.start
    var value: Expression
    if current.kind == .pipe, options.contains(.prompt) {
      value = try make(
        .name(Name("_", SourceSpan(source: source, start: start, end: start))), span(from: start))
    } else {
      value = try parseStage(isHead: true, allowBare: allowBare)
    }
    while acceptPipeSign() {
      let stage = try parseStage(isHead: false, allowBare: false)
      value = try make(.pipe(value, stage), SourceSpan(source: source, start: start, end: stage.span.end))
    }
    return value
  }

  /// `|`, after newlines too; and the newlines after it.
  private mutating func acceptPipeSign() -> Bool {
    var ahead = 0
    while peek(ahead).kind == .newline { ahead += 1 }
    guard peek(ahead).kind == .pipe else { return false }
    index += ahead + 1
    skipNewlines()
    return true
  }

  private func pipeFollows() -> Bool {
    var ahead = 0
    while peek(ahead).kind == .newline { ahead += 1 }
    return peek(ahead).kind == .pipe
  }

  private mutating func parseStage(isHead: Bool, allowBare: Bool) throws -> Expression {
    if newlinesAreSpace { skipNewlines() }
    if let path = commandPath() {
      return try nested { try $0.parseCommand(pathTokens: path) }
    }
    let value = try parseExpression()
    guard isHead, allowBare || pipeFollows(), Parser.isPath(value) else { return value }
    return try make(.call(CallSyntax(callee: value, arguments: [], spelling: .bare)), value.span)
  }

  private static func isPath(_ expression: Expression) -> Bool {
    switch expression.kind {
    case .name: true
    case .field(let base, _): isPath(base)
    default: false
    }
  }

  /// Tokens of a path that is followed by a space and a value, or nil.
  private func commandPath() -> Int? {
    guard peek(0).kind == .name else { return nil }
    var ahead = 1
    while peek(ahead).kind == .dot, peek(ahead).glued, peek(ahead + 1).glued, peek(ahead + 1).kind.isWord {
      ahead += 2
    }
    let next = peek(ahead)
    guard !next.glued, next.kind.startsValue else { return nil }
    return ahead
  }

  private mutating func parseCommand(pathTokens: Int) throws -> Expression {
    let first = advance()
    var callee = try make(.name(name(first)), span(first))
    for _ in 0..<(pathTokens / 2) {
      advance()
      let field = name(advance())
      callee = try make(.field(callee, field), callee.span.joined(field.span))
    }
    roles[tokens[index].start] = .command
    var arguments = [try parseArgument()]
    while accept(.comma) != nil {
      skipNewlines()
      arguments.append(try parseArgument())
    }
    try refuseDuplicates(arguments)
    let call = CallSyntax(callee: callee, arguments: arguments, spelling: .command)
    return try make(.call(call), span(from: first.start))
  }

  /// `[ NAME ":" ] expr`
  private mutating func parseArgument() throws -> ArgumentSyntax {
    let token = current
    if token.kind.isWord, peek(1).kind == .colon {
      advance()
      advance()
      skipNewlines()
      return ArgumentSyntax(name: name(token), value: try parseExpression())
    }
    return ArgumentSyntax(name: nil, value: try parseExpression())
  }

  /// The arguments after an open parenthesis, and the closing one.
  mutating func parseCallArguments(_ open: Token) throws -> ([ArgumentSyntax], Token) {
    let result = try withNewlinesAsSpace(true) { parser in
      var arguments: [ArgumentSyntax] = []
      while parser.kind != .closeParen {
        arguments.append(try parser.parseArgument())
        guard parser.accept(.comma) != nil else { break }
      }
      return (arguments, try parser.expectClose(.closeParen, of: open))
    }
    try refuseDuplicates(result.0)
    return result
  }

  private mutating func refuseDuplicates(_ arguments: [ArgumentSyntax]) throws {
    var seen: Set<String> = []
    for name in arguments.compactMap(\.name) where !seen.insert(name.text).inserted {
      report(.duplicateName("argument", name.text), name.span)
    }
  }
}
