extension Parser {
  /// How tightly operators bind, loosest first.
  enum Precedence: Int, Comparable {
    case none, or, and, not, comparison, range, sum, product, unary
    static func < (left: Precedence, right: Precedence) -> Bool { left.rawValue < right.rawValue }
  }

  private struct Infix {
    let precedence: Precedence
    /// nil is `..`.
    let operation: BinaryOperator?
  }

  private static func infix(_ kind: TokenKind) -> Infix? {
    switch kind {
    case .or: Infix(precedence: .or, operation: .or)
    case .and: Infix(precedence: .and, operation: .and)
    case .equal: Infix(precedence: .comparison, operation: .equal)
    case .notEqual: Infix(precedence: .comparison, operation: .notEqual)
    case .less: Infix(precedence: .comparison, operation: .less)
    case .lessOrEqual: Infix(precedence: .comparison, operation: .lessOrEqual)
    case .greater: Infix(precedence: .comparison, operation: .greater)
    case .greaterOrEqual: Infix(precedence: .comparison, operation: .greaterOrEqual)
    case .in: Infix(precedence: .comparison, operation: .in)
    case .range: Infix(precedence: .range, operation: nil)
    case .plus: Infix(precedence: .sum, operation: .add)
    case .minus: Infix(precedence: .sum, operation: .subtract)
    case .star: Infix(precedence: .product, operation: .multiply)
    case .slash: Infix(precedence: .product, operation: .divide)
    case .percent: Infix(precedence: .product, operation: .remainder)
    default: nil
    }
  }

  /// `expr` of the grammar.
  mutating func parseExpression(above floor: Precedence = .none) throws -> Expression {
    try nested { try $0.parseOperators(above: floor) }
  }

  private mutating func parseOperators(above floor: Precedence) throws -> Expression {
    let start = current.start
    var left = try parsePrefix()
    while let infix = Parser.infix(kind), infix.precedence > floor {
      let sign = advance()
      skipNewlines()
      let right = try parseExpression(above: infix.precedence)
      let place = SourceSpan(source: source, start: start, end: right.span.end)
      if let operation = infix.operation {
        left = try make(.binary(operation, left, right), place)
      } else {
        left = try make(.range(left, right), place)
      }
      try refuseChain(after: infix.precedence, sign)
    }
    return left
  }

  /// `a < b < c` and `a .. b .. c` have no meaning here.
  private mutating func refuseChain(after precedence: Precedence, _ first: Token) throws {
    guard precedence == .comparison || precedence == .range else { return }
    let next = current
    guard let infix = Parser.infix(next.kind), infix.precedence == precedence else { return }
    throw fail(.chain(text(next)), span(next), also: (span(first), "the first one"))
  }

  private mutating func parsePrefix() throws -> Expression {
    let token = current
    switch token.kind {
    case .not:
      advance()
      skipNewlines()
      let operand = try parseExpression(above: .not)
      return try make(.unary(.not, operand), span(token).joined(operand.span))
    case .minus:
      advance()
      roles[token.start] = .prefix
      return try parseNegative(token)
    default: return try parsePostfix()
    }
  }

  /// `-5` is one literal, so that the least whole number can be written; `-x` is an operation.
  private mutating func parseNegative(_ minus: Token) throws -> Expression {
    let next = current
    if next.kind == .int || next.kind == .float, !isPostfixAfter(1) {
      advance()
      let place = span(minus).joined(span(next))
      switch next.payload {
      case .int(let value): return try make(.int(-value), place)
      case .intMinimumMagnitude: return try make(.int(.min), place)
      case .float(let value): return try make(.float(-value), place)
      default: break
      }
    }
    let operand = try parseExpression(above: .product)
    return try make(.unary(.negate, operand), span(minus).joined(operand.span))
  }

  private func isPostfixAfter(_ offset: Int) -> Bool {
    let token = peek(offset)
    return token.glued && [.dot, .openBracket, .openParen].contains(token.kind)
  }

  private mutating func parsePostfix() throws -> Expression {
    var value = try parsePrimary()
    while true {
      let token = tokens[index]
      guard token.glued else { return value }
      switch token.kind {
      case .dot:
        advance()
        let name = try parseFieldName()
        value = try make(.field(value, name), value.span.joined(name.span))
      case .openBracket: value = try parseIndex(of: value)
      case .openParen: value = try parseCall(of: value)
      default: return value
      }
    }
  }

  /// The name after a dot: a word, or a quoted string for names with other characters.
  mutating func parseFieldName() throws -> Name {
    let token = tokens[index]
    if token.glued, token.kind.isWord {
      advance()
      return name(token)
    }
    if token.glued, token.kind == .string, case .parts(let parts) = token.payload, parts.count == 1,
      case .text(let text) = parts[0]
    {
      advance()
      return Name(text, span(token))
    }
    if token.kind == .int || token.kind == .float {
      throw fail(.badNumber("." + text(token)), span(token))
    }
    throw unexpected("a name right after `.`")
  }

  private mutating func parseIndex(of base: Expression) throws -> Expression {
    let open = advance()
    let (index, close) = try withNewlinesAsSpace(true) { inner in
      (try inner.parseExpression(), try inner.expectClose(.closeBracket, of: open))
    }
    return try make(.index(base, index), base.span.joined(span(close)))
  }

  private mutating func parseCall(of callee: Expression) throws -> Expression {
    let open = advance()
    let (arguments, close) = try parseCallArguments(open)
    let call = CallSyntax(callee: callee, arguments: arguments, spelling: .parentheses)
    return try make(.call(call), callee.span.joined(span(close)))
  }
}
