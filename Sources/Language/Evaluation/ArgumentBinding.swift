/// A value for each parameter, and where it was written.
struct BoundArguments {
  var values: [Value]
  var places: [SourceSpan?]
  var syntax: [Expression?]
  /// For each further named argument: how many further positional ones stand before it.
  var restBefore: [Int] = []
}

extension Interpreter {
  /// Binds written arguments to parameters: names first, then positions, then defaults; every value is checked.
  func bind(
    _ plan: CallPlan, _ arguments: [ArgumentSyntax], _ piped: Piped?, _ scope: Scope, _ span: SourceSpan
  ) throws -> BoundArguments {
    if plan.isSimple, piped == nil, arguments.count == plan.positional.count,
      arguments.allSatisfy({ $0.name == nil })
    {
      var bound = BoundArguments(values: [], places: [], syntax: [])
      for argument in arguments {
        bound.values.append(try evaluate(argument.value, scope))
        bound.places.append(argument.value.span)
        bound.syntax.append(argument.value)
      }
      return bound
    }
    var binder = Binder(plan: plan, span: span)
    binder.tableOfRecords = { [host] in try host.table(of: $0, at: $1) }
    if let piped { try binder.place(piped) }
    let targets = try binder.targets(of: arguments)
    for (argument, target) in zip(arguments, targets) {
      let value = try receive(argument, plan.signature.parameters[target], plan, scope)
      try binder.put(value, in: target, argument)
    }
    return try binder.finish()
  }

  /// Binds values, as verbs that call functions pass them.
  func bind(_ plan: CallPlan, values: [Value], _ named: Record, _ span: SourceSpan) throws -> BoundArguments {
    var binder = Binder(plan: plan, span: span)
    binder.tableOfRecords = { [host] in try host.table(of: $0, at: $1) }
    for value in values { try binder.placePositional(value) }
    for (name, value) in zip(named.names, named.values) { try binder.placeNamed(name, value) }
    return try binder.finish()
  }

  /// An argument's value; syntax where the parameter asks for a row function or a column.
  private func receive(
    _ argument: ArgumentSyntax, _ parameter: Parameter, _ plan: CallPlan, _ scope: Scope
  ) throws -> Value {
    let expression = argument.value
    guard parameter.type.takesRow else { return try evaluate(expression, scope) }
    if case .name(let name) = expression.ungrouped.kind, let value = scope.lookUp(name), case .row = value {
      return value
    }
    if case .list(let items) = expression.kind, case .some = parameter.type.listElement {
      return .list(
        try items.map { item in
          item.mentionsItem ? .row(RowFunction(expression: item, scope: scope)) : try evaluate(item, scope)
        })
    }
    if parameter.type == .row || expression.mentionsItem {
      return .row(RowFunction(expression: expression, scope: scope))
    }
    return try evaluate(expression, scope)
  }
}

extension TypeSpec {
  /// The element type when the type is, or may be, a list of columns or row functions.
  fileprivate var listElement: TypeSpec? {
    switch self {
    case .list(let element) where element.takesRow: element
    case .optional(let type): type.listElement
    case .oneOf(let types): types.compactMap(\.listElement).first
    default: nil
    }
  }
}
