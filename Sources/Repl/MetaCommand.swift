import Basics
import Language
import Rendering

/// A line for the prompt itself, not the language: `:name argument`, `?name`, `??name`, `?"words"`.
enum MetaCommand: Equatable {
  case variables
  case timing(statement: String?)
  case format(OutputFormat?)
  case last
  case help(topic: String?)
  case search(String)
  case source(String)
  case save(path: String?, replaces: Bool)
  case undo
  case edit(number: Int?)
  case quit

  static let commands: [(name: String, summary: String)] = [
    ("vars", "lists the variables"),
    ("time", "times each statement, or no longer; `:time STATEMENT` times one"),
    ("format", "shows the output format; `:format NAME` changes it"),
    ("last", "shows the last value in full"),
    ("save", "`:save FILE.vnb` writes a notebook; `:save!` over another file"),
    ("undo", "leaves the last statement out of `:save`; what it did stays"),
    ("edit", "opens the last statement in $EDITOR and runs it; `:edit N` the N-th"),
    ("help", "shows this; `:help NAME` is `?NAME`"),
    ("quit", "leaves, as Ctrl-D does"),
  ]

  /// Nil for statements of the language.
  init?(_ text: String) throws(ReplError) {
    let line = text.trimmed
    if line.hasPrefix("?") {
      self = try MetaCommand.question(line)
    } else if line.hasPrefix(":") {
      self = try MetaCommand.command(line)
    } else {
      return nil
    }
  }

  /// Whether the text is for the prompt: then it is always one line.
  static func matches(_ text: String) -> Bool {
    let first = text.first { !$0.isWhitespace }
    return first == ":" || first == "?"
  }

  private static func question(_ line: String) throws(ReplError) -> MetaCommand {
    let isSource = line.hasPrefix("??")
    let topic = String(line.dropFirst(isSource ? 2 : 1)).trimmed
    if topic.isEmpty { return .help(topic: nil) }
    if topic.hasPrefix("\"") || topic.hasPrefix("'") {
      let words = topic.filter { $0 != "\"" && $0 != "'" }.trimmed
      if words.isEmpty { throw .emptySearch }
      return .search(words)
    }
    return isSource ? .source(topic) : .help(topic: topic)
  }

  private static func command(_ line: String) throws(ReplError) -> MetaCommand {
    let name = String(line.dropFirst().prefix { !$0.isWhitespace })
    let argument = String(line.dropFirst(1 + name.count)).trimmed
    let rest = argument.isEmpty ? nil : argument
    switch name {
    case "time": return .timing(statement: rest)
    case "format": return .format(try rest.map { (text) throws(ReplError) in try format(text) })
    case "help", "h": return .help(topic: rest)
    case "save", "save!": return .save(path: rest.map(unquoted), replaces: name == "save!")
    case "edit": return .edit(number: try rest.map { (text) throws(ReplError) in try number(text) })
    case "vars", "last", "undo", "quit", "q", "exit":
      if rest != nil { throw .unexpectedArgument(command: name) }
      return name == "vars" ? .variables : name == "last" ? .last : name == "undo" ? .undo : .quit
    default:
      throw .unknownCommand(name, nearest: didYouMean(name, in: commands.map(\.name)))
    }
  }

  private static func number(_ text: String) throws(ReplError) -> Int {
    guard let number = Int(text), number > 0 else { throw .noStatementNumber(text) }
    return number
  }

  /// A file's name may stand in quotes, as in the language.
  private static func unquoted(_ text: String) -> String {
    guard text.count >= 2, let first = text.first, first == text.last, first == "\"" || first == "'" else {
      return text
    }
    return String(text.dropFirst().dropLast())
  }

  private static func format(_ name: String) throws(ReplError) -> OutputFormat {
    if let format = OutputFormat(rawValue: name) { return format }
    throw .unknownFormat(name, nearest: didYouMean(name, in: OutputFormat.allCases.map(\.rawValue)))
  }
}

extension String {
  /// Without blanks and line breaks at both ends.
  var trimmed: String {
    guard let first = firstIndex(where: { !$0.isWhitespace }),
      let last = lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return String(self[first...last])
  }
}
