import Basics

extension Interpreter {
  /// `use name`: the functions of a module as a record. They see one another and every verb, not the session's names.
  func module(_ name: Name) throws -> Value {
    if let known = modules[name.text] { return known }
    if loadingModules.contains(name.text) {
      throw LanguageError.moduleCycle(name.text).diagnostic(at: name.span)
    }
    let source: SourceText
    do {
      guard let found = try host.moduleSource(name.text) else {
        throw LanguageError.moduleNotFound(name.text)
      }
      source = found
    } catch {
      throw inPlace(error, name.span)
    }
    let parsed = parse(source)
    if var first = parsed.diagnostics.first {
      first.notes.append(LanguageError.modulesUnavailable(name.text).message)
      throw first
    }
    loadingModules.append(name.text)
    defer { loadingModules.removeLast() }
    let inner = Scope(parent: verbScope)
    for statement in parsed.program.statements {
      switch statement.kind {
      case .function, .use: _ = try execute(statement, inner)
      default: break
      }
    }
    var record = Record()
    for statement in parsed.program.statements {
      guard case .function(let function) = statement.kind, let name = function.name?.text else { continue }
      record[name] = inner.value(of: name)
    }
    let value = Value.record(record)
    modules[name.text] = value
    return value
  }

  // MARK: Parameters

  /// Refuses names that no `param` declares and values of another type, before anything runs.
  func checkParameters(_ program: Program, _ given: [String: Value]) throws {
    let declared = program.parameters
    for name in given.keys.sorted() where !declared.contains(where: { $0.name.text == name }) {
      let names = declared.map(\.name.text)
      throw LanguageError.unknownParameter(name, suggestion: didYouMean(name, in: names), known: names)
        .diagnostic(at: nil)
    }
    for declaration in declared {
      if let value = given[declaration.name.text] { _ = try declaration.converted(value) }
    }
  }

  func define(_ declaration: ParamDeclaration, _ given: Value?) throws {
    if let given {
      scope.define(declaration.name, try declaration.converted(given))
      return
    }
    guard let expression = declaration.defaultValue else {
      throw LanguageError.parameterWithoutValue(declaration.name.text).diagnostic(at: declaration.name.span)
    }
    scope.define(declaration.name, try declaration.converted(try evaluate(expression, scope)))
  }
}

extension ParamDeclaration {
  /// The value in the declared type.
  func converted(_ value: Value) throws -> Value {
    guard let converted = value.converted(to: type) else {
      throw LanguageError.wrongParameterType(name.text, expected: type.text, got: value.typeName)
        .diagnostic(at: defaultValue?.span ?? name.span)
    }
    return converted
  }
}
