/// Which SQL a function of rows becomes.
extension ServerDialect {
  public func call(_ call: FunctionCall) -> SQLFragment? {
    switch call.function.name {
    case "abs": return .call("abs", call.arguments)
    case "coalesce": return .call("coalesce", call.common(self))
    case "is_null": return .fill("({0} IS NULL)", call.arguments)
    case "least", "greatest": return extreme(call)
    case "dimension": return .fill("vector_dims({0})::bigint", call.arguments)
    case "norm": return norm(call)
    case "int": return toInt(call)
    case "float": return toFloat(call)
    case "string": return toText(call)
    case "round", "floor", "ceil", "sqrt", "ln", "exp", "pow": return number(call)
    default: return textFunction(call)
    }
  }

  /// A template that uses an argument more than once: a long argument is computed in a sub-select first, so that nested calls do not
  /// double the statement with each level. Aggregates stay where they are: inside a sub-select they would be over its one row.
  func once(_ template: String, _ arguments: [SQLFragment], _ call: FunctionCall) -> SQLFragment {
    if call.hasAggregate || arguments.allSatisfy(\.isShort) { return .fill(template, arguments) }
    let names = arguments.indices.map { SQLFragment("vnb_value_\($0)") }
    let inner = zip(arguments, names).map { $0.0 + " AS " + $0.1 }
    return
      (SQLFragment("(SELECT ") + .fill(template, names) + " FROM (SELECT " + .joined(inner, by: ", ")
      + " OFFSET 0) AS vnb_values)").with(.atom)
  }

  /// The engines' own pass over nulls.
  private func extreme(_ call: FunctionCall) -> SQLFragment {
    let name = call.function.name == "least" ? "LEAST" : "GREATEST"
    let all = call.arguments.indices
    let nulls = all.filter { call.canBeNull($0) }.map { "{\($0)} IS NULL" }
    let items = all.map { call.result == .text ? "{\($0)}\(byBytes)" : "{\($0)}" }
    let result = "\(name)(\(items.joined(separator: ", ")))"
    if nulls.isEmpty { return .fill(result, call.common(self)) }
    let template = "CASE WHEN \(nulls.joined(separator: " OR ")) THEN NULL ELSE \(result) END"
    return once(template, call.common(self), call)
  }
}

extension FunctionCall {
  /// The arguments; where all are of one kind, as the result's type.
  func common(_ dialect: any Dialect) -> [SQLFragment] {
    guard case .common = function.result else { return arguments }
    return arguments.enumerated().map { dialect.converted($1, type($0), to: result) }
  }

  func canBeNull(_ index: Int) -> Bool {
    guard index < expressions.count else { return false }
    return !expressions[index].isValue
  }

  /// The type of an argument.
  func type(_ index: Int) -> ColumnType { index < types.count ? types[index] : .any }

  /// The whole number that stands there as it is, or the default.
  func int(_ index: Int) -> Int64? {
    if index < expressions.count {
      if case .value(.int(let number)) = expressions[index] { return number }
      if case .unary(.negate, .value(.int(let number))) = expressions[index] { return 0 &- number }
      return nil
    }
    if index < function.parameters.count, case .int(let number)? = function.parameters[index].defaultValue {
      return number
    }
    return nil
  }
}
