import Basics

extension Expression {
  /// The value of a literal, of lists and records of literals; nil when the value is not known before running.
  public var literal: Value? {
    switch kind {
    case .null: .null
    case .bool(let value): .bool(value)
    case .int(let value): .int(value)
    case .float(let value): .float(value)
    case .string(let value): .string(value)
    case .group(let inner): inner.literal
    case .list(let items): Expression.literals(items).map { .list($0) }
    case .record(let entries):
      Expression.literals(entries.map(\.value)).map { values in
        .record(Record(Array(zip(entries.map(\.name.text), values))))
      }
    default: nil
    }
  }

  private static func literals(_ items: [Expression]) -> [Value]? {
    var values: [Value] = []
    for item in items {
      guard let value = item.literal else { return nil }
      values.append(value)
    }
    return values
  }
}

extension Checker {
  mutating func check(_ expression: Expression) {
    switch expression.kind {
    case .name(let name): checkKnown(name)
    case .itemField(let name): report(.itemFieldOutside(name.text), expression.span)
    case .call(let call): check(call, piped: nil, expression.span)
    case .pipe(let left, let stage):
      check(left)
      if case .call(let call) = stage.kind {
        check(call, piped: left, stage.span)
      } else if case .name(let name) = stage.kind {
        checkKnown(name)
        check(CallSyntax(callee: stage, arguments: [], spelling: .parentheses), piped: left, stage.span)
      } else {
        check(stage)
      }
    case .function(let function): check(function)
    case .ifElse(let syntax):
      check(syntax.condition)
      check(syntax.then)
      if let otherwise = syntax.otherwise { check(otherwise) }
    case .tryCatch(let syntax):
      check(syntax.body)
      inScope { checker in
        checker.declare(syntax.errorName.text)
        checker.check(syntax.handler)
      }
    default: for child in expression.children { check(child) }
    }
  }

  /// A row expression: `.name` is allowed, and calls may be of functions that only rows have.
  mutating func checkRow(_ expression: Expression) {
    switch expression.kind {
    case .itemField: break
    case .name(let name): checkKnown(name)
    case .call(let call):
      if case .name(let name) = call.callee.kind, case .unknown = meaning(of: name.text), let rowFunctions,
        !rowFunctions.contains(name.text)
      {
        let known = Array(rowFunctions)
        report(.unknownName(name.text, suggestion: didYouMean(name.text, in: known)), name.span)
      }
      for argument in call.arguments { checkRow(argument.value) }
    case .ifElse(let syntax):
      checkRow(syntax.condition)
      for branch in [syntax.then.singleExpression, syntax.otherwise?.singleExpression] {
        if let branch { checkRow(branch) }
      }
    case .pipe, .function, .tryCatch: break
    default: for child in expression.children { checkRow(child) }
    }
  }
}
