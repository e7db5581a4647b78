import Basics

extension Interpreter {
  private enum Step {
    case field(Name)
    case index(Value, SourceSpan)
  }

  /// `x = …`, `r.a = …`, `xs[0].b = …`: changes a variable, or a part of one, in place.
  func assign(_ place: Expression, _ value: Value, _ scope: Scope) throws {
    var steps: [Step] = []
    var base = place
    while true {
      switch base.kind {
      case .field(let inner, let name):
        steps.append(.field(name))
        base = inner
      case .index(let inner, let index):
        steps.append(.index(try evaluate(index, scope), base.span))
        base = inner
      case .name(let name):
        try change(name, steps.reversed(), value, scope, place.span)
        return
      default: throw LanguageError.badAssignmentTarget.diagnostic(at: base.span)
      }
    }
  }

  private func change(_ name: Name, _ steps: [Step], _ value: Value, _ scope: Scope, _ span: SourceSpan)
    throws
  {
    assignments &+= 1
    let found = try scope.change(name) { variable in
      try set(&variable, steps[...], value)
      if !steps.isEmpty { try checkParts(variable, span) }
    }
    guard !found else { return }
    if scope.lookUp(name) != nil { throw LanguageError.assignToVerb(name.text).diagnostic(at: name.span) }
    throw LanguageError.assignUnknown(name.text, suggestion: didYouMean(name.text, in: scope.visibleNames))
      .diagnostic(at: name.span)
  }

  private func checkParts(_ value: Value, _ span: SourceSpan) throws { try nesting.check(value, at: span) }

  private func set(_ target: inout Value, _ steps: ArraySlice<Step>, _ value: Value) throws {
    guard let step = steps.first else {
      target = value
      return
    }
    let rest = steps.dropFirst()
    switch step {
    case .field(let name): try setField(&target, name.text, name.span, rest, value)
    case .index(.string(let name), let span): try setField(&target, name, span, rest, value)
    case .index(let index, let span): try setElement(&target, index, span, rest, value)
    }
  }

  private func setElement(
    _ target: inout Value, _ index: Value, _ span: SourceSpan, _ rest: ArraySlice<Step>, _ value: Value
  ) throws {
    guard case .list(var items) = target else {
      throw LanguageError.cannotChange(target.typeName).diagnostic(at: span)
    }
    guard case .int(let number) = index else {
      throw LanguageError.badIndex(base: "list", index: index.typeName).diagnostic(at: span)
    }
    let at = try offset(number, items.count, span)
    // With the variable emptied the list is ours alone, and changing an element copies nothing.
    target = .null
    defer { target = .list(items) }
    try set(&items[at], rest, value)
  }

  /// A field that is not there yet is added at the end.
  private func setField(
    _ target: inout Value, _ name: String, _ span: SourceSpan, _ rest: ArraySlice<Step>, _ value: Value
  ) throws {
    guard case .record(var record) = target else {
      throw LanguageError.cannotChange(target.typeName).diagnostic(at: span)
    }
    guard !rest.isEmpty else {
      target = .null
      record[name] = value
      target = .record(record)
      return
    }
    guard var inner = record[name] else {
      throw LanguageError.noSuchField(
        name, kind: "record", suggestion: didYouMean(name, in: record.names), known: record.names
      ).diagnostic(at: span)
    }
    try set(&inner, rest, value)
    record[name] = inner
    target = .record(record)
  }
}
