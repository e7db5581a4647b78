extension Interpreter {
  func evaluateBinary(
    _ operation: BinaryOperator, _ left: Expression, _ right: Expression, _ scope: Scope, _ span: SourceSpan
  ) throws -> Value {
    if operation == .and || operation == .or {
      let first = try condition(evaluate(left, scope), left.span)
      if first == (operation == .or) { return .bool(first) }
      return .bool(try condition(evaluate(right, scope), right.span))
    }
    let first = try evaluate(left, scope)
    let second = try evaluate(right, scope)
    switch (first, second) {
    case (.int(let a), .int(let b)): return try ints(operation, a, b, span, right.span)
    case (.float(let a), .float(let b)): return try floats(operation, a, b, span, right.span)
    default: return try apply(operation, first, second, span, right.span)
    }
  }

  func condition(_ value: Value, _ span: SourceSpan) throws -> Bool {
    guard case .bool(let flag) = value else {
      throw LanguageError.notACondition(value.typeName).diagnostic(at: span)
    }
    return flag
  }

  func apply(_ operation: UnaryOperator, to value: Value, _ span: SourceSpan) throws -> Value {
    switch (operation, value) {
    case (.not, _): return .bool(try !condition(value, span))
    case (.negate, .float(let number)): return .float(-number)
    case (.negate, .int(let number)):
      guard number != .min else { throw LanguageError.overflow("-").diagnostic(at: span) }
      return .int(-number)
    default: throw LanguageError.badOperand("-", got: value.typeName).diagnostic(at: span)
    }
  }

  private func ints(
    _ operation: BinaryOperator, _ a: Int64, _ b: Int64, _ span: SourceSpan, _ right: SourceSpan
  ) throws -> Value {
    let result: (partialValue: Int64, overflow: Bool)
    switch operation {
    case .add: result = a.addingReportingOverflow(b)
    case .subtract: result = a.subtractingReportingOverflow(b)
    case .multiply: result = a.multipliedReportingOverflow(by: b)
    case .remainder:
      if b == 0 { throw LanguageError.divisionByZero.diagnostic(at: right) }
      result = b == -1 ? (0, false) : a.remainderReportingOverflow(dividingBy: b)
    case .equal: return .bool(a == b)
    case .notEqual: return .bool(a != b)
    case .less: return .bool(a < b)
    case .lessOrEqual: return .bool(a <= b)
    case .greater: return .bool(a > b)
    case .greaterOrEqual: return .bool(a >= b)
    case .divide: return try floats(.divide, Double(a), Double(b), span, right)
    default: return try apply(operation, .int(a), .int(b), span, right)
    }
    if result.overflow { throw LanguageError.overflow(operation.rawValue).diagnostic(at: span) }
    return .int(result.partialValue)
  }

  private func floats(
    _ operation: BinaryOperator, _ a: Double, _ b: Double, _ span: SourceSpan, _ right: SourceSpan
  ) throws -> Value {
    let result: Double
    switch operation {
    case .add: result = a + b
    case .subtract: result = a - b
    case .multiply: result = a * b
    case .divide, .remainder:
      if b == 0 { throw LanguageError.divisionByZero.diagnostic(at: right) }
      result = operation == .divide ? a / b : a.truncatingRemainder(dividingBy: b)
    default: return try apply(operation, .float(a), .float(b), span, right)
    }
    guard result.isFinite else { throw LanguageError.overflow(operation.rawValue).diagnostic(at: span) }
    return .float(result)
  }

  func apply(
    _ operation: BinaryOperator, _ a: Value, _ b: Value, _ span: SourceSpan, _ right: SourceSpan
  ) throws -> Value {
    switch operation {
    case .equal: return .bool(try equal(a, b))
    case .notEqual: return .bool(try !equal(a, b))
    case .less, .lessOrEqual, .greater, .greaterOrEqual: return .bool(try ordered(operation, a, b, span))
    case .in: return .bool(try contains(b, a, span))
    case .add: if let joined = try join(a, b, span) { return joined }
    default: break
    }
    if let x = a.number, let y = b.number { return try floats(operation, x, y, span, right) }
    throw LanguageError.badOperands(operation.rawValue, left: a.typeName, right: b.typeName).diagnostic(
      at: span)
  }

  /// `+` on two strings or two lists.
  private func join(_ a: Value, _ b: Value, _ span: SourceSpan) throws -> Value? {
    switch (a, b) {
    case (.string(let first), .string(let second)):
      let text = first + second
      try checkSize(text, span)
      return .string(text)
    case (.list(let first), .list(let second)):
      try checkLength(first.count + second.count, span)
      return .list(first + second)
    default: return nil
    }
  }

  private func ordered(_ operation: BinaryOperator, _ a: Value, _ b: Value, _ span: SourceSpan) throws -> Bool
  {
    guard let order = a.order(with: b) else {
      throw LanguageError.badOperands(operation.rawValue, left: a.typeName, right: b.typeName).diagnostic(
        at: span)
    }
    switch operation {
    case .less: return order < 0
    case .lessOrEqual: return order <= 0
    case .greater: return order > 0
    default: return order >= 0
    }
  }

  private func contains(_ container: Value, _ item: Value, _ span: SourceSpan) throws -> Bool {
    switch (container, item) {
    case (.list(let items), _):
      for candidate in items where try equal(candidate, item) { return true }
      return false
    case (.string(let text), .string(let part)): return Value.contains(text, part)
    case (.record(let record), .string(let name)): return record[name] != nil
    case (.handle(let handle), .string(let name)): return handle.fields[name] != nil
    case (.range(let low, let high), .int(let number)): return number >= low && number <= high
    case (.range(let low, let high), .float(let number)):
      return number >= Double(low) && number <= Double(high)
    default:
      throw LanguageError.badOperands("in", left: item.typeName, right: container.typeName).diagnostic(
        at: span)
    }
  }

  /// Equality that can be stopped: values may share parts, so that small ones compare as endless ones.
  func equal(_ a: Value, _ b: Value) throws -> Bool {
    var steps = 0
    return try Value.equal(a, b) {
      steps += 1
      if steps % 1_000 == 0 { try checkInterrupt() }
    }
  }
}
