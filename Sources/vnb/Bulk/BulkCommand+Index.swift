extension BulkCommand {
  /// Seed rows 2.1 to 2.10.
  static let buildIndex = BulkCommand(
    name: "build-index", summary: "make an index of a file of vectors",
    options: [
      .file("-i", "--input", doc: "vectors: raw f32 or .npy", required: true),
      .file("-o", "--output", doc: "the index to write", required: true),
      .dimension,
      OptionSpec(
        "-f", "--format", kind: .text(placeholder: "FORMAT"), doc: "of the input: raw_f32, npy",
        default: "by its extension"),
      .file("--ids", doc: "raw unsigned 64-bit ids, one for each vector; without them 0, 1, 2 …"),
      OptionSpec(
        "-m", "--max-connections", kind: .number(2...256),
        doc: "links of a vector; twice as many on the lowest layer",
        default: "16"),
      OptionSpec(
        "-e", "--ef-construction", kind: .number(1...65_536), doc: "candidates when a vector is added",
        default: "100"),
      .metric,
      OptionSpec(
        "--seed", kind: .number(0...Int64.max), doc: "decides the layers of the vectors", default: "42"),
      OptionSpec("--normalize", doc: "divide every vector by its length first"),
      OptionSpec(
        "--batch-size", kind: .number(1...1_000_000_000), doc: "accepted; the index never depends on it",
        default: "1000"),
      .threads,
      OptionSpec(
        "--sample", kind: .number(0...1_000_000), doc: "vectors whose neighbours measure the recall; 0: none",
        default: "100"),
      .silent, .verbose,
    ]
  ) { (options: ScannedOptions) throws(UsageError) in
    var call = VerbInvocation("index_build")
    call.add(.text(options.text("--input") ?? ""))
    call.add("output", options.text("--output").map { .text($0) })
    call.add("ids", options.text("--ids").map { .text($0) })
    call.add("dimension", options.number("--dimension").map { .int($0) })
    call.add("format", options.text("--format").map { .text($0) })
    call.add("m", options.number("--max-connections").map { .int($0) })
    call.add("ef_construction", options.number("--ef-construction").map { .int($0) })
    call.add("metric", options.text("--metric").map { .text($0) })
    call.add("seed", options.number("--seed").map { .int($0) })
    call.add("sample", options.number("--sample").map { .int($0) })
    if options.has("--normalize") { call.add("normalize", .bool(true)) }
    if options.has("--quiet") { call.add("quiet", .bool(true)) }
    return call
  }

  /// Seed rows 2.11 and 2.12.
  static let query = BulkCommand(
    name: "query", summary: "find the vectors nearest to each of a file's",
    options: [
      .file("-i", "--index", doc: "the index", required: true),
      .file("-q", "--query", doc: "one or more vectors: raw f32 or .npy", required: true),
      OptionSpec("-k", "--k", kind: .number(1...1_000_000), doc: "neighbours of each", default: "10"),
      OptionSpec(
        "-e", "--ef", kind: .number(1...1_000_000),
        doc: "candidates of a search: more find more and take longer",
        default: "64, or k when that is more"),
      OptionSpec("--exact", doc: "compare every vector"),
      .threads, .silent,
      OptionSpec(
        "--format", kind: .choice(OptionSpec.formats + ["seed"]), doc: OptionSpec.format.doc + ", seed",
        default: "seed"),
    ]
  ) { (options: ScannedOptions) throws(UsageError) in
    var call = VerbInvocation("index_query")
    call.add(.text(options.text("--index") ?? ""))
    call.add("query", options.text("--query").map { .text($0) })
    call.add("k", options.number("--k").map { .int($0) })
    call.add("ef", options.number("--ef").map { .int($0) })
    if options.has("--exact") {
      if options.has("--ef") { throw .exclusive("--exact", "--ef") }
      call.add("exact", .bool(true))
    }
    if options.has("--quiet") { call.add("quiet", .bool(true)) }
    if (options.text("--format") ?? "seed") == "seed" { call.layout = .neighbors }
    return call
  }

  /// Seed row 2.13.
  static let info = BulkCommand(
    name: "info", summary: "tell what an index holds",
    options: [.file("-i", "--index", doc: "the index", required: true)]
  ) { (options: ScannedOptions) throws(UsageError) in
    var call = VerbInvocation("index_info")
    call.add(.text(options.text("--index") ?? ""))
    return call
  }
}
