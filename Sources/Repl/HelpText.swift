/// What `:help` shows: the first five minutes, then the keys and commands.
enum HelpText {
  static let overview: String = {
    let width = MetaCommand.commands.map(\.name.count).max() ?? 0
    let commands = MetaCommand.commands.map { command in
      let pad = String(repeating: " ", count: width - command.name.count + 2)
      return "  :\(command.name)\(pad)\(command.summary)\n"
    }
    return firstMinutes + "\nAsking\n" + questions + "\nCommands of the prompt\n" + commands.joined() + "\n"
      + keys
  }()

  private static let firstMinutes = #"""
    The first five minutes, with a file of records that have an `id` and a `text`

      let docs = load "docs.jsonl", into: "doc", key: "id"   a table from a file
      docs | head 3                                          its first rows
      docs | embed .text, into: "v", model: "hash"           a vector for each text
      let km = docs | kmeans .v, k: 8                        groups of similar rows
      docs | assign km                                       each row's group
      docs | search "what I look for", by: .v, limit: 5      the nearest rows
      sql "select cluster_id, count(*) as n from doc_v_clusters group by 1"
      keep "work.db"                                         all of it in a file

    Model "hash" compares words and needs no file; "minilm" compares meaning.
    `|` hands a result to the next verb; `let` keeps it under a name.

    """#

  private static let questions = #"""
      ?name       help on a verb, function or variable
      ??name      the source of a function
      ?"words"    search in names and descriptions

    """#

  private static let keys = #"""
    Keys and signs
      _           the last value; a line that starts with | goes on from it
      ;           behind a statement: its value is not shown
      Tab         completes verbs, options, columns, variables, tables and files
      Up          earlier statements that begin with what is typed
      Ctrl-R      earlier statements that contain what you type next
      Enter       runs a whole statement; in an unfinished one, begins a line
      Ctrl-C      clears the line, or stops what runs: stored rows stay
      Ctrl-D      leaves

    """#
}
