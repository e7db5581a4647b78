import Language
import Stores

extension RowCompiler {
  func binary(
    _ op: Language.BinaryOperator, _ left: Expression, _ right: Expression, _ scope: Scope
  ) throws -> RowExpression {
    if op == .in { return try membership(left, right, scope) }
    guard let operation = Self.operators[op] else {
      throw VerbError.noOperator(op.rawValue).diagnostic(at: left.span)
    }
    return .binary(operation, try compile(left, scope), try compile(right, scope))
  }

  private static let operators: [Language.BinaryOperator: RowExpression.BinaryOperator] = [
    .or: .or, .and: .and, .equal: .equal, .notEqual: .notEqual, .less: .less, .lessOrEqual: .lessOrEqual,
    .greater: .greater, .greaterOrEqual: .greaterOrEqual, .add: .add, .subtract: .subtract,
    .multiply: .multiply, .divide: .divide, .remainder: .remainder,
  ]

  /// `.x in [a, b]`, `.x in 1..5`, `"part" in .text`.
  private func membership(_ left: Expression, _ right: Expression, _ scope: Scope) throws -> RowExpression {
    if case .list(let items) = right.ungrouped.kind {
      return .isIn(try compile(left, scope), try items.map { try compile($0, scope) })
    }
    if case .range(let low, let high) = right.ungrouped.kind {
      return between(try compile(left, scope), try compile(low, scope), try compile(high, scope))
    }
    if needsRow(right, scope) {
      return .call("contains", [try compile(right, scope), try compile(left, scope)])
    }
    let value = try compile(left, scope)
    switch try interpreter.evaluate(right, in: scope) {
    case .list(let items):
      return .isIn(
        value,
        try items.map { item in
          guard let bound = SQLValue(item) else { throw notAList(right) }
          return .value(bound)
        })
    case .range(let low, let high): return between(value, .value(.int(low)), .value(.int(high)))
    case .string(let text): return .call("contains", [.value(.text(text)), value])
    default: throw notAList(right)
    }
  }

  private func between(_ value: RowExpression, _ low: RowExpression, _ high: RowExpression) -> RowExpression {
    .binary(.and, .binary(.greaterOrEqual, value, low), .binary(.lessOrEqual, value, high))
  }

  private func notAList(_ place: Expression) -> Diagnostic { VerbError.notAMember.diagnostic(at: place.span) }

  func choice(_ branches: IfSyntax, _ expression: Expression, _ scope: Scope) throws -> RowExpression {
    guard let then = branches.then.singleExpression, let otherwise = branches.otherwise?.singleExpression
    else {
      throw VerbError.branchWithoutValue.diagnostic(at: expression.span)
    }
    return .ifElse(
      condition: try compile(branches.condition, scope), then: try compile(then, scope),
      otherwise: try compile(otherwise, scope))
  }

  /// `"{.label}: {.n}"` as a concatenation; formats after a colon have no translation.
  func template(_ parts: [TemplatePart], _ scope: Scope) throws -> RowExpression {
    let pieces = try parts.map { part -> RowExpression in
      switch part {
      case .text(let text): return .value(.text(text))
      case .hole(let inner, let format, let span):
        guard format == nil else { throw VerbError.formatInRow.diagnostic(at: span) }
        return .call("string", [try compile(inner, scope)])
      }
    }
    return .call("concat", pieces.count == 1 ? pieces + [.value(.text(""))] : pieces)
  }
}
