extension Checker {
  /// A call whose function is known by its name is held against its signature.
  mutating func check(_ call: CallSyntax, piped: Expression?, _ span: SourceSpan) {
    guard case .name(let name) = call.callee.kind else {
      check(call.callee)
      checkLoosely(call.arguments)
      return
    }
    switch meaning(of: name.text) {
    case .verb(let verb):
      // A lone name of a verb that needs arguments is the verb itself.
      if call.spelling == .bare, !verb.plan.needsNothing { return }
      check(call, verb.plan, piped, span)
    case .variable(let signature?) where call.spelling != .bare: check(call, CallPlan(signature), piped, span)
    case .variable: checkLoosely(call.arguments)
    case .unknown:
      checkKnown(name)
      checkLoosely(call.arguments)
    }
  }

  /// Arguments of a function that is not known: they may be values or row functions.
  private mutating func checkLoosely(_ arguments: [ArgumentSyntax]) {
    for argument in arguments {
      if argument.value.mentionsItem { checkRow(argument.value) } else { check(argument.value) }
    }
  }

  private mutating func check(_ call: CallSyntax, _ plan: CallPlan, _ piped: Expression?, _ span: SourceSpan)
  {
    var binder = Binder(plan: plan, span: span)
    if let piped {
      guard !plan.signature.parameters.isEmpty else {
        report(.tooManyArguments(function: plan.signature.name, maximum: 0, options: []), piped.span)
        return
      }
      if plan.rest != 0 { binder.mark(0) }
      checkValue(piped, plan, 0, nil)
    }
    let targets: [Int]
    do {
      targets = try binder.targets(of: call.arguments)
    } catch {
      add(error)
      checkLoosely(call.arguments)
      return
    }
    for (argument, target) in zip(call.arguments, targets) {
      binder.mark(target)
      let type = plan.signature.parameters[target].type
      if type == .row || (type.takesRow && argument.value.mentionsItem) {
        checkRow(argument.value)
      } else {
        check(argument.value)
      }
      checkValue(argument.value, plan, target, argument.name?.text)
    }
    if let missing = binder.firstMissing {
      report(
        .missingArgument(
          function: plan.signature.name, parameter: missing.name, type: missing.type.text), span)
    }
  }

  private mutating func checkValue(_ value: Expression, _ plan: CallPlan, _ target: Int, _ name: String?) {
    let parameter = plan.signature.parameters[target]
    guard !parameter.type.takesRow || parameter.type == .column, let literal = value.literal else { return }
    // A list of records becomes a table when it is bound; whether it is one shows only then.
    if parameter.type == .table, case .list = literal { return }
    let shown = target == plan.named ? name : nil
    if let wrong = parameter.complaint(literal, function: plan.signature.name, name: shown) {
      report(wrong, value.span)
    }
  }
}
