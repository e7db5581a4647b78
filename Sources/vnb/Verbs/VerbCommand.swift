import Notebooks

/// A verb as a subcommand, with the flags and defaults of the program that the same step had before.
struct VerbCommand: Sendable {
  /// The first is the verb's; the others are names that the step is also known by.
  let names: [String]
  let summary: String
  /// What follows the options in the usage line: `FILE…`.
  let words: String
  let options: [OptionSpec]
  /// Turns the options into the call. The name is the one that was typed.
  let build: @Sendable (ScannedOptions, _ name: String) throws(UsageError) -> VerbInvocation

  var name: String { names.first ?? "" }
  /// Options of its own, and those of all verbs.
  var allOptions: [OptionSpec] {
    options + Self.shared.filter { shared in !options.contains { $0.id == shared.id } }
  }

  static let shared = [
    OptionSpec("-v", "--verbose", doc: "tell of each row on standard error, where the step can"),
    OptionSpec(
      "-p", "--progress", doc: "show progress on standard error also where that is no terminal"),
    .format,
    .printCall,
    .help,
  ]

  static let all: [VerbCommand] = [load, embed, kmeans, dbscan, hdbscan, assign, search, index, model]

  static func named(_ name: String) -> VerbCommand? { all.first { $0.names.contains(name) } }
}

/// A subcommand ready to run.
struct VerbRun {
  let invocation: VerbInvocation
  /// The store; nil: `vnb.db` in the working folder, which is said.
  let store: String?
  let format: String?
  let workers: Int?
  let printsCall: Bool
  /// Progress is wanted on standard error even where that is no terminal.
  let showsProgress: Bool
  /// Told on standard error first.
  var remarks: [String] = []
}

extension VerbCommand {
  /// Reads the words after the subcommand's name.
  func parse(_ arguments: [String], as name: String) throws(UsageError) -> VerbRun {
    let scanned = try ScannedOptions(arguments, allOptions)
    try scanned.require(options, command: name)
    let invocation = try build(scanned, name)
    return VerbRun(
      invocation: invocation, store: scanned.text("--url"), format: scanned.text("--format"),
      workers: scanned.number("--workers"), printsCall: scanned.has("--print-call"),
      showsProgress: scanned.has("--progress") && !scanned.has("--dry-run"))
  }
}

extension OptionSpec {
  static let url = OptionSpec(
    "-u", "--url", kind: .text(placeholder: "STORE"), doc: "the store: a SQLite file, or a postgresql:// URL",
    default: "vnb.db")
  static let table = OptionSpec(
    "-t", "--table", kind: .text(placeholder: "NAME"), doc: "the table", required: true)
  static func input(_ what: String) -> OptionSpec {
    OptionSpec("-i", "--input", kind: .text(placeholder: "COLUMN"), doc: what, required: true)
  }
  static func batch(_ rows: Int, from least: Int64 = 1) -> OptionSpec {
    OptionSpec(
      "-b", "--batch-size", kind: .number(least...1_000_000), doc: "rows per batch", default: "\(rows)")
  }
  static let batches = OptionSpec(
    "-n", "--num-batches", kind: .number(1...1_000_000_000), doc: "stop after so many batches", default: "all"
  )
  static let dryRun = OptionSpec("-d", "--dry-run", doc: "print the SQL and write nothing")
}

extension ScannedOptions {
  /// Arguments that several verbs take alike: given ones only, so that the verb's own defaults hold.
  func addJobArguments(to call: inout VerbInvocation, workers: Int? = nil) {
    call.add("batch_size", number("--batch-size").map { .int($0) })
    call.add("batches", number("--num-batches").map { .int($0) })
    call.add("workers", (workers ?? number("--workers")).map { .int($0) })
    if has("--dry-run") { call.add("dry_run", .bool(true)) }
  }

  func noWords(_ command: String) throws(UsageError) {
    if let word = words.first { throw .surplusArgument(word, command: command) }
  }
}
