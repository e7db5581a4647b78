/// What can be wrong with a command line. The words are in `UsageError+Words.swift`.
enum UsageError: Error, Equatable {
  case unknownOption(String, nearest: String?)
  case missingValue(option: String, placeholder: String)
  case needlessValue(option: String)
  case repeatedOption(String)
  case badNumber(option: String, value: String, range: ClosedRange<Int64>)
  case badDecimal(option: String, value: String)
  case badChoice(option: String, value: String, choices: [String], nearest: String?)
  case missingOption(String, command: String)
  case missingArgument(String, command: String)
  case surplusArgument(String, command: String)
  case exclusive(String, String)
  case needs(String, String)
  /// A value of an option that a seed's program had and this version has not.
  case notInThisVersion(String, what: String)
  case unknownCommand(String, nearest: String?)
  /// A word after `bulk` that is none of its commands.
  case unknownBulk(String, nearest: String?)
  case unknownTopic(String, nearest: String?)
  case notebookAsStore(String)
  case badParameter(String)
  case repeatedParameter(String)
}
