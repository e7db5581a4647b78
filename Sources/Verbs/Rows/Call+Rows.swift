import Language
import Stores

extension Session {
  /// The rows a verb works on.
  func rows(_ call: Call, _ name: String = "rows") throws -> RelationValue { try relationValue(call, name) }

  /// A list of records as a table of the store; what cannot be one is told at its place.
  func table(of items: [Value], at span: SourceSpan) throws -> any TableValue {
    var records: [Record] = []
    for (at, item) in items.enumerated() {
      guard case .record(let record) = item else {
        throw VerbError.notARecord(element: at, type: item.typeName).diagnostic(at: span)
      }
      if let odd = zip(record.names, record.values).first(where: { SQLValue($0.1) == nil }) {
        throw VerbError.fieldNotStorable(field: odd.0, element: at, type: odd.1.typeName).diagnostic(at: span)
      }
      records.append(record)
    }
    do { return try scratchTable(records) } catch let error as StoreError {
      throw Diagnostic(hostError: error, at: span)
    }
  }
}

extension Call {
  /// Runs a step of the store; what it throws is told at the argument, and at the very column where one is unknown.
  func attempt<T>(_ argument: String?, _ body: () throws -> T) throws -> T {
    do { return try body() } catch let error as StoreError {
      var place = argument.map { span(of: $0) } ?? span
      if case .unknownColumn(let name, _) = error, let found = itemField(name) { place = found }
      throw Diagnostic(hostError: error, at: place)
    }
  }

  func compile(_ parameter: String) throws -> RowExpression {
    try RowCompiler(interpreter: interpreter).compile(try row(parameter))
  }

  private func compile(_ value: Value) throws -> RowExpression {
    let compiler = RowCompiler(interpreter: interpreter)
    if case .row(let function) = value { return try compiler.compile(function) }
    guard let bound = SQLValue(value) else { throw fail(.notAComputedColumn(type: value.typeName)) }
    return .value(bound)
  }

  /// The further positional arguments as columns; each must have a name of its own.
  func restExpressions() throws -> [NamedExpression] {
    try rest.map(restExpression)
  }

  private func restExpression(_ value: Value) throws -> NamedExpression {
    if case .string(let name) = value { return NamedExpression(name, .column(name)) }
    let expression = try compile(value)
    if case .value(.text(let name)) = expression { return NamedExpression(name, .column(name)) }
    guard case .column(let name) = expression else {
      throw fail(.columnWithoutName)
    }
    return NamedExpression(name, expression)
  }

  /// Columns kept and computed, in the order they were written.
  func columnExpressions() throws -> [NamedExpression] {
    try restAndNamed.map { name, value in
      try name.map { NamedExpression($0, try compile(value)) } ?? restExpression(value)
    }
  }

  func namedExpressions() throws -> [NamedExpression] {
    try zip(named.names, named.values).map { NamedExpression($0, try compile($1)) }
  }

  /// Sort keys, `desc(…)` unwrapped.
  func sortKeys() throws -> [SortKey] {
    guard !rest.isEmpty else {
      throw fail(.sortWithoutColumn)
    }
    return try rest.map { value in
      guard case .row(let function) = value, case .call(let call) = function.expression.ungrouped.kind,
        case .name(let name) = call.callee.kind, name.text == "desc", call.arguments.count == 1
      else { return SortKey(try sortColumn(value)) }
      let compiler = RowCompiler(interpreter: interpreter)
      return SortKey(try compiler.compile(call.arguments[0].value, function.scope), descending: true)
    }
  }

  private func sortColumn(_ value: Value) throws -> RowExpression {
    if case .string(let name) = value { return .column(name) }
    let expression = try compile(value)
    if case .value(.text(let name)) = expression { return .column(name) }
    return expression
  }

  /// The pairs of columns of `join`.
  func joinColumns() throws -> (left: [String], right: [String]) {
    switch (isGiven("on"), isGiven("left"), isGiven("right")) {
    case (true, false, false):
      let names = try columnNames("on")
      return (names, names)
    case (false, true, true): return (try columnNames("left"), try columnNames("right"))
    default: throw fail(.joinWithoutColumns)
    }
  }

  /// Where `.name` stands among the arguments.
  private func itemField(_ name: String) -> SourceSpan? {
    for value in signature.parameters.map({ self[$0.name] }) {
      for item in Call.flattened(value) {
        if case .row(let function) = item, let place = function.expression.place(ofField: name) {
          return place
        }
      }
    }
    return nil
  }

  private static func flattened(_ value: Value) -> [Value] {
    switch value {
    case .list(let items): items
    case .record(let record): record.values
    default: [value]
    }
  }
}

extension Expression {
  /// The first `.name` in it.
  func place(ofField name: String) -> SourceSpan? {
    if case .itemField(let field) = kind, field.text == name { return field.span }
    for child in children {
      if let place = child.place(ofField: name) { return place }
    }
    return nil
  }
}
