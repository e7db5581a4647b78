extension VerbCommand {
  static let index = VerbCommand(
    names: ["index"], summary: "make a vector index for approximate search",
    words: "",
    options: [
      .url, .table, .input("the vector column"),
      OptionSpec(
        "--kind", kind: .text(placeholder: "KIND"), doc: "hnsw, ivfflat or cspann",
        default: "the engine's first choice"),
      engineNumber("--m", 2...100, "hnsw: neighbours of a node"),
      engineNumber("--ef-construction", 4...1000, "hnsw: candidates when a row is added"),
      engineNumber("--lists", 1...32768, "ivfflat: number of lists"),
      engineNumber("--min-partition-size", 1...1024, "cspann: fewest vectors of a partition"),
      engineNumber("--max-partition-size", 4...4096, "cspann: most vectors of a partition"),
      engineNumber("--ef-search", 1...1000, "hnsw: candidates of a search"),
      engineNumber("--probes", 1...32768, "ivfflat: lists of a search"),
      engineNumber("--beam-size", 1...2048, "cspann: partitions of a search"),
      OptionSpec(
        "--codes", kind: .choice(["int8", "bfloat16"]),
        doc: "embedded store: what a search walks on, faster: int8, bfloat16",
        default: "the vectors themselves"),
      OptionSpec(
        "--sample", kind: .number(1...10_000), doc: "queries that measure the recall", default: "100"),
      OptionSpec("--drop", doc: "remove the index"),
      .workers, .dryRun,
    ]
  ) { (options: ScannedOptions, name: String) throws(UsageError) in
    try options.noWords(name)
    var call = VerbInvocation("index", table: options.text("--table"))
    call.add("by", options.text("--input").map { .column($0) })
    call.add("kind", options.text("--kind").map { .text($0) })
    for option in numbers {
      call.add(String(option.dropFirst(2)).replacing("-", with: "_"), options.number(option).map { .int($0) })
    }
    call.add("codes", options.text("--codes").map { .text($0) })
    if options.has("--drop") { call.add("drop", .bool(true)) }
    options.addJobArguments(to: &call)
    return call
  }

  /// Options whose values go to the verb under the same name.
  private static let numbers = [
    "--m", "--ef-construction", "--lists", "--min-partition-size", "--max-partition-size", "--ef-search",
    "--probes", "--beam-size", "--sample",
  ]

  private static func engineNumber(_ name: String, _ range: ClosedRange<Int64>, _ doc: String) -> OptionSpec {
    OptionSpec(name, kind: .number(range), doc: doc, default: "the engine's own")
  }
}
