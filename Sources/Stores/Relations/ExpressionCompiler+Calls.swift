extension ExpressionCompiler {
  func call(_ name: String, _ arguments: [RowExpression], _ typed: [Typed]) throws -> Typed {
    guard let function = RowFunctions.named(name) else {
      throw StoreError.unknownFunction(name, known: RowFunctions.all.map(\.name))
    }
    if name == "distance" { return try distance(function, arguments, typed) }
    let type = try function.check(typed.map(\.type))
    if name == "string", let first = typed.first, first.type == .bool { return (boolText(first.sql), .text) }
    guard let template = function.templates[dialect.engine] else {
      throw StoreError.unsupported("the function `\(name)`")
    }
    let defaults = function.parameters.dropFirst(typed.count).compactMap { $0.defaultValue }
    return (.fill(template, typed.map(\.sql) + defaults.map { SQLFragment(value: $0) }), type)
  }

  func engine(_ function: RowExpression.EngineFunction, _ arguments: [SQLFragment]) throws -> Typed {
    let vectors = dialect.vectors
    var sql: SQLFragment?
    switch (function, arguments.count) {
    case (.norm, 1): sql = vectors?.norm(arguments[0])
    case (.distance(let metric), 2): sql = vectors?.distance(arguments[0], arguments[1], metric: metric)
    default: break
    }
    guard let sql else { throw StoreError.unsupported("vector search of its own") }
    return (sql, .float)
  }

  /// SQLite keeps a bool as 0 or 1.
  private func boolText(_ sql: SQLFragment) -> SQLFragment {
    let flag = sql.operand(.not)
    return SQLFragment("CASE WHEN ") + flag + " THEN 'true' WHEN NOT " + sql.operand(.not.next)
      + " THEN 'false' END"
  }

  /// The metric chooses the function, so it must be a plain text.
  private func distance(
    _ function: RowFunction, _ arguments: [RowExpression], _ typed: [Typed]
  ) throws -> Typed {
    let type = try function.check(typed.map(\.type))
    var metric = "l2"
    if arguments.count == 3 {
      guard case .value(.text(let name)) = arguments[2], ["l2", "cosine", "ip"].contains(name) else {
        throw StoreError.wrongArguments(
          function: "distance", usage: function.usage,
          problem: "the metric is one of \"l2\", \"cosine\", \"ip\"")
      }
      metric = name
    }
    if case (.vector(let left?), .vector(let right?)) = (typed[0].type, typed[1].type), left != right {
      throw StoreError.dimensionMismatch(left: left, right: right)
    }
    return (dialect.distance(typed[0].sql, typed[1].sql, metric: metric), type)
  }
}
