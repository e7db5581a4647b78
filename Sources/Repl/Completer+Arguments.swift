import Language

extension Completer {
  /// What the verb of the stage still takes: columns where one is due, and the names of parameters as `name: `.
  func arguments(_ context: CompletionContext) -> [Name] {
    guard let signature = signature(context.stageHead) else { return [] }
    if let option = context.option {
      return signature.parameters.contains { $0.name == option && Self.takesColumn($0) }
        ? dotted(context) : []
    }
    let due = context.positionalArguments + (context.isPiped ? 1 : 0)
    var names: [Name] = []
    for (index, parameter) in signature.parameters.enumerated() {
      switch parameter.kind {
      case .rest, .named: continue
      case .required where index < due: continue
      case .required where index == due && Self.takesColumn(parameter):
        names += dotted(context)
      case .required, .option: break
      }
      let isGiven = context.stage.contains(parameter.name + ":")
      if !isGiven && (index > 0 || context.isPiped || isOption(parameter)) {
        names.append((parameter.name + ": ", parameter.doc))
      }
    }
    return names
  }

  private func isOption(_ parameter: Parameter) -> Bool {
    if case .option = parameter.kind { true } else { false }
  }

  /// Only of the table that is piped: with no table in sight there is nothing to offer.
  private func dotted(_ context: CompletionContext) -> [Name] {
    guard context.isPiped, context.word.isEmpty else { return [] }
    return columns(context).filter { CompletionContext.isName($0.text) }.map { ("." + $0.text, $0.note) }
  }

  private static func takesColumn(_ parameter: Parameter) -> Bool {
    switch parameter.type {
    case .column, .row: true
    case .oneOf(let types): types.contains(.column)
    default: false
    }
  }
}
