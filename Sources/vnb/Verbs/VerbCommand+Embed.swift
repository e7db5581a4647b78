extension VerbCommand {
  /// Seed rows 0.13 to 0.20 and 1.1 to 1.9.
  static let embed = VerbCommand(
    names: ["embed", "vectorize"],
    summary: "turn the text of a column into vectors, for rows that have none yet",
    words: "",
    options: [
      .url, .table, .input("the text column"),
      OptionSpec(
        "-o", "--output", kind: .text(placeholder: "COLUMN"), doc: "the vector column, made if absent",
        required: true),
      .embeddingModel, .batch(1000), .batches, .workers,
      OptionSpec("-F", "--follow", doc: "go on until no row is left, then wait for new ones"),
      OptionSpec(
        "--max-idle", kind: .decimal,
        doc: "with --follow: minutes without new rows before it ends, 0: no limit",
        default: "60"),
      OptionSpec(
        "--min-idle", kind: .decimal, doc: "with --follow: seconds between two looks, at most", default: "15"),
      .dryRun,
    ]
  ) { (options: ScannedOptions, name: String) throws(UsageError) in
    try options.noWords(name)
    if options.has("--verbose"), options.has("--progress") { throw .exclusive("--verbose", "--progress") }
    for idle in ["--max-idle", "--min-idle"] where options.has(idle) && !options.has("--follow") {
      throw .needs(idle, "--follow")
    }
    var call = VerbInvocation("embed", table: options.text("--table"))
    options.text("--input").map { call.add(.column($0)) }
    call.add("into", options.text("--output").map { .text($0) })
    call.add("model", options.text("--model").map { .text($0) })
    // A dry run is done by one worker, told of in full and without progress, as in the seed.
    let isDry = options.has("--dry-run")
    options.addJobArguments(to: &call, workers: isDry ? 1 : nil)
    if options.has("--verbose") || isDry { call.add("verbose", .bool(true)) }
    if options.has("--follow") { call.add("follow", .bool(true)) }
    call.add("max_idle", options.decimal("--max-idle").map { .float($0) })
    call.add("min_idle", options.decimal("--min-idle").map { .float($0) })
    return call
  }
}

extension OptionSpec {
  static let embeddingModel = OptionSpec(
    "-m", "--model", kind: .text(placeholder: "NAME"), doc: "the embedding model: a name or a folder",
    default: "minilm")
}
