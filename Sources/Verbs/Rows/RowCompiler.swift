import Language
import Stores

/// Turns a row expression of the language into the store's. What mentions no column and no aggregate is computed here, once, and
/// becomes a bound value; the rest runs where the rows live. A function without a translation is an error at its place.
struct RowCompiler {
  let interpreter: Interpreter
  /// User functions inside one another are unfolded this deep.
  static let depth = 32
  var level = 0

  /// Functions that row expressions may call.
  static let names = Set(
    Stores.RowFunctions.all.map(\.name) + AggregateFunctions.all.map(\.name) + ["column", "desc"])

  func compile(_ function: Language.RowFunction) throws -> RowExpression {
    try compile(function.expression, function.scope)
  }

  func compile(_ expression: Expression, _ scope: Scope) throws -> RowExpression {
    if !needsRow(expression, scope) { return try constant(expression, scope) }
    switch expression.kind {
    case .group(let inner): return try compile(inner, scope)
    case .itemField(let name): return .column(name.text)
    case .unary(.negate, let operand): return .unary(.negate, try compile(operand, scope))
    case .unary(.not, let operand): return .unary(.not, try compile(operand, scope))
    case .binary(let op, let left, let right): return try binary(op, left, right, scope)
    case .call(let call) where call.spelling == .bare: return try compile(call.callee, scope)
    case .call(let call): return try self.call(call, expression, scope)
    case .ifElse(let branches): return try choice(branches, expression, scope)
    case .template(let parts): return try template(parts, scope)
    case .name(let name):
      guard case .row(let inner)? = scope.value(of: name.text) else { break }
      return try compile(inner)
    default: break
    }
    throw VerbError.notARowExpression.diagnostic(at: expression.span)
  }

  /// Whether the expression depends on the current row or on all rows.
  func needsRow(_ expression: Expression, _ scope: Scope) -> Bool {
    if expression.mentionsItem { return true }
    switch expression.kind {
    case .name(let name):
      if case .row? = scope.value(of: name.text) { return true }
      return false
    // A lone name as the value of a block is read as a call without arguments.
    case .call(let call) where call.spelling == .bare: return needsRow(call.callee, scope)
    case .call(let call):
      if let name = calleeName(call)?.text {
        if name == "column" { return true }
        if call.arguments.isEmpty, AggregateFunctions.named(name) != nil { return true }
      }
      return call.arguments.contains { needsRow($0.value, scope) }
    default: return expression.children.contains { needsRow($0, scope) }
    }
  }

  func calleeName(_ call: CallSyntax) -> Name? {
    if case .name(let name) = call.callee.ungrouped.kind { name } else { nil }
  }

  private func constant(_ expression: Expression, _ scope: Scope) throws -> RowExpression {
    let value = try interpreter.evaluate(expression, in: scope)
    guard let bound = SQLValue(value) else {
      throw VerbError.notComparable(type: value.typeName).diagnostic(at: expression.span)
    }
    return .value(bound)
  }
}
