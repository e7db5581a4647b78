extension Interpreter {
  func executeWhile(_ condition: Expression, _ body: Block, _ scope: Scope) throws -> Flow {
    while try self.condition(evaluate(condition, scope), condition.span) {
      try step()
      if let end = try round(body, body.declares ? Scope(parent: scope) : scope) { return end }
    }
    return .next(nil)
  }

  /// One round of a loop; not nil when the loop ends with it.
  private func round(_ body: Block, _ scope: Scope) throws -> Flow? {
    do {
      return try Interpreter.end(of: executeBody(body, scope))
    } catch let jump as Jump {
      return Interpreter.end(of: jump.flow)
    }
  }

  /// A loop has no value, so the last statement of its body shows its own.
  private func executeBody(_ body: Block, _ scope: Scope) throws -> Flow {
    let flow = try execute(body.statements, scope)
    guard functionLevel == 0, case .next(let value?) = flow else { return flow }
    if case .null = value { return flow }
    if let last = body.statements.last, !last.isHushed { try show(value, last.span) }
    return flow
  }

  private static func end(of flow: Flow) -> Flow? {
    switch flow {
    case .next, .continued: nil
    case .broke: .next(nil)
    case .returned: flow
    }
  }

  func executeFor(_ name: Name, _ sequence: Value, _ body: Block, _ scope: Scope, _ span: SourceSpan) throws
    -> Flow
  {
    func run(_ value: Value) throws -> Flow? {
      try step()
      let inner = Scope(parent: scope)
      inner.defineNew(name.key, name.text, value)
      return try round(body, inner)
    }
    switch sequence {
    case .list(let items):
      for item in items { if let end = try run(item) { return end } }
    case .range(let low, let high):
      var value = low
      while value <= high {
        if let end = try run(.int(value)) { return end }
        if value == high { break }
        value += 1
      }
    case .vector(let elements):
      for element in elements { if let end = try run(.float(Double(element))) { return end } }
    case .string(let text):
      for character in text { if let end = try run(.string(String(character))) { return end } }
    case .record(let record):
      for field in zip(record.names, record.values) {
        let pair = Record([("name", .string(field.0)), ("value", field.1)])
        if let end = try run(.record(pair)) { return end }
      }
    case .table(let table): return try executeFor(rowsOf: table, span, run)
    default: throw LanguageError.notIterable(sequence.typeName).diagnostic(at: span)
    }
    return .next(nil)
  }

  /// Rows stream one by one as records; nothing is held.
  private func executeFor(
    rowsOf table: any TableValue, _ span: SourceSpan, _ run: (Value) throws -> Flow?
  ) throws -> Flow {
    var end: Flow?
    do {
      let names = try table.columns().map(\.name)
      try table.forEachRow(limit: nil) { values in
        end = try run(.record(Record(Array(zip(names, values)))))
        return end == nil
      }
    } catch {
      throw inPlace(error, span)
    }
    return end ?? .next(nil)
  }
}
