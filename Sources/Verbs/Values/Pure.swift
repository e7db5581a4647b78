import Language

/// A verb that only computes: no session, no store.
func pure(
  _ name: String, _ summary: String, category: String, _ parameters: [Parameter], returns: TypeSpec,
  example: Example, details: String = "", terms: [String] = [], isAppend: Bool = false,
  _ body: @escaping @Sendable (Call) throws -> Value
) -> VerbDefinition {
  var verb = VerbDefinition(
    Signature(
      name, summary, category: category, details: details, parameters: parameters, returns: returns,
      examples: [example],
      searchTerms: terms)
  ) { _, call in try body(call) }
  verb.isAppend = isAppend
  return verb
}
