import Language

let openVerb = VerbDefinition(
  Signature(
    "open", "Work on a database file", category: "data",
    details:
      "The file is made when it is absent. The store in use before is closed; a private one is then gone.",
    parameters: [Parameter("location", .string, "path of a SQLite file, or `sqlite:path`")], returns: .null,
    examples: [Example("open \"work.db\"")], searchTerms: ["connect", "database", "sqlite", "store"])
) { session, call in
  try session.open(try call.string("location"))
  return .null
}

let closeVerb = VerbDefinition(
  Signature(
    "close", "Close the database file and go on with a private store", category: "data", returns: .null,
    examples: [Example("close")], searchTerms: ["disconnect"])
) { session, _ in
  try session.close()
  return .null
}

let keepVerb = VerbDefinition(
  Signature(
    "keep", "Save the private store as a new file and go on there", category: "data",
    parameters: [Parameter("path", .string, "a file that does not exist yet")], returns: .null,
    examples: [Example("keep \"work.db\"")], searchTerms: ["save", "store", "copy"])
) { session, call in
  try session.keep(try call.string("path"))
  return .null
}
