import Language

extension UsageError {
  /// V0809 to V0825, V0840.
  var code: String {
    switch self {
    case .notInThisVersion: "V0809"
    case .unknownOption: "V0810"
    case .missingValue: "V0811"
    case .needlessValue: "V0812"
    case .repeatedOption: "V0813"
    case .badNumber, .badDecimal: "V0814"
    case .badChoice: "V0815"
    case .missingOption: "V0816"
    case .missingArgument: "V0817"
    case .surplusArgument: "V0818"
    case .exclusive: "V0819"
    case .needs: "V0820"
    case .unknownCommand: "V0821"
    case .unknownBulk: "V0840"
    case .unknownTopic: "V0822"
    case .notebookAsStore: "V0823"
    case .badParameter: "V0824"
    case .repeatedParameter: "V0825"
    }
  }

  var message: String {
    switch self {
    case .unknownOption(let name, _): "unknown option `\(name)`"
    case .missingValue(let option, let placeholder): "`\(option)` needs a value: `\(option) \(placeholder)`"
    case .needlessValue(let option): "`\(option)` takes no value"
    case .repeatedOption(let option): "`\(option)` is given twice"
    case .badNumber(let option, let value, let range):
      "`\(option)` must be a whole number from \(range.lowerBound) to \(range.upperBound), got `\(value)`"
    case .badDecimal(let option, let value): "`\(option)` must be a number of at least 0, got `\(value)`"
    case .badChoice(let option, let value, let choices, _):
      "`\(option)` must be one of \(choices.joined(separator: ", ")), got `\(value)`"
    case .missingOption(let option, let command): "`\(command)` needs `\(option)`"
    case .missingArgument(let name, let command): "`\(command)` needs \(name)"
    case .surplusArgument(let argument, let command): "`\(command)` has no use for `\(argument)`"
    case .exclusive(let one, let other): "\(one) and \(other) are mutually exclusive"
    case .needs(let one, let other): "`\(one)` works only with `\(other)`"
    case .notInThisVersion(let option, let what): "`\(option)`: \(what) is not in this version of vnb"
    case .unknownCommand(let word, _): "unknown command `\(word)`"
    case .unknownBulk(let word, _): "`bulk` has no command `\(word)`"
    case .unknownTopic(let word, _): "no help on `\(word)`"
    case .notebookAsStore(let path): "\(path) is a notebook, not a store"
    case .badParameter(let word): "expected `name=value` after the notebook, got `\(word)`"
    case .repeatedParameter(let name): "the parameter `\(name)` is given twice"
    }
  }

  func help(command: String?) -> String {
    switch self {
    case .unknownOption(_, let nearest?), .unknownCommand(_, let nearest?), .unknownTopic(_, let nearest?),
      .unknownBulk(_, let nearest?),
      .badChoice(_, _, _, let nearest?):
      "did you mean `\(nearest)`?"
    case .unknownCommand(let word, nil):
      "`vnb --help` lists the commands; to open a store of that name, `vnb ./\(word)`"
    case .unknownBulk(_, nil): "it has build-index, query, info and convert"
    case .notebookAsStore(let path): "run it with `vnb run \(path)`"
    default: "see `vnb \(command.map { "help \($0)" } ?? "--help")`"
    }
  }

  func diagnostic(command: String?) -> Diagnostic {
    Diagnostic(code, message, help: help(command: command))
  }
}
