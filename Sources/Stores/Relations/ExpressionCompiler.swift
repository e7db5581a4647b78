/// Turns row expressions into SQL and finds their types; one walk does both, so what is checked is what is sent.
///
/// Null: `==`, `!=` and `in` treat it as a value; every other operator gives null when an operand is null, and a filter
/// keeps only rows that are true. `x / 0` and `x % 0` are null on every store. `/` always gives a float.
struct ExpressionCompiler {
  /// Where aggregates may stand and what they run over.
  enum Aggregates {
    case forbidden
    /// The rows of a group; columns outside an aggregate must be grouping keys.
    case group(keys: [String])
    /// All rows of the relation.
    case window
  }

  struct Column {
    let name: String
    let fragment: SQLFragment
    let type: ColumnType
    var isNullable = true
  }

  typealias Typed = (sql: SQLFragment, type: ColumnType)

  let columns: [Column]
  let dialect: any Dialect
  var aggregates: Aggregates
  /// The order of the rows, for `first`.
  var order: [OrderTerm] = []

  static let maximumDepth = 100
  static let maximumListLength = 10_000

  /// The condition of a filter; there a null and a false are the same, which allows plain, indexable comparisons.
  func condition(_ expression: RowExpression, operation: String = "where") throws -> SQLFragment {
    let typed = try compile(expression, depth: 0, isFilter: true)
    try requireBool(typed.type, operation)
    return typed.sql
  }

  func compile(_ expression: RowExpression) throws -> Typed {
    try compile(expression, depth: 0, isFilter: false)
  }

  private func compile(_ expression: RowExpression, depth: Int, isFilter: Bool) throws -> Typed {
    guard depth < Self.maximumDepth else { throw StoreError.tooDeep(limit: Self.maximumDepth) }
    func sub(_ part: RowExpression) throws -> Typed { try compile(part, depth: depth + 1, isFilter: false) }
    switch expression {
    case .column(let name): return try column(name)
    case .value(let value): return (dialect.constant(value), Self.type(of: value))
    case .unary(.negate, let operand): return try negate(sub(operand))
    case .unary(.not, let operand):
      let (sql, type) = try sub(operand)
      try requireBool(type, "not")
      return ((SQLFragment("NOT ") + sql.operand(.not.next)).with(.not), .bool)
    case .binary(let op, let left, let right):
      if op == .and || op == .or {
        return try logical(
          op, compile(left, depth: depth + 1, isFilter: isFilter),
          compile(right, depth: depth + 1, isFilter: isFilter))
      }
      if op == .equal || op == .notEqual {
        return try equality(op, left, right, sub(left), sub(right), isFilter: isFilter)
      }
      return try binary(op, sub(left), sub(right))
    case .isIn(let needle, let list):
      return try membership(sub(needle), list, list.map { try sub($0) }, isFilter: isFilter)
    case .ifElse(let condition, let then, let otherwise):
      return try choice(sub(condition), sub(then), sub(otherwise))
    case .call(let name, let arguments): return try call(name, arguments, arguments.map { try sub($0) })
    case .aggregate(let name, let arguments): return try aggregate(name, arguments, depth: depth)
    case .engine(let function, let arguments):
      return try engine(function, arguments.map { try sub($0).sql })
    }
  }

  private func column(_ name: String) throws -> Typed {
    guard let found = columns.first(where: { $0.name == name }) else {
      throw StoreError.unknownColumn(name, known: columns.map(\.name))
    }
    if case .group(let keys) = aggregates, !keys.contains(name) {
      throw StoreError.ungroupedColumn(name)
    }
    return (found.sql, found.type)
  }

  private func aggregate(_ name: String, _ arguments: [RowExpression], depth: Int) throws -> Typed {
    if case .forbidden = aggregates { throw StoreError.misplacedAggregate(name) }
    guard let function = AggregateFunctions.named(name) else {
      throw StoreError.unknownFunction(name, known: AggregateFunctions.all.map(\.name))
    }
    var inner = self
    inner.aggregates = .forbidden
    let typed = try arguments.map { try inner.compile($0, depth: depth + 1, isFilter: false) }
    let type = try function.check(typed.map(\.type))
    var isWindow = false
    if case .window = aggregates { isWindow = true }
    if isWindow && !function.runsOverAllRows {
      throw StoreError.unsupported("`\(name)` over all rows; compute it with `summarize` first")
    }
    let sql = dialect.aggregate(
      function.name, typed.map(\.sql), type: typed.first?.type ?? .int, order: order, overAllRows: isWindow)
    return (sql, type)
  }

  static func type(of value: SQLValue) -> ColumnType {
    switch value {
    case .null: return .any
    case .bool: return .bool
    case .int: return .int
    case .float: return .float
    case .text: return .text
    case .blob: return .blob
    case .vector(let elements): return .vector(dimension: elements.count)
    }
  }
}

extension ExpressionCompiler.Column {
  var sql: SQLFragment { fragment }
}
