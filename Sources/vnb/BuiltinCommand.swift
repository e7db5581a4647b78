/// The subcommands that are no verbs, as the usage pages show them.
struct BuiltinCommand: Sendable {
  let name: String
  let summary: String
  let words: String
  let options: [OptionSpec]
  let notes: [String]

  static let all = [run, eval, format, doctor, help]

  static let run = BuiltinCommand(
    name: "run", summary: "run a notebook, top to bottom, in a fresh session", words: "FILE [NAME=VALUE…]",
    options: [
      .store, .format,
      OptionSpec(
        "-o", "--output", kind: .text(placeholder: "COPY"), doc: "write an executed copy of the notebook"),
      .workers, .batchSize, .quiet, .help,
    ],
    notes: [
      "Results go to standard output, all else to standard error. The notebook itself is never written.",
      "NAME=VALUE sets a parameter of its `params` cell.",
    ])
  static let eval = BuiltinCommand(
    name: "eval", summary: "run a program given on the command line", words: "PROGRAM",
    options: [.store, .format, .help], notes: [])
  static let format = BuiltinCommand(
    name: "fmt", summary: "format programs and the cells of notebooks", words: "FILE…",
    options: [OptionSpec("--check", doc: "write nothing; exit 1 if a file is not formatted"), .help],
    notes: ["Files are replaced whole or not at all; prose and outputs stay byte for byte."])
  static let doctor = BuiltinCommand(
    name: "doctor", summary: "look a store over, and tell what will be used and what is missing",
    words: "STORE", options: [.reportFormat, .help],
    notes: [
      "STORE is the URL of a PostgreSQL or CockroachDB server, or the path of a SQLite file.",
      "Leaves nothing behind there. Exits with 0 when the store can be used, with 1 when not.",
    ])
  static let help = BuiltinCommand(
    name: "help", summary: "explain a command", words: "[COMMAND]", options: [], notes: [])
}
