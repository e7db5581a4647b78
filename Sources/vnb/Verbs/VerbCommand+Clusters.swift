extension VerbCommand {
  /// Seed rows 0.21 to 0.28.
  static let kmeans = VerbCommand(
    names: ["kmeans", "centroids"],
    summary: "find the centroids of a vector column and keep them as a new version",
    words: "",
    options: [
      .url, .table, .input("the vector column"),
      OptionSpec(
        "-a", "--algorithm", kind: .choice(["kmeans", "dbscan"]), doc: "how to cluster", default: "kmeans"),
      OptionSpec(
        "-c", "-k", "--clusters", kind: .number(1...1_000_000), doc: "clusters, for kmeans", default: "8"),
      OptionSpec("--eps", kind: .decimal, doc: "reach of a neighbour, for dbscan", default: "0.5"),
      OptionSpec(
        "--min", kind: .number(1...1_000_000), doc: "neighbours of a core point, for dbscan", default: "5"),
      OptionSpec("--seed", kind: .number(0...Int64.max), doc: "seed of the random choices", default: "42"),
      .batch(1000), .batches, .workers,
      OptionSpec("--increment", doc: "refine the latest centroids into a new version"),
      OptionSpec("--in-place", doc: "with --increment: rewrite that version"),
      .dryRun,
    ]
  ) { (options: ScannedOptions, name: String) throws(UsageError) in
    try options.noWords(name)
    if options.has("--in-place"), !options.has("--increment") { throw .needs("--in-place", "--increment") }
    let isScan = options.text("--algorithm") == "dbscan"
    for own in ["--eps", "--min"] where options.has(own) && !isScan {
      throw .needs(own, "--algorithm dbscan")
    }
    for own in ["--clusters", "--increment", "--in-place", "--seed"] where options.has(own) && isScan {
      throw .exclusive(own, "--algorithm dbscan")
    }
    var call = VerbInvocation(isScan ? "dbscan" : "kmeans", table: options.text("--table"))
    options.text("--input").map { call.add(.column($0)) }
    call.add("k", options.number("--clusters").map { .int($0) })
    call.add("eps", options.decimal("--eps").map { .float($0) })
    call.add("min", options.number("--min").map { .int($0) })
    call.add("seed", options.number("--seed").map { .int($0) })
    if options.has("--increment") { call.add("increment", .bool(true)) }
    if options.has("--in-place") { call.add("in_place", .bool(true)) }
    options.addJobArguments(to: &call)
    return call
  }

  /// Seed rows 0.29 to 0.34.
  static let assign = VerbCommand(
    names: ["assign", "clusters"], summary: "give each row its nearest centroid, for rows that have none yet",
    words: "",
    options: [
      .url, .table, .input("the vector column"),
      OptionSpec(
        "--version", kind: .number(1...Int64(Int32.max)), doc: "version of the centroids",
        default: "the latest"),
      .batch(10_000), .batches, .workers, .dryRun,
    ]
  ) { (options: ScannedOptions, name: String) throws(UsageError) in
    try options.noWords(name)
    var call = VerbInvocation("assign", table: options.text("--table"))
    if let table = options.text("--table"), let column = options.text("--input") {
      call.add(.clustering(table: table, column: column, version: options.number("--version")))
    }
    options.addJobArguments(to: &call)
    return call
  }
}
