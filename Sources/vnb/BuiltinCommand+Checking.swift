extension BuiltinCommand {
  static let check = BuiltinCommand(
    name: "check", summary: "run notebooks and compare what they give with what they record", words: "PATH…",
    options: [
      OptionSpec(
        "--only", kind: .text(placeholder: "NAME"), doc: "compare this cell alone; those above it run"),
      OptionSpec("--locked", doc: "a notebook without a `lock` block does not pass"),
      OptionSpec(
        "--format", kind: .choice(["text", "json", "junit"]),
        doc: "how the report is written: text, json, junit",
        default: "text"),
      .store, .workers, .batchSize, .noCache, .cacheFolder, .help,
    ],
    notes: [
      "PATH is a notebook, or a folder: every .vnb below it. None is written to. A cell's `check=`, or the notebook's `check:`,",
      "says how outputs are compared: `numbers` (floats to the digits recorded, one unit of the last allowed; the default),",
      "`exact`, `shape` (columns and row counts of tables, number of lines) or `none`. In a recorded output a line `...` stands",
      "for any lines and `[..]` for any text of a line.",
      "What `embed` and `kmeans` made before of the same input comes from the cache (`vnb help cache`), and standard error says so;",
      "--no-cache proves the program, too.",
      "Exits with 0 when all agree, 3 when outputs differ, 4 when a locked input differs, 1 when a cell failed, 2 when a",
      "notebook cannot be read; of several the gravest: 130, 2, 1, 4, 3.",
    ])
  static let update = BuiltinCommand(
    name: "update", summary: "run notebooks and rewrite the outputs that do not hold any more",
    words: "FILE…",
    options: [
      OptionSpec(
        "--accept-data", doc: "go on when a locked file or model has changed, and lock what is there now"),
      .store, .workers, .batchSize, .cache, .cacheFolder, .help,
    ],
    notes: [
      "Only `out`, `err` and `lock` blocks change, and of those only what does not agree; the file is replaced whole or not at all.",
      "A cell that fails without `expect=error` stops it, and nothing is written.",
      "What it writes is computed anew, unless --cache or --cache-dir is given.",
    ])
  static let status = BuiltinCommand(
    name: "status", summary: "tell what is stale or not recorded in notebooks, without running them",
    words: "PATH…",
    options: [.help],
    notes: [
      "Exits with 3 when an output is stale, with 4 when a locked input differs, with 2 when a notebook cannot be read."
    ])
}
