import Language

/// What users of other prompts type at this one.
enum Habit {
  case leave
  case help

  /// `names` are those of variables: a variable called `help` is meant by its name.
  init?(_ text: String, names: [String]) {
    let word = text.trimmed
    if names.contains(word) { return nil }
    switch word {
    case "quit", "exit", "quit()", "exit()", "\\q", ".quit", ".exit": self = .leave
    case "help", "help()", "\\?", ".help": self = .help
    default: return nil
    }
  }

  private static let statements: Set<String> = [
    "select", "with", "insert", "update", "delete", "create", "drop", "alter", "show", "explain", "pragma",
    "begin", "commit",
  ]

  /// A statement of SQL that failed as one of the language is told how SQL is run.
  static func hinted(_ diagnostic: Diagnostic, _ text: String) -> Diagnostic {
    let word = text.trimmed.prefix { $0.isLetter }.lowercased()
    guard statements.contains(word), text.trimmed.contains(" ") else { return diagnostic }
    var hinted = diagnostic
    hinted.notes.append("SQL is run by `sql \"…\"`")
    return hinted
  }
}
