extension CommandParser {
  static func cache(_ arguments: [String]) throws(UsageError) -> Command {
    let scanned = try ScannedOptions(arguments, BuiltinCommand.cache.options)
    try scanned.noWords("cache")
    return .cache(folder: scanned.text("--cache-dir"), clears: scanned.has("--clear"))
  }
}

extension CacheChoice {
  /// On by `--cache` or a folder of its own.
  init(_ scanned: ScannedOptions) {
    folder = scanned.text("--cache-dir")
    isOn = scanned.has("--cache") || folder != nil
    isAsked = isOn
  }
}
