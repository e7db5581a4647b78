/// Aggregates over a group, and over all rows.
extension ServerDialect {
  public func aggregate(
    _ name: String, _ arguments: [SQLFragment], type: ColumnType, order: [OrderTerm], overAllRows: Bool
  ) -> SQLFragment {
    let over = overAllRows ? " OVER ()" : ""
    guard let value = arguments.first else { return SQLFragment("count(*)\(over)") }
    switch name {
    case "count": return .fill("count({0})\(over)", [typed(value)])
    case "count_distinct": return .fill("count(DISTINCT {0})", [typed(value)])
    case "first": return first(typed(value), order)
    case "min", "max": return extreme(name, value, type, over)
    case "sum", "mean": return total(name, value, type, over)
    default: return .fill("\(name)({0})\(over)", arguments)
    }
  }

  /// A bare NULL has no type that an aggregate could take.
  private func typed(_ value: SQLFragment) -> SQLFragment {
    value.pieces == SQLFragment.null.pieces ? null(as: .text) : value
  }

  private func first(_ value: SQLFragment, _ order: [OrderTerm]) -> SQLFragment {
    let terms = order.filter { $0.sql.pieces != SQLFragment.null.pieces }.map { orderTerm($0, $0.sql) }
    let list = terms.isEmpty ? SQLFragment("") : SQLFragment(" ORDER BY ") + .joined(terms, by: ", ")
    return (SQLFragment("(array_agg(") + value + list + "))[1]").with(.atom)
  }

  private func extreme(_ name: String, _ value: SQLFragment, _ type: ColumnType, _ over: String)
    -> SQLFragment
  {
    switch type {
    case .bool: return .fill("\(name == "min" ? "bool_and" : "bool_or")({0})\(over)", [value])
    case .text: return .fill("\(name)({0}\(byBytes))\(over)", [value])
    default: return .fill("\(name)({0})\(over)", [typed(value)])
    }
  }

  private func total(_ name: String, _ value: SQLFragment, _ type: ColumnType, _ over: String) -> SQLFragment
  {
    if value.pieces == SQLFragment.null.pieces {
      return SQLFragment("NULL::\(typeName(name == "mean" ? .float : type == .any ? .int : type))")
    }
    if type == .int {
      // The server's sum of ints is exact; a result past 64 bits is an error.
      let sum = name == "sum" ? "sum({0})\(over)::bigint" : "(sum({0})\(over)::float8 / count({0})\(over))"
      return .fill(sum, [value])
    }
    if name == "sum", type == .any { return .fill("sum({0})\(over)", [value]) }
    return .fill(exactSum(over, isMean: name == "mean"), [double(value)])
  }
}
