import Language

/// Lexer, parser, formatter, checks and evaluator on one text.
let languageTarget = FuzzTarget(name: "language", seeds: languageSeeds, feed: feedLanguage)

private func feedLanguage(_ bytes: [UInt8]) throws -> Bool {
  let source = SourceText(name: "fuzz", text: String(decoding: bytes, as: UTF8.self))
  let parsed = parse(source, .prompt)
  for diagnostic in parsed.diagnostics { try holdPlaces(diagnostic, source) }
  try holdPlaces(parsed.program)
  if parsed.diagnostics.isEmpty { try holdFormat(source, parsed.program) }
  let host = FuzzHost()
  for diagnostic in check(parsed.program, verbs: fuzzVerbs) { try holdPlaces(diagnostic, source) }
  let interpreter = Interpreter(host: host, verbs: fuzzVerbs)
  for statement in parsed.program.statements {
    do {
      if let value = try interpreter.evaluate(statement) { try host.show(value) }
    } catch let error as Diagnostic {
      if parsed.diagnostics.isEmpty { try holdPlaces(error, nil) }
    } catch is Interrupted {
      break
    } catch {
      throw BrokenPromise(description: "an error that is no diagnostic: \(error)")
    }
  }
  return parsed.diagnostics.isEmpty
}

/// Every place lies in its source.
func holdPlaces(_ diagnostic: Diagnostic, _ source: SourceText?) throws {
  if diagnostic.message.isEmpty { throw BrokenPromise(description: "no words for \(diagnostic.code)") }
  guard !diagnostic.labels.isEmpty else {
    throw BrokenPromise(description: "no place: \(diagnostic.message)")
  }
  for label in diagnostic.labels {
    try hold(label.span, in: source)
    guard !label.span.lines.isEmpty else { throw BrokenPromise(description: "no lines under a place") }
  }
}

private func hold(_ span: SourceSpan, in source: SourceText?) throws {
  let good = span.start >= 0 && span.start <= span.end && span.end <= span.source.utf8.count
  guard good, source == nil || span.source === source else {
    throw BrokenPromise(description: "a place outside its source: \(span.start)-\(span.end)")
  }
}

private func holdPlaces(_ program: Program) throws {
  for statement in program.statements {
    try hold(statement.span, in: program.source)
    if case .expression(let expression) = statement.kind { try holdPlaces(expression) }
  }
}

private func holdPlaces(_ expression: Expression) throws {
  try hold(expression.span, in: nil)
  for child in expression.children { try holdPlaces(child) }
}

/// Formatting keeps the tree, and formatting again changes nothing.
private func holdFormat(_ source: SourceText, _ program: Program) throws {
  let once = try format(source)
  let again = SourceText(name: "fuzz", text: once)
  let reparsed = parse(again, .prompt)
  guard reparsed.diagnostics.isEmpty, reparsed.program.dump() == program.dump() else {
    throw BrokenPromise(description: "formatting changes the meaning:\n\(once)")
  }
  guard try format(again) == once else {
    throw BrokenPromise(description: "formatting is not stable:\n\(once)")
  }
}
