import Basics

extension Interpreter {
  /// The value of an expression in a scope.
  func evaluate(_ expression: Expression, _ scope: Scope) throws -> Value {
    switch expression.kind {
    case .null: return .null
    case .bool(let value): return .bool(value)
    case .int(let value): return .int(value)
    case .float(let value): return .float(value)
    case .string(let value): return .string(value)
    case .name(let name): return try scope.lookUp(name) ?? unknown(name, scope)
    case .itemField(let name): throw LanguageError.itemFieldOutside(name.text).diagnostic(at: expression.span)
    default: break
    }
    evaluationDepth += 1
    defer { evaluationDepth -= 1 }
    if evaluationDepth > Limits.evaluationDepth || stack.isLow {
      throw LanguageError.recursionTooDeep.diagnostic(at: expression.span)
    }
    return try evaluateCompound(expression, scope)
  }

  private func evaluateCompound(_ expression: Expression, _ scope: Scope) throws -> Value {
    switch expression.kind {
    case .binary(let operation, let left, let right):
      return try evaluateBinary(operation, left, right, scope, expression.span)
    case .call(let call): return try evaluateCall(call, nil, scope, expression.span)
    case .group(let inner): return try evaluate(inner, scope)
    case .field(let base, let name): return try field(name, of: evaluate(base, scope), base.span)
    case .index(let base, let index):
      let container = try evaluate(base, scope)
      return try element(of: container, at: evaluate(index, scope), expression.span)
    case .unary(let operation, let operand):
      return try apply(operation, to: evaluate(operand, scope), operand.span)
    case .range(let low, let high): return try evaluateRange(low, high, scope, expression.span)
    case .pipe(let left, let stage): return try evaluatePipe(left, stage, scope)
    case .template(let parts): return try evaluateTemplate(parts, scope, expression.span)
    case .list(let items): return try evaluateList(items, scope, expression.span)
    case .record(let entries): return try evaluateRecord(entries, scope, expression.span)
    case .function(let function): return try .function(closure(function, scope))
    case .ifElse, .tryCatch: return try value(of: executeBranch(expression, scope))
    case .null, .bool, .int, .float, .string, .name, .itemField: return .null
    }
  }

  private func unknown(_ name: Name, _ scope: Scope) throws -> Value {
    let suggestion = didYouMean(name.text, in: scope.visibleNames)
    throw LanguageError.unknownName(name.text, suggestion: suggestion, place: host.whereIs(name.text))
      .diagnostic(at: name.span)
  }

  private func evaluateRange(_ low: Expression, _ high: Expression, _ scope: Scope, _ span: SourceSpan) throws
    -> Value
  {
    let first = try evaluate(low, scope)
    let last = try evaluate(high, scope)
    guard case .int(let from) = first, case .int(let to) = last else {
      throw LanguageError.badOperands("..", left: first.typeName, right: last.typeName).diagnostic(at: span)
    }
    return .range(from, to)
  }

  private func evaluateList(_ items: [Expression], _ scope: Scope, _ span: SourceSpan) throws -> Value {
    var values: [Value] = []
    values.reserveCapacity(items.count)
    for item in items { values.append(try evaluate(item, scope)) }
    let list = Value.list(values)
    try nesting.check(list, at: span)
    return list
  }

  private func evaluateRecord(_ entries: [RecordEntry], _ scope: Scope, _ span: SourceSpan) throws -> Value {
    var record = Record()
    // The parser has refused names given twice.
    for entry in entries { record.append(new: entry.name.text, try evaluate(entry.value, scope)) }
    let value = Value.record(record)
    try nesting.check(value, at: span)
    return value
  }

  private func evaluateTemplate(_ parts: [TemplatePart], _ scope: Scope, _ span: SourceSpan) throws -> Value {
    var text = ""
    for part in parts {
      switch part {
      case .text(let piece): text += piece
      case .hole(let inner, let format, let place):
        let value = try evaluate(inner, scope)
        guard let format else {
          text += value.displayText
          break
        }
        guard let written = format.write(value) else {
          throw LanguageError.badFormatFor(format.text, type: value.typeName).diagnostic(at: place)
        }
        text += written
      }
      try checkSize(text, span)
    }
    return .string(text)
  }

  func checkSize(_ text: String, _ span: SourceSpan) throws {
    guard text.utf8.count <= Limits.stringBytes else {
      throw LanguageError.tooLarge("the size of a string in bytes", limit: Limits.stringBytes).diagnostic(
        at: span)
    }
  }

  func checkLength(_ count: Int, _ span: SourceSpan) throws {
    guard count <= Limits.listLength else {
      throw LanguageError.tooLarge("the length of a list", limit: Limits.listLength).diagnostic(at: span)
    }
  }
}
