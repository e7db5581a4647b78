extension Interpreter {
  /// The value that a pipe hands to its next stage, and where it came from.
  struct Piped {
    let value: Value
    let span: SourceSpan
  }

  func evaluatePipe(_ left: Expression, _ stage: Expression, _ scope: Scope) throws -> Value {
    let piped = Piped(value: try evaluate(left, scope), span: left.span)
    if case .call(let call) = stage.kind { return try evaluateCall(call, piped, scope, stage.span) }
    guard case .function(let function) = try evaluate(stage, scope) else {
      throw LanguageError.stageNotCallable(try evaluate(stage, scope).typeName).diagnostic(at: stage.span)
    }
    return try invoke(function, [], piped, scope, stage.span)
  }

  func evaluateCall(_ call: CallSyntax, _ piped: Piped?, _ scope: Scope, _ span: SourceSpan) throws -> Value {
    let callee = try evaluate(call.callee, scope)
    if call.spelling == .bare {
      guard case .function(let function) = callee, let verb = function as? Verb, verb.plan.needsNothing else {
        return callee
      }
      return try invoke(verb, [], nil, scope, span)
    }
    guard case .function(let function) = callee else {
      throw LanguageError.notCallable(callee.typeName).diagnostic(at: call.callee.span)
    }
    return try invoke(function, call.arguments, piped, scope, span)
  }

  private func invoke(
    _ function: any FunctionValue, _ arguments: [ArgumentSyntax], _ piped: Piped?, _ scope: Scope,
    _ span: SourceSpan
  ) throws -> Value {
    if let closure = function as? Closure {
      let bound = try bind(closure.plan, arguments, piped, scope, span)
      return try run(closure, bound, span)
    }
    guard let verb = function as? Verb else {
      throw LanguageError.notCallable("fn").diagnostic(at: span)
    }
    let bound = try bind(verb.plan, arguments, piped, scope, span)
    return try run(verb, bound, span)
  }

  /// A call with values in place of syntax.
  func apply(
    _ function: any FunctionValue, _ arguments: [Value], _ named: Record, _ span: SourceSpan
  ) throws -> Value {
    if let closure = function as? Closure {
      return try run(closure, bind(closure.plan, values: arguments, named, span), span)
    }
    guard let verb = function as? Verb else {
      throw LanguageError.notCallable("fn").diagnostic(at: span)
    }
    return try run(verb, bind(verb.plan, values: arguments, named, span), span)
  }

  private func run(_ verb: Verb, _ bound: BoundArguments, _ span: SourceSpan) throws -> Value {
    try step()
    let call = Call(
      span: span, interpreter: self, signature: verb.signature, values: bound.values, places: bound.places,
      syntax: bound.syntax, restBefore: bound.restBefore)
    let result: Value
    do {
      result = try verb.body(call)
    } catch {
      throw inPlace(error, span)
    }
    switch result {
    case .float(let number) where !number.isFinite:
      throw LanguageError.notANumber(function: verb.signature.name).diagnostic(at: span)
    case .string(let text): try checkSize(text, span)
    case .list(let items): try checkLength(items.count, span)
    default: break
    }
    try nesting.check(result, at: span)
    return result
  }

  /// A verb's error as a diagnostic with a place; stops and jumps go through as they are.
  func inPlace(_ error: any Error, _ span: SourceSpan) -> any Error {
    switch error {
    case var diagnostic as Diagnostic:
      if diagnostic.labels.isEmpty { diagnostic.labels = [.init(span)] }
      return diagnostic
    case is Interrupted, is Jump: return error
    case let error as LanguageError: return error.diagnostic(at: span)
    default: return host.diagnostic(for: error, at: span)
    }
  }

  private func run(_ closure: Closure, _ bound: BoundArguments, _ span: SourceSpan) throws -> Value {
    try step()
    guard callDepth < Limits.callDepth else { throw LanguageError.recursionTooDeep.diagnostic(at: span) }
    callDepth += 1
    functionLevel += 1
    defer {
      callDepth -= 1
      functionLevel -= 1
    }
    let inner = Scope(parent: closure.scope)
    for index in closure.plan.keys.indices {
      inner.defineNew(
        closure.plan.keys[index], closure.plan.signature.parameters[index].name, bound.values[index])
    }
    let result: Value
    do {
      switch try execute(closure.syntax.body.statements, inner) {
      case .next(let value): result = value ?? .null
      case .returned(let value): result = value
      case .broke, .continued: result = .null
      }
    } catch let jump as Jump {
      guard case .returned(let value) = jump.flow else { throw jump }
      result = value
    }
    if closure.signature.returns == .any { return result }
    guard let converted = result.converted(to: closure.signature.returns) else {
      throw LanguageError.wrongResult(
        function: closure.signature.name, expected: closure.signature.returns.text, got: result.typeName
      ).diagnostic(at: span)
    }
    return converted
  }

  /// A function value; its defaults are worked out here, once.
  func closure(_ syntax: FunctionSyntax, _ scope: Scope) throws -> Closure {
    var parameters: [Parameter] = []
    for parameter in syntax.parameters {
      var kind = Parameter.Kind.required
      if parameter.isRest { kind = .rest }
      if let expression = parameter.defaultValue {
        let value = try evaluate(expression, scope)
        guard let converted = value.converted(to: parameter.type) else {
          throw LanguageError.wrongType(
            function: syntax.name?.text ?? "fn", parameter: parameter.name.text,
            expected: parameter.type.text,
            got: value.typeName
          ).diagnostic(at: expression.span)
        }
        kind = .option(defaultText: expression.span.text, converted)
      }
      parameters.append(Parameter(parameter.name.text, parameter.type, kind: kind))
    }
    return Closure(syntax, Signature(syntax, parameters), scope)
  }
}

extension Signature {
  /// Of a function of the language: the first doc line is the summary, the others the details.
  init(_ syntax: FunctionSyntax, _ parameters: [Parameter]) {
    let lines = syntax.doc.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false).map(
      String.init)
    self.init(
      syntax.name?.text ?? "fn", lines.first ?? "", category: "session",
      details: lines.count > 1 ? lines[1] : "", parameters: parameters, returns: syntax.returns)
  }
}
