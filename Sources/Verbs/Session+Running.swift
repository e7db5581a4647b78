import Language

extension Session {
  /// Parses and checks texts together, in order, before any runs.
  /// - Returns: every error found; empty when all may run.
  public func check(_ sources: [SourceText]) -> [Diagnostic] {
    var errors: [Diagnostic] = []
    var programs: [Program] = []
    for source in sources {
      let parsed = parse(source)
      errors += parsed.diagnostics
      programs.append(parsed.program)
    }
    return errors
  }

  /// Parses and runs one text: a cell, a line, a file.
  /// - Throws: `Diagnostic` (the first of several), or `Interrupted`.
  public func run(_ source: SourceText, parameters: [String: Value] = [:], options: ParseOptions = []) throws {
    let parsed = parse(source, options)
    if let first = parsed.diagnostics.first { throw first }
    interruption.clear()
    let interpreter = self.interpreter
    do {
      try runOnLargeStack { try interpreter.run(parsed.program, parameters: parameters) }
    } catch let error as Diagnostic where interruption.isSet && error.isStopped {
      throw Interrupted(error.message)
    }
  }

  /// The values of `name=text` settings for the `param`s that a source declares: text as it is for strings, else a literal.
  /// - Throws: `Diagnostic` for an unknown name or a value of another type.
  public func parameterValues(_ settings: [(name: String, text: String)], in source: SourceText?) throws
    -> [String: Value]
  {
    let declared = source.map { parse($0).program.parameters } ?? []
    var values: [String: Value] = [:]
    for (name, text) in settings {
      guard let declaration = declared.first(where: { $0.name.text == name }) else {
        throw Self.unknownParameter(name, declared.map(\.name.text))
      }
      values[name] = try parameterValue(text, declaration)
    }
    return values
  }

  private func parameterValue(_ text: String, _ declaration: ParamDeclaration) throws -> Value {
    if declaration.type == .string, !text.hasPrefix("\"") { return .string(text) }
    let parsed = parse(SourceText(name: "<\(declaration.name.text)>", text: text))
    if let first = parsed.diagnostics.first { throw first }
    guard parsed.program.statements.count == 1, case .expression(let expression)? = parsed.program.statements.first?.kind
    else {
      throw Diagnostic(
        "V0720", "`\(text)` is not a value for parameter `\(declaration.name.text)`",
        help: "give a literal such as 12, 0.5, true or [1, 2]")
    }
    return try interpreter.evaluate(expression)
  }

  private static func unknownParameter(_ name: String, _ known: [String]) -> Diagnostic {
    let near = didYouMean(name, in: known).map { "did you mean `\($0)`?" }
    let list = known.map { "`\($0)`" }.joined(separator: ", ")
    return Diagnostic(
      "V0721", "there is no parameter `\(name)`", notes: near.map { [$0] } ?? [],
      help: known.isEmpty ? "a notebook declares parameters in a `params` cell" : "there are \(list)")
  }
}

/// What the interpreter asks of its session. The session owns the interpreter, so this refers back weakly.
final class SessionHost: InterpreterHost {
  private weak let session: Session?

  init(_ session: Session) { self.session = session }

  func show(_ value: Value) throws { try session?.output.show(value) }
  func print(_ text: String) throws { try session?.output.print(text) }
  var isInterrupted: Bool { session?.interruption.isSet ?? true }

  func diagnostic(for error: any Error, at span: SourceSpan) -> Diagnostic {
    Diagnostic(hostError: error, at: span)
  }

  func moduleSource(_ name: String) throws -> SourceText? { try session?.moduleSource(name) }
}
