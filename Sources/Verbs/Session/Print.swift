import Language

let printVerb = VerbDefinition(
  Signature(
    "print", "Write a line of text", category: "session",
    details: "Strings are written as they are, other values as they show; several are parted by one blank.",
    parameters: [Parameter("values", .any, "what to write", kind: .rest)], returns: .null,
    examples: [Example("print \"k={2 + 2}\"", output: "k=4")], searchTerms: ["echo", "output", "show"])
) { session, call in
  try session.output.print(call.rest.map(\.displayText).joined(separator: " "))
  return .null
}

let failVerb = VerbDefinition(
  Signature(
    "fail", "Stop with an error of your own", category: "session",
    parameters: [Parameter("message", .string, "what went wrong")], returns: .null,
    examples: [Example("try { fail \"no rows\" } catch e { e.message }", output: "no rows")],
    searchTerms: ["error", "raise", "throw", "assert"])
) { _, call in
  throw call.fail(.failed(message: try call.string("message")))
}
