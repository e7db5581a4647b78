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
    guard errors.isEmpty else { return errors }
    var checker = Checker(
      verbs: Array(interpreter.verbs.values), names: interpreter.variables().map(\.name) + ["_"],
      rowFunctions: RowCompiler.names, whereIs: Whereabouts.of)
    for program in programs { checker.check(program) }
    return checker.finish()
  }

  /// Parses and runs one text: a cell, a line, a file.
  /// - Throws: `Diagnostic` (the first of several), or `Interrupted`.
  public func run(_ source: SourceText, parameters: [String: Value] = [:], options: ParseOptions = []) throws
  {
    let parsed = parse(source, options)
    if let first = parsed.diagnostics.first { throw first }
    interruption.clear()
    let interpreter = self.interpreter
    try stoppable { try runOnLargeStack { try interpreter.run(parsed.program, parameters: parameters) } }
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

  func table(of records: [Value], at span: SourceSpan) throws -> (any TableValue)? {
    try session?.table(of: records, at: span)
  }

  func moduleSource(_ name: String) throws -> SourceText? { try session?.moduleSource(name) }
  func whereIs(_ name: String) -> String? { Whereabouts.of(name) }
}
