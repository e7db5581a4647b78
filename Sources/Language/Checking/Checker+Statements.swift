import Basics

extension Checker {
  mutating func check(_ statement: Statement) {
    switch statement.kind {
    case .expression(let value): check(value)
    case .let(let name, let type, let value):
      check(value)
      if let type {
        checkLiteral(value, type) { .wrongLetType(name: name.text, expected: type.text, got: $0) }
      }
      declare(name.text)
    case .assign(let place, let value): checkAssignment(place, value)
    case .param(let declaration):
      if let value = declaration.defaultValue {
        check(value)
        checkLiteral(value, declaration.type) {
          .wrongParameterType(declaration.name.text, expected: declaration.type.text, got: $0)
        }
      }
      declare(declaration.name.text)
    case .function(let function):
      if let name = function.name { declare(name.text, Checker.signature(of: function)) }
      check(function)
    case .forIn(let name, let sequence, let body):
      check(sequence)
      inScope { checker in
        checker.declare(name.text)
        checker.check(body)
      }
    case .whileLoop(let condition, let body):
      check(condition)
      check(body)
    case .return(let value): if let value { check(value) }
    case .break, .continue: break
    case .use(let name): declare(name.text)
    }
  }

  mutating func check(_ block: Block) {
    inScope { checker in
      for statement in block.statements { checker.check(statement) }
    }
  }

  private mutating func checkAssignment(_ place: Expression, _ value: Expression) {
    check(value)
    if case .name(let name) = place.kind {
      switch meaning(of: name.text) {
      case .variable: forgetSignature(name.text)
      case .verb: report(.assignToVerb(name.text), name.span)
      case .unknown:
        let suggestion = didYouMean(name.text, in: scopes.flatMap(\.keys))
        report(.assignUnknown(name.text, suggestion: suggestion), name.span)
      }
    } else {
      check(place)
    }
  }

  /// After `f = …` calls of `f` cannot be checked before running.
  private mutating func forgetSignature(_ name: String) {
    for index in scopes.indices.reversed() where scopes[index][name] != nil {
      scopes[index][name] = .some(nil)
      return
    }
  }

  /// Defaults are checked here, the body when all names are known.
  mutating func check(_ function: FunctionSyntax) {
    for parameter in function.parameters {
      guard let value = parameter.defaultValue else { continue }
      check(value)
      checkLiteral(value, parameter.type) {
        .wrongType(
          function: function.name?.text ?? "fn", parameter: parameter.name.text,
          expected: parameter.type.text,
          got: $0)
      }
    }
    deferred.append((function, scopes))
  }

  mutating func checkBody(_ function: FunctionSyntax) {
    inScope { checker in
      for parameter in function.parameters { checker.declare(parameter.name.text) }
      for statement in function.body.statements { checker.check(statement) }
    }
  }

  /// As calls see it before the defaults have values.
  static func signature(of function: FunctionSyntax) -> Signature {
    Signature(
      function,
      function.parameters.map { parameter in
        let kind: Parameter.Kind =
          if let value = parameter.defaultValue {
            .option(defaultText: value.span.text, .null)
          } else {
            parameter.isRest ? .rest : .required
          }
        return Parameter(parameter.name.text, parameter.type, kind: kind)
      })
  }

  mutating func checkLiteral(_ value: Expression, _ type: TypeSpec, _ error: (String) -> LanguageError) {
    guard let literal = value.literal, literal.converted(to: type) == nil else { return }
    report(error(literal.typeName), value.span)
  }
}
