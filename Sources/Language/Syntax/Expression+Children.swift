extension Expression {
  /// The expressions directly inside, in source order; those of blocks included.
  public var children: [Expression] { Expression.children(of: kind) }

  static func children(of kind: Kind) -> [Expression] {
    switch kind {
    case .null, .bool, .int, .float, .string, .name, .itemField: []
    case .template(let parts):
      parts.compactMap { if case .hole(let expression, _, _) = $0 { expression } else { nil } }
    case .list(let items): items
    case .record(let entries): entries.map(\.value)
    case .field(let base, _): [base]
    case .index(let base, let index): [base, index]
    case .call(let call): [call.callee] + call.arguments.map(\.value)
    case .unary(_, let operand): [operand]
    case .binary(_, let left, let right), .range(let left, let right), .pipe(let left, let right):
      [left, right]
    case .function(let function): function.parameters.compactMap(\.defaultValue) + function.body.expressions
    case .ifElse(let syntax):
      [syntax.condition] + syntax.then.expressions + (syntax.otherwise?.expressions ?? [])
    case .tryCatch(let syntax): syntax.body.expressions + syntax.handler.expressions
    case .group(let inner): [inner]
    }
  }
}

extension Block {
  /// The expressions directly inside its statements, nested blocks included.
  var expressions: [Expression] { statements.flatMap(\.expressions) }

  /// The expression of a block that is nothing else.
  public var singleExpression: Expression? {
    guard statements.count == 1, case .expression(let expression) = statements[0].kind else { return nil }
    return expression
  }
}

extension Statement {
  var expressions: [Expression] {
    switch kind {
    case .expression(let value), .let(_, _, let value): [value]
    case .assign(let place, let value): [place, value]
    case .param(let declaration): declaration.defaultValue.map { [$0] } ?? []
    case .function(let function): function.parameters.compactMap(\.defaultValue) + function.body.expressions
    case .forIn(_, let sequence, let body): [sequence] + body.expressions
    case .whileLoop(let condition, let body): [condition] + body.expressions
    case .return(let value): value.map { [$0] } ?? []
    case .break, .continue, .use: []
    }
  }
}
