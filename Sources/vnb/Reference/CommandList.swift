/// Every command with its options, as completions, the man page and the manual need them.
struct CommandEntry {
  let name: String
  /// Names that stand for the same.
  let others: [String]
  let summary: String
  let words: String
  let options: [OptionSpec]

  static let all: [CommandEntry] =
    BuiltinCommand.all.map {
      CommandEntry(name: $0.name, others: [], summary: $0.summary, words: $0.words, options: $0.options)
    }
    + VerbCommand.all.map {
      CommandEntry(
        name: $0.name, others: Array($0.names.dropFirst()), summary: $0.summary, words: $0.words,
        options: $0.allOptions)
    }

  var names: [String] { [name] + others }
}

extension OptionSpec {
  /// The words that may follow, when only some do.
  var choices: [String] { if case .choice(let all) = kind { all } else { [] } }
}
