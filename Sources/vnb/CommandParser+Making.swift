import Basics

/// The commands that make files.
extension CommandParser {
  static func new(_ arguments: [String]) throws(UsageError) -> Command {
    let scanned = try ScannedOptions(arguments, BuiltinCommand.new.options)
    guard let path = scanned.words.first else { throw .missingArgument("a file", command: "new") }
    guard scanned.words.count == 1 else { throw .surplusArgument(scanned.words[1], command: "new") }
    return .new(path: path)
  }

  static func docs(_ arguments: [String]) throws(UsageError) -> Command {
    let scanned = try ScannedOptions(arguments, BuiltinCommand.docs.options)
    try scanned.noWords("docs")
    if scanned.has("--man"), scanned.has("--output") { throw .exclusive("--man", "--output") }
    return .docs(folder: scanned.text("--output") ?? "docs/reference", showsManPage: scanned.has("--man"))
  }

  static func completion(_ arguments: [String]) throws(UsageError) -> Command {
    let scanned = try ScannedOptions(arguments, BuiltinCommand.completion.options)
    let shells = ShellCompletion.allCases.map(\.rawValue)
    guard let name = scanned.words.first else {
      throw .missingArgument("a shell: \(shells.joined(separator: ", "))", command: "completion")
    }
    guard let shell = ShellCompletion(rawValue: name) else {
      throw .badChoice(
        option: "completion", value: name, choices: shells, nearest: didYouMean(name, in: shells))
    }
    guard scanned.words.count == 1 else { throw .surplusArgument(scanned.words[1], command: "completion") }
    return .completion(shell)
  }
}
