extension VerbCommand {
  /// Seed rows 0.1 to 0.12.
  static let load = VerbCommand(
    names: ["load", "json-to-sql"], summary: "load .jsonl, .csv and .tsv files, gzipped or not, into a table",
    words: "FILE…",
    options: [
      .url, .table,
      OptionSpec(
        "-k", "--primary", kind: .text(placeholder: "COLUMN"),
        doc: "the key: rows already there are left alone"),
      .batch(1000, from: 0),
      OptionSpec(
        "-o", "--output", kind: .text(placeholder: "FOLDER"),
        doc: "write INSERT statements into this folder instead of storing rows"),
      OptionSpec("--emit-sql", kind: .text(placeholder: "FOLDER"), doc: "the same as --output"),
      OptionSpec(
        "--on-conflict", kind: .choice(["skip", "replace", "error"]),
        doc: "what to do with a row whose key is there",
        default: "skip"),
      OptionSpec(
        "--skip-bad", kind: .number(0...1_000_000), doc: "leave out and list up to so many bad lines",
        default: "0"
      ),
      OptionSpec("--strict", doc: "a key that first appears late in a file is an error"),
      .dryRun,
    ]
  ) { (options: ScannedOptions, name: String) throws(UsageError) in
    guard !options.words.isEmpty else { throw .missingArgument("a file", command: name) }
    if options.has("--output"), options.has("--emit-sql") { throw .exclusive("--output", "--emit-sql") }
    if options.has("--on-conflict"), !options.has("--primary") { throw .needs("--on-conflict", "--primary") }
    var call = VerbInvocation("load")
    call.add(.texts(options.words))
    call.add("into", options.text("--table").map { .text($0) })
    call.add("key", options.text("--primary").map { .text($0) })
    call.add("conflict", options.text("--on-conflict").map { .text($0) })
    call.add("skip_bad", options.number("--skip-bad").map { .int($0) })
    if options.has("--strict") { call.add("strict", .bool(true)) }
    let folder = options.text("--output") ?? options.text("--emit-sql") ?? (name == "json-to-sql" ? "." : nil)
    if folder != nil {
      for other in ["--on-conflict", "--dry-run", "--url"] where options.has(other) {
        throw .exclusive(other, "--output")
      }
      call.store = .unused
    } else {
      call.store = .made
    }
    call.add("emit_sql", folder.map { .text($0) })
    if options.has("--verbose") { call.add("verbose", .bool(true)) }
    options.addJobArguments(to: &call)
    return call
  }
}
