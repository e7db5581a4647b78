/// The subcommands that are no verbs, as the usage pages show them.
struct BuiltinCommand: Sendable {
  let name: String
  let summary: String
  let words: String
  let options: [OptionSpec]
  let notes: [String]
  /// False where the notes tell the options of each of several commands.
  var listsOptions = true

  static let all = [
    run, check, update, status, export, new, eval, worker, BulkCommand.builtin, format, cache, doctor, docs,
    completion, help,
  ]

  static let run = BuiltinCommand(
    name: "run", summary: "run a notebook, top to bottom, in a fresh session", words: "FILE [NAME=VALUE…]",
    options: [
      .store, .format,
      OptionSpec(
        "-o", "--output", kind: .text(placeholder: "COPY"), doc: "write an executed copy of the notebook"),
      .workers, .batchSize, .cache, .cacheFolder, .quiet, .help,
    ],
    notes: [
      "Results go to standard output, all else to standard error. The notebook itself is never written.",
      "NAME=VALUE sets a parameter of its `params` cell.",
      "With --cache or --cache-dir, `embed` and `kmeans` take what was made before of the same texts or vectors, by the same model,",
      "options and engine, and say so; what is printed is the same. `vnb help cache` says more.",
    ])
  static let new = BuiltinCommand(
    name: "new", summary: "make a commented notebook to begin with", words: "FILE", options: [.help],
    notes: ["The name ends in .vnb. A file that is there already stays as it is."])
  static let eval = BuiltinCommand(
    name: "eval", summary: "run a program given on the command line", words: "PROGRAM",
    options: [.store, .format, .help], notes: [])
  static let worker = BuiltinCommand(
    name: "worker", summary: "do a share of a large embed or assign, beside other workers", words: "",
    options: [
      OptionSpec(
        "-u", "--url", "--store", kind: .text(placeholder: "STORE"),
        doc: "the store: a server's URL, or a file",
        required: true),
      OptionSpec("--job", kind: .choice(["embed", "assign"]), doc: "what is shared: embed or assign"),
      OptionSpec("-t", "--table", kind: .text(placeholder: "NAME"), doc: "the table"),
      OptionSpec(
        "-i", "--input", kind: .text(placeholder: "COLUMN"),
        doc: "the text column, or the vector column to assign"),
      OptionSpec(
        "-o", "--output", kind: .text(placeholder: "COLUMN"), doc: "embed: the vector column, made if absent"),
      .embeddingModel,
      OptionSpec(
        "--version", kind: .number(1...Int64(Int32.max)), doc: "assign: version of the centroids",
        default: "the latest"),
      OptionSpec(
        "-b", "--batch-size", kind: .number(1...1_000_000), doc: "rows per batch",
        default: "1000, assign 10000"),
      .workers,
      OptionSpec(
        "--chunk-rows", kind: .number(1...1_000_000_000),
        doc: "rows of a chunk, for the worker that makes them",
        default: "5000, assign 50000"),
      OptionSpec(
        "--lease", kind: .decimal, doc: "seconds without a finished batch until others take a chunk over",
        default: "300"),
      OptionSpec(
        "--max-chunks", kind: .number(1...1_000_000_000), doc: "end after so many chunks", default: "all"),
      OptionSpec("--no-wait", doc: "end when nothing is free, also while others are at work"),
      OptionSpec("--status", doc: "show how far the shared jobs of the store are, and do nothing"),
      OptionSpec("-p", "--progress", doc: "show progress on standard error also where that is no terminal"),
      .format, .help,
    ],
    notes: [
      "Start as many as there are machines or cores, with the same words. The first shares the rows out in ranges of keys",
      "(tables vnb_jobs and vnb_chunks); each claims a range, does it as `embed` or `assign` would, and takes the next. One",
      "that is killed leaves its range to the others, and a job that all left goes on where it was. No row is done twice.",
      "A SQLite file has one writer at a time: workers on it help where making vectors takes longer than storing them.",
      "",
      "for example:",
      "  vnb worker -u postgresql://db/wiki --job embed -t passage -i passage -o passage_vector -m minilm",
      "  vnb worker -u postgresql://db/wiki --job assign -t passage -i passage_vector --lease 60",
      "  vnb worker -u postgresql://db/wiki --status",
    ])
  static let format = BuiltinCommand(
    name: "fmt", summary: "format programs and the cells of notebooks", words: "FILE…",
    options: [OptionSpec("--check", doc: "write nothing; exit 1 if a file is not formatted"), .help],
    notes: ["Files are replaced whole or not at all; prose and outputs stay byte for byte."])
  static let doctor = BuiltinCommand(
    name: "doctor", summary: "look a store over, and tell what will be used and what is missing",
    words: "STORE", options: [.reportFormat, .help],
    notes: [
      "STORE is the URL of a PostgreSQL or CockroachDB server, or the path of a SQLite file.",
      "Leaves nothing behind there. Exits with 0 when the store can be used, with 1 when not.",
    ])
  static let docs = BuiltinCommand(
    name: "docs", summary: "write the manual, made from the signatures", words: "",
    options: [
      OptionSpec(
        "-o", "--output", kind: .text(placeholder: "DIR"), doc: "the folder, made when it is absent",
        default: "docs/reference"),
      OptionSpec("--man", doc: "write the man page on standard output instead"), .help,
    ], notes: ["Its files are replaced; the same program always writes the same."])
  static let completion = BuiltinCommand(
    name: "completion", summary: "write the completion file of a shell", words: "bash|zsh|fish",
    options: [.help],
    notes: [
      "for example:",
      "  vnb completion bash > ~/.local/share/bash-completion/completions/vnb",
      "  vnb completion zsh > ~/.zfunc/_vnb       with ~/.zfunc in fpath",
      "  vnb completion fish > ~/.config/fish/completions/vnb.fish",
    ])
  static let help = BuiltinCommand(
    name: "help", summary: "explain a command", words: "[COMMAND]", options: [], notes: [])
}
