import Notebooks

extension CommandParser {
  static func check(_ arguments: [String]) throws(UsageError) -> Command {
    let scanned = try ScannedOptions(arguments, BuiltinCommand.check.options)
    guard !scanned.words.isEmpty else { throw .missingArgument("a notebook or a folder", command: "check") }
    var request = CheckCommand.Request(
      paths: scanned.words, only: scanned.text("--only"), needsLock: scanned.has("--locked"),
      format: scanned.text("--format"))
    request.options = trial(scanned)
    if scanned.has("--no-cache"), scanned.has("--cache-dir") { throw .exclusive("--no-cache", "--cache-dir") }
    request.options.cache.isOn = !scanned.has("--no-cache")
    return .check(request)
  }

  static func update(_ arguments: [String]) throws(UsageError) -> Command {
    let scanned = try ScannedOptions(arguments, BuiltinCommand.update.options)
    guard !scanned.words.isEmpty else { throw .missingArgument("a notebook", command: "update") }
    var request = UpdateCommand.Request(paths: scanned.words, acceptsData: scanned.has("--accept-data"))
    request.options = trial(scanned)
    return .update(request)
  }

  static func status(_ arguments: [String]) throws(UsageError) -> Command {
    let scanned = try ScannedOptions(arguments, BuiltinCommand.status.options)
    guard !scanned.words.isEmpty else { throw .missingArgument("a notebook or a folder", command: "status") }
    return .status(paths: scanned.words)
  }

  private static func trial(_ scanned: ScannedOptions) -> TrialOptions {
    TrialOptions(
      store: scanned.text("--store"), workers: scanned.number("--workers"),
      batchSize: scanned.number("--batch-size"), cache: CacheChoice(scanned))
  }
}
