/// Operators.
extension ServerDialect {
  public func constant(_ value: SQLValue) -> SQLFragment {
    switch value {
    case .null: return .null
    case .text: return SQLFragment(pieces: [.value(value), .text("::text")])
    default: return SQLFragment(value: value)
    }
  }

  public func null(as type: ColumnType) -> SQLFragment {
    SQLFragment(type == .any ? "NULL" : "NULL::\(typeName(type))")
  }

  /// Beside a column of a type of its own (`uuid`, `date`) a text value goes without its type, and becomes one of those; any other
  /// text makes a text of the column.
  public func paired(
    _ left: SQLFragment, _ right: SQLFragment, types: (ColumnType, ColumnType)
  ) -> (SQLFragment, SQLFragment) {
    if types.0 == .any, types.1 == .text {
      return right.bareValue.map { (left, $0) } ?? (asText(left), right)
    }
    if types.1 == .any, types.0 == .text {
      return left.bareValue.map { ($0, right) } ?? (left, asText(right))
    }
    return (left, right)
  }

  func asText(_ sql: SQLFragment) -> SQLFragment {
    sql.pieces == SQLFragment.null.pieces ? sql : (sql.operand(.atom) + "::text").with(.atom)
  }

  /// As a text, unless it is one.
  func text(_ sql: SQLFragment, _ type: ColumnType) -> SQLFragment {
    type == .text ? sql : (sql.operand(.atom) + "::text").with(.atom)
  }

  func double(_ sql: SQLFragment) -> SQLFragment { (sql.operand(.atom) + "::float8").with(.atom) }

  public func same(_ left: SQLFragment, _ right: SQLFragment, negated: Bool) -> SQLFragment {
    .binary(left, negated ? "IS DISTINCT FROM" : "IS NOT DISTINCT FROM", right, .comparison)
  }

  public func compare(
    _ left: SQLFragment, _ symbol: String, _ right: SQLFragment, types: (ColumnType, ColumnType)
  ) -> SQLFragment {
    let (one, two) = paired(left, right, types: types)
    let isText = types.0 == .text && types.1 == .text
    let ordered = isText && symbol != "=" && symbol != "<>"
    return .binary(one, symbol, ordered ? collated(two, .text) : two, .comparison)
  }

  /// CockroachDB takes no int for a float by itself, nor adds the two.
  public func converted(_ sql: SQLFragment, _ type: ColumnType, to wanted: ColumnType) -> SQLFragment {
    guard type == .int, wanted == .float else { return sql }
    return sql.asFloatValue ?? double(sql)
  }

  public func divide(_ left: SQLFragment, _ right: SQLFragment, isFloat: Bool) -> SQLFragment {
    .binary(double(left), "/", .call("NULLIF", [double(right), SQLFragment("0")]), .product)
  }

  public func remainder(_ left: SQLFragment, _ right: SQLFragment) -> SQLFragment {
    .binary(left, "%", .call("NULLIF", [right, SQLFragment("0")]), .product)
  }

  /// Two columns of the user's own may be narrower than 64 bits, and so would be their sum.
  public func arithmetic(
    _ left: SQLFragment, _ symbol: String, _ right: SQLFragment, types: (ColumnType, ColumnType)
  ) -> SQLFragment {
    var first = converted(left, types.0, to: types.1)
    let second = converted(right, types.1, to: types.0)
    if types.0 == types.1, left.isColumn, right.isColumn {
      if types.0 == .int { first = (left + "::bigint").with(.atom) }
      if types.0 == .float { first = double(left) }
    }
    return .binary(first, symbol, second, symbol == "*" ? .product : .sum)
  }

  /// `||` binds looser than `+` here and tighter in SQLite: only atoms and other texts stand beside it.
  public func concatenate(_ left: SQLFragment, _ right: SQLFragment) -> SQLFragment {
    let first = left.precedence == .concatenation ? left : left.operand(.atom)
    return (first + " || " + right.operand(.atom)).with(.concatenation)
  }
}

extension SQLFragment {
  var isColumn: Bool {
    if case .column? = pieces.first, pieces.count == 1 { return true }
    return false
  }

  /// The value without its type when this is a text value.
  var bareValue: SQLFragment? {
    guard pieces.count == 2, case .value(.text) = pieces[0], pieces[1] == .text("::text") else { return nil }
    return SQLFragment(pieces: [pieces[0]])
  }

  /// An int value as the float it is.
  var asFloatValue: SQLFragment? {
    guard pieces.count == 1, case .value(.int(let number))? = pieces.first else { return nil }
    return SQLFragment(value: .float(Double(number)))
  }

  /// Short enough to be written more than once.
  var isShort: Bool {
    pieces.count <= 2
      && pieces.allSatisfy { piece in
        if case .text(let part) = piece { return part.utf8.count < 40 }
        return true
      }
  }
}
