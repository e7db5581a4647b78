/// How a statement ended.
enum Flow {
  /// The next statement follows; the value when it was an expression.
  case next(Value?)
  case broke
  case continued
  case returned(Value)
}

/// `break`, `continue` or `return` inside an expression (`let x = if … { break } else { 1 }`), on its way out.
struct Jump: Error {
  let flow: Flow

  var misplaced: LanguageError {
    switch flow {
    case .broke: .jumpOutsideLoop("break")
    case .continued: .jumpOutsideLoop("continue")
    case .next, .returned: .returnOutsideFunction
    }
  }
}

extension Interpreter {
  func execute(_ statement: Statement, _ scope: Scope) throws -> Flow {
    switch statement.kind {
    case .expression(let expression): return try executeExpression(expression, scope)
    case .let(let name, let type, let value):
      scope.define(name, try declared(name, type, evaluate(value, scope), value.span))
    case .assign(let place, let value):
      if try !grow(place, value, scope) { try assign(place, evaluate(value, scope), scope) }
    case .param(let declaration): try define(declaration, nil)
    case .function(let function):
      let made = try closure(function, scope)
      if let name = function.name { scope.define(name, .function(made)) }
    case .forIn(let name, let sequence, let body):
      return try executeFor(name, evaluate(sequence, scope), body, scope, sequence.span)
    case .whileLoop(let condition, let body): return try executeWhile(condition, body, scope)
    case .return(let value): return .returned(try value.map { try evaluate($0, scope) } ?? .null)
    case .break: return .broke
    case .continue: return .continued
    case .use(let name): scope.define(name, try module(name))
    }
    return .next(nil)
  }

  /// An `if` or `try` as a statement keeps its jumps; any other expression is evaluated.
  private func executeExpression(_ expression: Expression, _ scope: Scope) throws -> Flow {
    switch expression.kind {
    case .ifElse, .tryCatch: return try executeBranch(expression, scope)
    default: return .next(try evaluate(expression, scope))
    }
  }

  /// Statements in a scope that is theirs. The flow is that of the last one, or of a jump.
  func execute(_ statements: [Statement], _ scope: Scope) throws -> Flow {
    var last: Value?
    let count = statements.count
    for (index, statement) in statements.enumerated() {
      switch try execute(statement, scope) {
      case .next(let value):
        last = value
        if index < count - 1, functionLevel == 0, let value { try showInside(value, statement) }
      case let jump: return jump
      }
    }
    return .next(last)
  }

  private func showInside(_ value: Value, _ statement: Statement) throws {
    if case .null = value { return }
    if !statement.isHushed { try show(value, statement.span) }
  }

  func execute(_ block: Block, _ scope: Scope) throws -> Flow {
    try execute(block.statements, block.declares ? Scope(parent: scope) : scope)
  }

  /// `if` and `try`: nested in one another they count as levels.
  func executeBranch(_ expression: Expression, _ scope: Scope) throws -> Flow {
    evaluationDepth += 1
    defer { evaluationDepth -= 1 }
    if evaluationDepth > Limits.evaluationDepth || stack.isLow {
      throw LanguageError.recursionTooDeep.diagnostic(at: expression.span)
    }
    switch expression.kind {
    case .ifElse(let syntax):
      if try condition(evaluate(syntax.condition, scope), syntax.condition.span) {
        return try execute(syntax.then, scope)
      }
      return try syntax.otherwise.map { try execute($0, scope) } ?? .next(.null)
    case .tryCatch(let syntax): return try executeTry(syntax, scope)
    default: return .next(.null)
    }
  }

  func value(of flow: Flow) throws -> Value {
    guard case .next(let value) = flow else { throw Jump(flow: flow) }
    return value ?? .null
  }

  private func executeTry(_ syntax: TrySyntax, _ scope: Scope) throws -> Flow {
    let saved = (evaluationDepth, callDepth, functionLevel)
    do {
      return try execute(syntax.body, scope)
    } catch let error as Diagnostic {
      (evaluationDepth, callDepth, functionLevel) = saved
      let inner = Scope(parent: scope)
      inner.define(syntax.errorName, .record(Interpreter.record(of: error)))
      return try execute(syntax.handler.statements, inner)
    }
  }

  /// What `catch e` gives.
  private static func record(of error: Diagnostic) -> Record {
    Record([
      ("code", .string(error.code)), ("message", .string(error.message)),
      ("notes", .list(error.notes.map { .string($0) })), ("help", error.help.map { .string($0) } ?? .null),
      ("line", error.labels.first.map { .int(Int64($0.span.position.line)) } ?? .null),
    ])
  }

  private func declared(_ name: Name, _ type: TypeSpec?, _ value: Value, _ span: SourceSpan) throws -> Value {
    guard let type else { return value }
    guard let converted = value.converted(to: type) else {
      throw LanguageError.wrongLetType(name: name.text, expected: type.text, got: value.typeName)
        .diagnostic(at: span)
    }
    return converted
  }
}
