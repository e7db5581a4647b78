import Basics
import Language
import Glibc
import Notebooks

/// From words to a command. Touches no file but to see whether a first word names one.
enum CommandParser {
  static let top = [
    OptionSpec("-V", "--version", doc: "the version"), OptionSpec.help, .store, .format,
  ]
  static var commandNames: [String] {
    BuiltinCommand.all.map(\.name) + VerbCommand.all.flatMap(\.names)
  }

  static func parse(_ arguments: [String]) throws(CommandError) -> Command {
    let arguments = commandFirst(arguments)
    guard let first = arguments.first else { return .session(store: nil, format: nil) }
    if ["--version", "-V"].contains(first) { return .version }
    if ["--help", "-h"].contains(first) { return .help(topic: nil) }
    var rest = Array(arguments.dropFirst())
    // The seeds' vectorize.py had subcommands of its own: `vectorize embed …` is `embed …`.
    if first == "vectorize", let inner = rest.first, ["embed", "search", "model"].contains(inner) {
      rest.removeFirst()
      return try command(inner, rest)
    }
    return try command(first, rest)
  }

  /// `vnb -u STORE run …` is `vnb run -u STORE …`.
  private static func commandFirst(_ arguments: [String]) -> [String] {
    let names = OptionSpec.store.names + OptionSpec.format.names
    var at = 0
    while at < arguments.count, arguments[at].hasPrefix("-") {
      let isAttached = arguments[at].contains("=") || arguments[at].hasPrefix("-u") && arguments[at] != "-u"
      guard names.contains(where: { isAttached ? arguments[at].hasPrefix($0) : arguments[at] == $0 }) else {
        return arguments
      }
      at += isAttached ? 1 : 2
    }
    guard at > 0, at < arguments.count, commandNames.contains(arguments[at]) else { return arguments }
    // `bulk info` and `index info` are commands of two words.
    var end = at + 1
    if ["bulk", "index"].contains(arguments[at]), end < arguments.count,
      BulkCommand.named(arguments[end]) != nil
    {
      end += 1
    }
    return Array(arguments[at..<end] + arguments[..<at] + arguments[end...])
  }

  private static func command(_ name: String, _ rest: [String]) throws(CommandError) -> Command {
    do {
      if commandNames.contains(name), asksForHelp(rest) { return .help(topic: name) }
      if name == "index", let word = rest.first, BulkCommand.named(word) != nil {
        return .verb(try BulkCommand.parse(rest))
      }
      if let verb = VerbCommand.named(name) { return .verb(try verb.parse(rest, as: name)) }
      switch name {
      case "run": return .run(try run(rest))
      case "check": return try check(rest)
      case "update": return try update(rest)
      case "status": return try status(rest)
      case "new": return try new(rest)
      case "docs": return try docs(rest)
      case "completion": return try completion(rest)
      case "export": return .export(try export(rest))
      case "eval": return try eval(rest)
      case "worker": return try worker(rest)
      case "fmt": return try format(rest)
      case "cache": return try cache(rest)
      case "doctor": return try doctor(rest)
      case "bulk": return .verb(try BulkCommand.parse(rest))
      case "dump-sql": return try dumpSQL(rest)
      case "help": return try help(rest)
      default: break
      }
    } catch {
      throw CommandError(error: error, command: name)
    }
    do {
      return try session([name] + rest)
    } catch {
      throw CommandError(error: error, command: nil)
    }
  }

  private static func asksForHelp(_ words: [String]) -> Bool {
    words.prefix { $0 != "--" }.contains { $0 == "--help" || $0 == "-h" }
  }

  private static func run(_ arguments: [String]) throws(UsageError) -> NotebookRequest {
    let scanned = try ScannedOptions(arguments, BuiltinCommand.run.options)
    guard let path = scanned.words.first else { throw .missingArgument("a notebook", command: "run") }
    var request = NotebookRequest(
      path: path, parameters: try parameters(scanned.words.dropFirst()), store: scanned.text("--store"),
      format: scanned.text("--format"), copy: scanned.text("--output"), workers: scanned.number("--workers"),
      batchSize: scanned.number("--batch-size"), isQuiet: scanned.has("--quiet"))
    request.cache = CacheChoice(scanned)
    return request
  }

  static func parameters(_ words: ArraySlice<String>) throws(UsageError) -> [ParameterSetting] {
    var settings: [ParameterSetting] = []
    for word in words {
      guard let equals = word.firstIndex(of: "="), equals > word.startIndex else { throw .badParameter(word) }
      let name = String(word[..<equals])
      guard !settings.contains(where: { $0.name == name }) else { throw .repeatedParameter(name) }
      settings.append(.init(name: name, text: String(word[word.index(after: equals)...])))
    }
    return settings
  }

  private static func eval(_ arguments: [String]) throws(UsageError) -> Command {
    let scanned = try ScannedOptions(arguments, BuiltinCommand.eval.options)
    guard let program = scanned.words.first else { throw .missingArgument("a program", command: "eval") }
    guard scanned.words.count == 1 else { throw .surplusArgument(scanned.words[1], command: "eval") }
    return .eval(program: program, store: scanned.text("--store"), format: scanned.text("--format"))
  }

  private static func format(_ arguments: [String]) throws(UsageError) -> Command {
    let scanned = try ScannedOptions(arguments, BuiltinCommand.format.options)
    guard !scanned.words.isEmpty else { throw .missingArgument("a file", command: "fmt") }
    return .format(paths: scanned.words, checkOnly: scanned.has("--check"))
  }

  private static func doctor(_ arguments: [String]) throws(UsageError) -> Command {
    let scanned = try ScannedOptions(arguments, BuiltinCommand.doctor.options)
    guard let store = scanned.words.first else { throw .missingArgument("a store", command: "doctor") }
    guard scanned.words.count == 1 else { throw .surplusArgument(scanned.words[1], command: "doctor") }
    return .doctor(store: store, format: scanned.text("--format"))
  }

  /// For those who work on vnb: on no usage page.
  private static func dumpSQL(_ arguments: [String]) throws(UsageError) -> Command {
    let engine = OptionSpec(
      "--engine", kind: .choice(["sqlite", "postgres", "cockroach"]), doc: "whose statements", required: true)
    let scanned = try ScannedOptions(arguments, [engine])
    if let word = scanned.words.first { throw .surplusArgument(word, command: "dump-sql") }
    guard let name = scanned.text("--engine") else { throw .missingOption("--engine", command: "dump-sql") }
    return .dumpSQL(engine: name)
  }

  private static func help(_ words: [String]) throws(UsageError) -> Command {
    guard let topic = words.first else { return .help(topic: nil) }
    guard commandNames.contains(topic) else {
      throw .unknownTopic(topic, nearest: didYouMean(topic, in: commandNames))
    }
    if words.count > 1, topic != BulkCommand.builtin.name {
      throw .surplusArgument(words[1], command: "help")
    }
    return .help(topic: topic)
  }

  /// `vnb [STORE]`: a word that is no command opens a store, if it looks like one.
  private static func session(_ arguments: [String]) throws(UsageError) -> Command {
    if let word = arguments.first, !word.hasPrefix("-"), !looksLikeStore(word) {
      throw .unknownCommand(word, nearest: didYouMean(word, in: commandNames))
    }
    let scanned = try ScannedOptions(arguments, top)
    if scanned.has("--version") { return .version }
    if scanned.has("--help") { return .help(topic: nil) }
    if let path = scanned.words.first, path.hasSuffix(".vnb") { throw .notebookAsStore(path) }
    if let word = scanned.words.first, scanned.has("--store") {
      if !looksLikeStore(word) { throw .unknownCommand(word, nearest: didYouMean(word, in: commandNames)) }
      throw .surplusArgument(word, command: "vnb --store")
    }
    if scanned.words.count > 1 { throw .surplusArgument(scanned.words[1], command: "vnb") }
    return .session(store: scanned.words.first ?? scanned.text("--store"), format: scanned.text("--format"))
  }

  private static func looksLikeStore(_ word: String) -> Bool {
    word.contains(".") || word.contains("/") || word.contains(":") || access(word, F_OK) == 0
  }
}
