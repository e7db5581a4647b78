/// Usage pages, made from the tables of commands and options.
enum Usage {
  static func page(_ topic: String?) -> String {
    if let topic, let verb = VerbCommand.named(topic) { return page(verb, as: topic) }
    if let topic, let builtin = BuiltinCommand.all.first(where: { $0.name == topic }) { return page(builtin) }
    return overview
  }

  private static var overview: String {
    let builtins = BuiltinCommand.all.map { ("\($0.name) \($0.words)", $0.summary) }
    let verbs = VerbCommand.all.map { ($0.names.joined(separator: ", "), $0.summary) }
    return """
      vnb: a notebook and a prompt for vectors that live beside their rows in SQL

      usage: vnb [STORE]     the prompt; where standard input is no terminal, the program in it is run
             vnb COMMAND …   one of these

      \(columns(builtins))

      the steps, as commands on a store:
      \(columns(verbs))

      options without a command:
      \(options(CommandParser.top))

      for example:
        vnb                                  the prompt, on a private store that is gone at the end
        vnb work.db                          the prompt, on a SQLite file, made when it is absent
        vnb run tour.vnb k=12                a notebook with its parameter `k` set
        vnb eval 'table "passage" | head 5' -u work.db --format csv
        vnb load 'data/*.gz' -t passage -k pid -u work.db

      exit codes: 0 ok, 1 a cell or job failed, 2 usage, 3 outputs differ, 4 a locked input differs, 130 interrupted
      `vnb help COMMAND` explains one; at the prompt, `:help` begins and `?name` explains a verb.

      """
  }

  private static func page(_ verb: VerbCommand, as name: String) -> String {
    let others = verb.names.filter { $0 != name }
    let usage = (["vnb", name] + required(verb.options) + ["[OPTION…]", verb.words]).filter { !$0.isEmpty }
    return """
      vnb \(name): \(verb.summary)\(others.isEmpty ? "" : "\nalso known as \(others.joined(separator: ", "))")

      usage: \(usage.joined(separator: " "))

      \(options(verb.allOptions))

      """
  }

  private static func page(_ command: BuiltinCommand) -> String {
    var text = "vnb \(command.name): \(command.summary)\n\n"
    text += "usage: vnb \(command.name)\(command.options.isEmpty ? "" : " [OPTION…]") \(command.words)\n"
    if !command.options.isEmpty, command.listsOptions { text += "\n\(options(command.options))\n" }
    if !command.notes.isEmpty { text += "\n\(command.notes.joined(separator: "\n"))\n" }
    return text
  }

  private static func required(_ specs: [OptionSpec]) -> [String] {
    specs.filter(\.isRequired).map { "\($0.names.first ?? "") \($0.placeholder ?? "")" }
  }

  static func options(_ specs: [OptionSpec]) -> String {
    columns(
      specs.map { spec in
        let names = (spec.names.joined(separator: ", ") + (spec.placeholder.map { " \($0)" } ?? ""))
        let preset = spec.isRequired ? " (required)" : spec.defaultText.map { " (default: \($0))" } ?? ""
        return (names, spec.doc + choices(spec) + preset)
      })
  }

  /// What an option allows, unless its own words say it.
  private static func choices(_ spec: OptionSpec) -> String {
    guard case .choice(let all) = spec.kind, let first = all.first, !spec.doc.contains(first) else {
      return ""
    }
    return ": \(all.joined(separator: ", "))"
  }

  /// Two columns, the left as wide as its widest entry.
  private static func columns(_ rows: [(String, String)]) -> String {
    let width = rows.map(\.0.count).max() ?? 0
    return rows.map { left, right in
      "  " + left + String(repeating: " ", count: width - left.count) + "  " + right
    }.joined(separator: "\n")
  }
}
