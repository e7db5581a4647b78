import Basics
import Language

extension VerbCommand {
  /// Seed rows 0.21 to 0.28.
  static let kmeans = VerbCommand(
    names: ["kmeans", "centroids"],
    summary: "find the centroids of a vector column and keep them as a new version",
    words: "",
    options: [
      .url, .table, .input("the vector column"),
      OptionSpec(
        "-a", "--algorithm", kind: .text(placeholder: "NAME"),
        doc: "how to cluster: kmeans (by size), lloyd, minibatch, dbscan or hdbscan", default: "kmeans"),
      OptionSpec(
        "-c", "-k", "--clusters", kind: .number(1...1_000_000),
        doc: "clusters; with --increment those of the latest version", default: "8"),
      OptionSpec("--seed", kind: .number(0...Int64.max), doc: "seed of the random choices", default: "42"),
      .batch(1000), .batches, .workers,
      OptionSpec("--increment", doc: "refine the latest centroids into a new version"),
      OptionSpec("--in-place", doc: "with --increment: rewrite that version"),
      .dryRun,
    ] + DensityOptions.all
  ) { (options: ScannedOptions, name: String) throws(UsageError) in
    try options.noWords(name)
    if options.has("--in-place"), !options.has("--increment") { throw .needs("--in-place", "--increment") }
    let algorithm = try options.algorithm()
    if let algorithm, DensityOptions.verbs.contains(algorithm) {
      return try DensityOptions.call(options, verb: algorithm, command: name)
    }
    try DensityOptions.refuse(options)
    var call = VerbInvocation("kmeans", table: options.text("--table"))
    options.text("--input").map { call.add(.column($0)) }
    call.add("k", options.number("--clusters").map { .int($0) })
    call.add("algorithm", algorithm.map { .text($0) })
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
    options.text("--input").map { call.add(.column($0)) }
    call.add("version", options.number("--version").map { .int($0) })
    options.addJobArguments(to: &call)
    return call
  }
}

extension ScannedOptions {
  /// The verb's own word for `--algorithm`; nil for its default, which is what the seed's `kmeans` says.
  fileprivate func algorithm() throws(UsageError) -> String? {
    guard let name = text("--algorithm"), name != "kmeans" else { return nil }
    let choices = ["kmeans", "lloyd", "minibatch"] + DensityOptions.verbs
    guard choices.contains(name) else {
      throw .badChoice(
        option: "--algorithm", value: name, choices: choices, nearest: didYouMean(name, in: choices))
    }
    return name
  }
}
