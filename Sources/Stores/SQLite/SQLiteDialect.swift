/// The SQL of SQLite 3.40 and later.
public struct SQLiteDialect: Dialect {
  public init() {}
  public var engine: String { "sqlite" }

  public func quote(_ identifier: String) -> String {
    var quoted = "\""
    for scalar in identifier.unicodeScalars {
      if scalar == "\"" { quoted += "\"" }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
  }

  public func placeholder(_ index: Int) -> String { "?\(index)" }

  public func typeName(_ type: ColumnType) -> String {
    switch type {
    case .int: return "INTEGER"
    case .float: return "REAL"
    case .text: return "TEXT"
    case .bool: return "BOOLEAN"
    case .blob: return "BLOB"
    case .vector(let dimension): return dimension.map { "VECTOR(\($0))" } ?? "VECTOR"
    case .any: return ""
    }
  }

  public func compile(_ relation: Relation) throws -> (sql: String, parameters: [SQLValue]) {
    var compiler = RelationCompiler(dialect: self, store: relation.store)
    return try compiler.compile(relation)
  }

  public func same(_ left: SQLFragment, _ right: SQLFragment, negated: Bool) -> SQLFragment {
    .binary(left, negated ? "IS NOT" : "IS", right, .comparison)
  }

  public func negate(_ operand: SQLFragment, type: ColumnType) -> SQLFragment {
    type == .int ? .call("vnb_negate", [operand]) : (SQLFragment("-") + operand.operand(.atom)).with(.sign)
  }

  /// SQLite gives null for `x / 0` by itself.
  public func divide(_ left: SQLFragment, _ right: SQLFragment, isFloat: Bool) -> SQLFragment {
    let dividend = isFloat ? left : SQLFragment("CAST(") + left + " AS REAL)"
    return .binary(isFloat ? dividend : dividend.with(.atom), "/", right, .product)
  }

  /// An int among floats would make `/` an integer division, and print without a point.
  public func converted(_ sql: SQLFragment, _ type: ColumnType, to wanted: ColumnType) -> SQLFragment {
    guard type == .int, wanted == .float else { return sql }
    return sql.asFloatValue ?? (SQLFragment("CAST(") + sql + " AS REAL)").with(.atom)
  }

  public func remainder(_ left: SQLFragment, _ right: SQLFragment) -> SQLFragment {
    .binary(left, "%", right, .product)
  }

  /// `||` binds tighter than anything else in SQLite and looser in PostgreSQL: only atoms and other texts stand beside it.
  public func concatenate(_ left: SQLFragment, _ right: SQLFragment) -> SQLFragment {
    let first = left.precedence == .concatenation ? left : left.operand(.atom)
    return (first + " || " + right.operand(.atom)).with(.concatenation)
  }

  public func call(_ call: FunctionCall) -> SQLFragment? {
    if call.function.name == "string", call.types.first == .bool { return boolText(call.arguments[0]) }
    return .fill(call.function.sqlite, call.common(self))
  }

  /// SQLite keeps a bool as 0 or 1.
  private func boolText(_ sql: SQLFragment) -> SQLFragment {
    let flag = sql.operand(.not)
    return SQLFragment("CASE WHEN ") + flag + " THEN 'true' WHEN NOT " + sql.operand(.not.next)
      + " THEN 'false' END"
  }

  public func distance(_ call: FunctionCall, metric: String) -> SQLFragment? {
    .call("vnb_distance_\(metric)", Array(call.arguments.prefix(2)))
  }

  public func aggregate(
    _ name: String, _ arguments: [SQLFragment], type: ColumnType, order: [OrderTerm], overAllRows: Bool
  ) -> SQLFragment {
    let call = aggregateCall(name, arguments, order)
    return overAllRows ? (call + " OVER ()").with(.atom) : call
  }

  private func aggregateCall(_ name: String, _ arguments: [SQLFragment], _ order: [OrderTerm]) -> SQLFragment
  {
    switch name {
    case "count" where arguments.isEmpty: return SQLFragment("count(*)")
    case "count_distinct": return SQLFragment("count(DISTINCT ") + .joined(arguments, by: ", ") + ")"
    case "sum", "mean": return .call("vnb_\(name)", arguments)
    case "first":
      // The directions as one text, then the terms: the function keeps the value of the row that comes first.
      let directions = String(order.map { $0.descending ? "d" : "a" })
      return .call("vnb_first", arguments + [SQLFragment("'\(directions)'")] + order.map(\.sql))
    default: return .call(name, arguments)
    }
  }

  /// SQLite's own order is ours: null before everything, text by its bytes.
  public func orderTerm(_ term: OrderTerm, _ sql: SQLFragment) -> SQLFragment {
    term.descending ? sql + " DESC" : sql
  }

  /// The rowid, under the first of its names that no column has.
  public func rowOrder(of table: TableDescription) -> String? {
    if table.isView { return nil }
    let taken = Set(table.columns.map { $0.name.lowercased() })
    return ["rowid", "_rowid_", "oid"].first { !taken.contains($0) }
  }
}
