import Basics
import Language
import Stores

extension RowCompiler {
  /// A call over rows: `column(name)`, an aggregate, a function of the store, or a user's function, unfolded.
  func call(_ call: CallSyntax, _ expression: Expression, _ scope: Scope) throws -> RowExpression {
    guard let name = calleeName(call) else {
      guard case .function(let function) = try interpreter.evaluate(call.callee, in: scope),
        let closure = function as? Closure
      else { throw unknown("this", expression) }
      return try unfold(closure, call, expression, scope)
    }
    if case .function(let function)? = scope.value(of: name.text), let closure = function as? Closure {
      return try unfold(closure, call, expression, scope)
    }
    if name.text == "column" { return try namedColumn(call, expression, scope) }
    if name.text == "desc" { throw VerbError.descOutsideSort.diagnostic(at: expression.span) }
    if let named = call.arguments.first(where: { $0.name != nil }) {
      throw VerbError.namedArgumentInRow.diagnostic(at: named.span)
    }
    let arguments = try call.arguments.map { try compile($0.value, scope) }
    if AggregateFunctions.named(name.text) != nil { return .aggregate(name.text, arguments) }
    if Stores.RowFunctions.named(name.text) != nil { return .call(name.text, arguments) }
    throw unknown("`\(name.text)`", expression, name.text)
  }

  /// `column(km.column)`: a column whose name is computed.
  private func namedColumn(_ call: CallSyntax, _ expression: Expression, _ scope: Scope) throws
    -> RowExpression
  {
    guard call.arguments.count == 1, let argument = call.arguments.first else {
      throw VerbError.columnFunctionArity.diagnostic(at: expression.span)
    }
    switch try interpreter.evaluate(argument.value, in: scope) {
    case .string(let name): return .column(name)
    case .row(let function): return try compile(function)
    case let other: throw VerbError.columnFunctionArgument(type: other.typeName).diagnostic(at: argument.span)
    }
  }

  /// The body of a user's function with its parameters standing for the arguments' expressions.
  private func unfold(
    _ closure: Closure, _ call: CallSyntax, _ expression: Expression, _ scope: Scope
  ) throws -> RowExpression {
    guard level < Self.depth else { throw VerbError.recursiveRowFunction.diagnostic(at: expression.span) }
    guard let body = closure.syntax.body.singleExpression else {
      throw VerbError.notOneExpression.diagnostic(at: expression.span)
    }
    let inner = Scope(inside: closure.scope)
    let positional = call.arguments.filter { $0.name == nil }
    for (at, parameter) in closure.syntax.parameters.enumerated() {
      let named = call.arguments.first { $0.name?.text == parameter.name.text }
      if let argument = named ?? (at < positional.count ? positional[at] : nil) {
        inner.define(
          parameter.name.text, .row(Language.RowFunction(expression: argument.value, scope: scope)))
      } else if let value = parameter.defaultValue {
        inner.define(parameter.name.text, try interpreter.evaluate(value, in: closure.scope))
      } else {
        throw VerbError.missingArgumentInRow(parameter.name.text).diagnostic(at: expression.span)
      }
    }
    var deeper = self
    deeper.level += 1
    return try deeper.compile(body, inner)
  }

  private func unknown(_ what: String, _ expression: Expression, _ name: String? = nil) -> Diagnostic {
    let known = Stores.RowFunctions.all.map(\.name) + AggregateFunctions.all.map(\.name)
    return VerbError.noTranslation(what, suggestion: name.flatMap { didYouMean($0, in: known) })
      .diagnostic(at: expression.span)
  }
}
