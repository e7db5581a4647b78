extension ExpressionCompiler {
  func call(_ name: String, _ arguments: [RowExpression], _ typed: [Typed]) throws -> Typed {
    guard let function = RowFunctions.named(name) else {
      throw StoreError.unknownFunction(name, known: RowFunctions.all.map(\.name))
    }
    let type = try function.check(typed.map(\.type))
    let call = FunctionCall(function, arguments, typed, type)
    if name == "distance" {
      let metric = try metric(call)
      guard let sql = dialect.distance(call, metric: metric) else {
        throw StoreError.unsupported("`distance` by \"\(metric)\"")
      }
      return (sql, type)
    }
    guard let sql = dialect.call(call) else { throw StoreError.unsupported("the function `\(name)`") }
    return (sql, type)
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

  /// The metric chooses the function, so it must be a plain text.
  private func metric(_ call: FunctionCall) throws -> String {
    var metric = "l2"
    if call.expressions.count == 3 {
      guard case .value(.text(let name)) = call.expressions[2], RowFunctions.metrics.contains(name) else {
        throw StoreError.wrongArguments(
          function: "distance", usage: call.function.usage,
          problem: "the metric is one of \(RowFunctions.metrics.map { "\"\($0)\"" }.joined(separator: ", "))")
      }
      metric = name
    }
    if case (.vector(let left?), .vector(let right?)) = (call.types[0], call.types[1]), left != right {
      throw StoreError.dimensionMismatch(left: left, right: right)
    }
    return metric
  }
}

/// A call of a row function, checked: what a dialect needs to write it.
public struct FunctionCall: Sendable {
  public let function: RowFunction
  /// In the order of the parameters; what was left out has its default.
  public let arguments: [SQLFragment]
  /// Types of the arguments that were given.
  public let types: [ColumnType]
  public let result: ColumnType
  let expressions: [RowExpression]

  init(
    _ function: RowFunction, _ expressions: [RowExpression], _ typed: [ExpressionCompiler.Typed],
    _ result: ColumnType
  ) {
    let defaults = function.parameters.dropFirst(typed.count).compactMap { $0.defaultValue }
    self.function = function
    self.expressions = expressions
    self.result = result
    arguments = typed.map(\.sql) + defaults.map { SQLFragment(value: $0) }
    types = typed.map(\.type)
  }

  var hasAggregate: Bool { expressions.contains(where: \.hasAggregate) }
}
