import Language

let openVerb = VerbDefinition(
  Signature(
    "open", "Work on a database file or server", category: "data",
    details: """
      The file is made when it is absent. The store in use before is closed. A private one that holds tables is not given
      up like that: `keep "file.db"` saves it first, or `close` lets it go. The URL of a server is libpq's; a password is better kept
      out of it, in PGPASSWORD or a file that PGPASSFILE names.
      """,
    parameters: [
      Parameter(
        "location", .string, "path of a SQLite file, `sqlite:path`, or `postgresql://user@host/database`")
    ], returns: .null,
    examples: [Example("open \"work.db\""), Example("open \"postgresql://ann@db.example.com/work\"")],
    searchTerms: ["connect", "database", "sqlite", "store", "postgresql", "cockroachdb", "server"])
) { session, call in
  if session.hasUnkeptWork { throw call.fail(.privateStoreWouldEnd) }
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
  let path = try call.string("path")
  try session.keep(path)
  session.narrate("kept in `\(path)`; what follows is written there")
  return .null
}
