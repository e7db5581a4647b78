import Basics

/// Puts arguments in their parameters and says what is wrong with those that do not fit.
struct Binder {
  let plan: CallPlan
  let span: SourceSpan
  private var values: [Value?]
  private var places: [SourceSpan?]
  private var syntax: [Expression?]
  private var rest: [Value] = []
  private var named = Record()
  private var restBefore: [Int] = []
  /// Makes a table of a list of records where a table is asked for; nil when nothing may run yet.
  var tableOfRecords: (([Value], SourceSpan) throws -> (any TableValue)?)?

  init(plan: CallPlan, span: SourceSpan) {
    self.plan = plan
    self.span = span
    let count = plan.signature.parameters.count
    values = [Value?](repeating: nil, count: count)
    places = [SourceSpan?](repeating: nil, count: count)
    syntax = [Expression?](repeating: nil, count: count)
  }

  private var function: String { plan.signature.name }

  /// The parameter that each argument goes to, without evaluating any.
  func targets(of arguments: [ArgumentSyntax]) throws -> [Int] {
    var taken = values.map { $0 != nil }
    var targets = [Int?](repeating: nil, count: arguments.count)
    let hasFirst = taken.first == true || arguments.contains { $0.name == nil }
    for (at, argument) in arguments.enumerated() {
      guard let name = argument.name else { continue }
      guard let index = plan.index(of: name), !(hasFirst && isColumnName(index)) else {
        targets[at] = try namedTarget(name.text, name.span)
        continue
      }
      guard !taken[index] else { throw twice(index, argument.span) }
      taken[index] = true
      targets[at] = index
    }
    for (at, argument) in arguments.enumerated() where targets[at] == nil {
      guard let index = plan.positional.first(where: { !taken[$0] }) ?? plan.rest else {
        throw tooMany(argument.span)
      }
      taken[index] = true
      targets[at] = index
    }
    return targets.map { $0 ?? 0 }
  }

  /// Where names are free, as those of computed columns are, the name of the first parameter is free too once that is given
  /// by its place: `pets | summarize rows: count()`.
  private func isColumnName(_ index: Int) -> Bool { plan.named != nil && index == plan.positional.first }

  private func namedTarget(_ name: String, _ place: SourceSpan) throws -> Int {
    if let index = plan.named { return index }
    let known = plan.argumentNames
    throw LanguageError.unknownArgument(
      function: function, name: name, suggestion: didYouMean(name, in: known), known: known
    ).diagnostic(at: place)
  }

  private func twice(_ index: Int, _ place: SourceSpan) -> Diagnostic {
    LanguageError.argumentTwice(function: function, parameter: plan.signature.parameters[index].name)
      .diagnostic(at: place)
  }

  private func tooMany(_ place: SourceSpan) -> Diagnostic {
    LanguageError.tooManyArguments(
      function: function, maximum: plan.positional.count, options: plan.optionNames
    ).diagnostic(at: place)
  }

  /// The piped value goes to the first parameter, whatever its kind.
  mutating func place(_ piped: Interpreter.Piped) throws {
    guard !values.isEmpty else { throw tooMany(piped.span) }
    if plan.rest == 0 {
      rest.append(try check(piped.value, 0, piped.span))
    } else {
      values[0] = try check(piped.value, 0, piped.span)
    }
    places[0] = piped.span
  }

  mutating func put(_ value: Value, in index: Int, _ argument: ArgumentSyntax) throws {
    let checked = try check(value, index, argument.value.span, name: argument.name?.text)
    if index == plan.rest {
      rest.append(checked)
    } else if index == plan.named, let name = argument.name {
      if named[name.text] == nil { restBefore.append(rest.count) }
      named[name.text] = checked
    } else {
      values[index] = checked
      syntax[index] = argument.value
    }
    places[index] = places[index].map { $0.joined(argument.value.span) } ?? argument.value.span
  }

  mutating func placePositional(_ value: Value) throws {
    if let index = plan.positional.first(where: { values[$0] == nil }) {
      values[index] = try check(value, index, span)
    } else if let index = plan.rest {
      rest.append(try check(value, index, span))
    } else {
      throw tooMany(span)
    }
  }

  mutating func placeNamed(_ name: String, _ value: Value) throws {
    if let index = plan.index(of: Name(name, span)), !(values[index] != nil && isColumnName(index)) {
      guard values[index] == nil else { throw twice(index, span) }
      values[index] = try check(value, index, span)
    } else {
      if named[name] == nil { restBefore.append(rest.count) }
      named[name] = try check(value, try namedTarget(name, span), span, name: name)
    }
  }

  private func check(_ value: Value, _ index: Int, _ place: SourceSpan, name: String? = nil) throws -> Value {
    let parameter = plan.signature.parameters[index]
    if parameter.type == .table, case .list(let items) = value {
      guard let tableOfRecords else { return value }
      if let table = try tableOfRecords(items, place) { return .table(table) }
    }
    if let wrong = parameter.complaint(value, function: function, name: index == plan.named ? name : nil) {
      throw wrong.diagnostic(at: place)
    }
    return value.converted(to: parameter.type) ?? value
  }

  /// Counts a parameter as given, without its value: for checks before running.
  mutating func mark(_ index: Int) { values[index] = .null }

  /// The first parameter that needs an argument and has none.
  var firstMissing: Parameter? {
    plan.positional.first { values[$0] == nil }.map { plan.signature.parameters[$0] }
  }

  /// Defaults for what was not given; an error for what has none.
  func finish() throws -> BoundArguments {
    var bound = BoundArguments(values: [], places: places, syntax: syntax, restBefore: restBefore)
    bound.values.reserveCapacity(values.count)
    for (index, parameter) in plan.signature.parameters.enumerated() {
      switch parameter.kind {
      case .rest: bound.values.append(.list(rest))
      case .named: bound.values.append(.record(named))
      case .option(_, let value): bound.values.append(values[index] ?? value)
      case .required:
        guard let value = values[index] else {
          throw LanguageError.missingArgument(
            function: function, parameter: parameter.name, type: parameter.type.text
          ).diagnostic(at: span)
        }
        bound.values.append(value)
      }
    }
    return bound
  }
}
