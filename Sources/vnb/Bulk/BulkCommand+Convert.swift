extension BulkCommand {
  /// Seed row 2.14.
  static let convert = BulkCommand(
    name: "convert", summary: "write a file of vectors in another format",
    options: [
      .file("-i", "--input", doc: "vectors: raw f32, .npy or JSON Lines", required: true),
      .file("-o", "--output", doc: "the file to write", required: true),
      OptionSpec("--to-format", kind: .text(placeholder: "FORMAT"), doc: "raw_f32 or npy", required: true),
      OptionSpec(
        "--from-format", kind: .text(placeholder: "FORMAT"), doc: "raw_f32, npy or jsonl",
        default: "by the extension"),
      .dimension,
      OptionSpec(
        "--metric", kind: .choice(["cosine", "l2", "ip"]),
        doc: "for the JSON beside raw output: cosine, l2, ip",
        default: "the input's"),
      OptionSpec("--normalize", doc: "divide every vector by its length"),
      OptionSpec(
        "--field", kind: .text(placeholder: "NAME"), doc: "jsonl: the field of the vectors",
        default: "vector, embedding or the only array"),
      .file("--ids", doc: "jsonl: write the records' `id` numbers there, 8 bytes each"),
      .silent, .verbose,
    ]
  ) { (options: ScannedOptions) throws(UsageError) in
    var call = VerbInvocation("index_convert")
    call.add(.text(options.text("--input") ?? ""))
    call.add("to", options.text("--output").map { .text($0) })
    call.add("format", options.text("--to-format").map { .text($0) })
    call.add("from", options.text("--from-format").map { .text($0) })
    call.add("dimension", options.number("--dimension").map { .int($0) })
    call.add("metric", options.text("--metric").map { .text($0) })
    if options.has("--normalize") { call.add("normalize", .bool(true)) }
    call.add("field", options.text("--field").map { .text($0) })
    call.add("ids", options.text("--ids").map { .text($0) })
    if options.has("--quiet") { call.add("quiet", .bool(true)) }
    return call
  }
}
