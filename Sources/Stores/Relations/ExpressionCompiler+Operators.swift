extension ExpressionCompiler {
  func requireBool(_ type: ColumnType, _ operation: String) throws {
    guard type == .bool || type == .any else {
      throw StoreError.wrongType(operation: operation, expected: "true or false", found: type)
    }
  }

  func negate(_ operand: Typed) throws -> Typed {
    guard operand.type.isNumeric else {
      throw StoreError.wrongType(operation: "-", expected: "a number", found: operand.type)
    }
    return (dialect.negate(operand.sql, type: operand.type), operand.type)
  }

  func logical(_ op: RowExpression.BinaryOperator, _ left: Typed, _ right: Typed) throws -> Typed {
    try requireBool(left.type, op.rawValue)
    try requireBool(right.type, op.rawValue)
    let isAnd = op == .and
    return (.binary(left.sql, isAnd ? "AND" : "OR", right.sql, isAnd ? .and : .or), .bool)
  }

  func binary(_ op: RowExpression.BinaryOperator, _ left: Typed, _ right: Typed) throws -> Typed {
    switch op {
    case .less, .lessOrEqual, .greater, .greaterOrEqual:
      let isOrdered = left.type.isOrdered && right.type.isOrdered
      guard isOrdered, left.type.isComparable(with: right.type) else {
        throw StoreError.typeMismatch(operation: op.rawValue, left: left.type, right: right.type)
      }
      return (dialect.compare(left.sql, op.rawValue, right.sql, types: (left.type, right.type)), .bool)
    default: return try arithmetic(op, left, right)
    }
  }

  private func arithmetic(_ op: RowExpression.BinaryOperator, _ left: Typed, _ right: Typed) throws -> Typed {
    if op == .add, left.type.isTextual, right.type.isTextual, left.type == .text || right.type == .text {
      return (dialect.concatenate(left.sql, right.sql), .text)
    }
    guard left.type.isNumeric, right.type.isNumeric else {
      throw StoreError.typeMismatch(operation: op.rawValue, left: left.type, right: right.type)
    }
    switch op {
    case .divide:
      return (
        dialect.divide(left.sql, right.sql, isFloat: left.type == .float || right.type == .float), .float
      )
    case .remainder:
      if left.type == .float || right.type == .float {
        throw StoreError.typeMismatch(operation: "%", left: left.type, right: right.type)
      }
      return (dialect.remainder(left.sql, right.sql), left.type.unified(with: right.type) ?? .any)
    default:
      let type = left.type.unified(with: right.type) ?? .any
      return (dialect.arithmetic(left.sql, op.rawValue, right.sql, types: (left.type, right.type)), type)
    }
  }

  /// `x == null` becomes `IS NULL`. A plain `=`, which an index serves on every engine, is enough in a filter when one
  /// side is a value, and anywhere when neither side can be null; otherwise null counts as a value.
  func equality(
    _ op: RowExpression.BinaryOperator, _ left: RowExpression, _ right: RowExpression, _ leftSQL: Typed,
    _ rightSQL: Typed, isFilter: Bool
  ) throws -> Typed {
    guard leftSQL.type.isComparable(with: rightSQL.type) else {
      throw StoreError.typeMismatch(operation: op.rawValue, left: leftSQL.type, right: rightSQL.type)
    }
    let isEqual = op == .equal
    let test = isEqual ? " IS NULL" : " IS NOT NULL"
    if right.isNull { return ((leftSQL.sql.operand(.comparison.next) + test).with(.comparison), .bool) }
    if left.isNull { return ((rightSQL.sql.operand(.comparison.next) + test).with(.comparison), .bool) }
    let isPlain = cannotBeNull(left) && cannotBeNull(right)
    let isSearch = isFilter && isEqual && (left.isValue || right.isValue)
    if isPlain || isSearch {
      let symbol = isEqual ? "=" : "<>"
      return (dialect.compare(leftSQL.sql, symbol, rightSQL.sql, types: (leftSQL.type, rightSQL.type)), .bool)
    }
    let (one, two) = dialect.paired(leftSQL.sql, rightSQL.sql, types: (leftSQL.type, rightSQL.type))
    return (dialect.same(one, two, negated: !isEqual), .bool)
  }

  private func cannotBeNull(_ expression: RowExpression) -> Bool {
    switch expression {
    case .value(let value): return value != .null
    case .column(let name): return columns.first { $0.name == name }?.isNullable == false
    default: return false
    }
  }

  func membership(
    _ needle: Typed, _ list: [RowExpression], _ items: [Typed], isFilter: Bool
  ) throws -> Typed {
    if items.count > Self.maximumListLength {
      throw StoreError.tooManyValues(count: items.count, limit: Self.maximumListLength)
    }
    for item in items where !needle.type.isComparable(with: item.type) {
      throw StoreError.typeMismatch(operation: "in", left: needle.type, right: item.type)
    }
    let values = zip(list, items).filter { !$0.0.isNull }.map {
      dialect.paired(needle.sql, $0.1.sql, types: (needle.type, $0.1.type)).1
    }
    let left = needle.sql.operand(.comparison.next)
    let hasNull = values.count < items.count
    if values.isEmpty {
      return hasNull ? ((left + " IS NULL").with(.comparison), .bool) : (SQLFragment("FALSE"), .bool)
    }
    let found = (left + " IN (" + .joined(values, by: ", ") + ")").with(.comparison)
    if hasNull { return (.binary(found, "OR", (left + " IS NULL").with(.comparison), .or), .bool) }
    if isFilter { return (found, .bool) }
    return (.binary((left + " IS NOT NULL").with(.comparison), "AND", found, .and), .bool)
  }

  func choice(_ condition: Typed, _ then: Typed, _ otherwise: Typed) throws -> Typed {
    try requireBool(condition.type, "if")
    guard let type = then.type.unified(with: otherwise.type) else {
      throw StoreError.typeMismatch(operation: "if … else", left: then.type, right: otherwise.type)
    }
    let (one, two) = (
      dialect.converted(then.sql, then.type, to: type),
      dialect.converted(otherwise.sql, otherwise.type, to: type)
    )
    let sql = SQLFragment("CASE WHEN ") + condition.sql + " THEN " + one + " ELSE " + two + " END"
    return (sql, type)
  }
}

extension RowExpression {
  var isNull: Bool {
    if case .value(.null) = self { return true }
    return false
  }
  var isValue: Bool {
    if case .value(let value) = self { return value != .null }
    return false
  }
  /// True when an aggregate is anywhere inside.
  var hasAggregate: Bool {
    switch self {
    case .aggregate: return true
    case .column, .value: return false
    case .unary(_, let operand): return operand.hasAggregate
    case .binary(_, let left, let right): return left.hasAggregate || right.hasAggregate
    case .isIn(let needle, let list): return needle.hasAggregate || list.contains(where: \.hasAggregate)
    case .ifElse(let condition, let then, let otherwise):
      return condition.hasAggregate || then.hasAggregate || otherwise.hasAggregate
    case .call(_, let arguments), .engine(_, let arguments):
      return arguments.contains(where: \.hasAggregate)
    }
  }
  /// Sum of the weights of the columns it reads, once for each time; at most a billion.
  func weight(_ column: (String) -> Int) -> Int {
    func sum(_ parts: [RowExpression]) -> Int {
      parts.reduce(0) { min($0 + $1.weight(column), 1_000_000_000) }
    }
    switch self {
    case .column(let name): return column(name)
    case .value: return 0
    case .unary(_, let operand): return operand.weight(column)
    case .binary(_, let left, let right): return sum([left, right])
    case .isIn(let needle, let list): return sum([needle] + list)
    case .ifElse(let condition, let then, let otherwise): return sum([condition, then, otherwise])
    case .call(_, let arguments), .aggregate(_, let arguments), .engine(_, let arguments):
      return sum(arguments)
    }
  }
  /// Names of all columns it reads.
  var columnNames: Set<String> {
    switch self {
    case .column(let name): return [name]
    case .value: return []
    case .unary(_, let operand): return operand.columnNames
    case .binary(_, let left, let right): return left.columnNames.union(right.columnNames)
    case .isIn(let needle, let list): return list.reduce(needle.columnNames) { $0.union($1.columnNames) }
    case .ifElse(let condition, let then, let otherwise):
      return condition.columnNames.union(then.columnNames).union(otherwise.columnNames)
    case .call(_, let arguments), .aggregate(_, let arguments), .engine(_, let arguments):
      return arguments.reduce([]) { $0.union($1.columnNames) }
    }
  }
}
