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
    if name.text == "desc" {
      throw Diagnostic(
        "V0245", "`desc` belongs directly into `sort`", at: expression.span, help: "write `sort desc(.n)`")
    }
    if let named = call.arguments.first(where: { $0.name != nil }) {
      throw Diagnostic(
        "V0246", "functions of the store take their arguments by place", at: named.span, help: "leave out the name")
    }
    let arguments = try call.arguments.map { try compile($0.value, scope) }
    if AggregateFunctions.named(name.text) != nil { return .aggregate(name.text, arguments) }
    if Stores.RowFunctions.named(name.text) != nil { return .call(name.text, arguments) }
    throw unknown("`\(name.text)`", expression, name.text)
  }

  /// `column(km.column)`: a column whose name is computed.
  private func namedColumn(_ call: CallSyntax, _ expression: Expression, _ scope: Scope) throws -> RowExpression {
    guard call.arguments.count == 1, let argument = call.arguments.first else {
      throw Diagnostic("V0247", "`column` takes one name", at: expression.span, help: "write `column(\"label\")`")
    }
    switch try interpreter.evaluate(argument.value, in: scope) {
    case .string(let name): return .column(name)
    case .row(let function): return try compile(function)
    case let other:
      throw Diagnostic(
        "V0247", "`column` takes a name, got \(other.typeName)", at: argument.span,
        help: "write `column(\"label\")`")
    }
  }

  /// The body of a user's function with its parameters standing for the arguments' expressions.
  private func unfold(
    _ closure: Closure, _ call: CallSyntax, _ expression: Expression, _ scope: Scope
  ) throws -> RowExpression {
    guard level < Self.depth else {
      throw Diagnostic(
        "V0248", "functions call one another too deep to be computed by the store", at: expression.span,
        help: "row expressions cannot recurse")
    }
    guard let body = closure.syntax.body.singleExpression else {
      throw Diagnostic(
        "V0249", "only a function of one expression can be computed by the store", at: expression.span,
        help: "write it as `fn(x) => …`, or use the functions that `functions` lists")
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
        throw Diagnostic("V0250", "`\(parameter.name.text)` is missing", at: expression.span)
      }
    }
    var deeper = self
    deeper.level += 1
    return try deeper.compile(body, inner)
  }

  private func unknown(_ what: String, _ expression: Expression, _ name: String? = nil) -> Diagnostic {
    let known = Stores.RowFunctions.all.map(\.name) + AggregateFunctions.all.map(\.name)
    let near = name.flatMap { didYouMean($0, in: known) }
    return Diagnostic(
      "V0251", "\(what) cannot be computed by the store", at: expression.span,
      label: near.map { "did you mean `\($0)`?" } ?? "no translation",
      help: "`functions` lists what works on columns; nothing is computed row by row outside the store")
  }
}
