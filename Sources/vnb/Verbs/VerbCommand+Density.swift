import Language

extension VerbCommand {
  /// Seed row 0.27, under a name of its own.
  static let dbscan = VerbCommand(
    names: ["dbscan"], summary: "cluster a vector column by density and keep each row's cluster", words: "",
    options: [.url, .table, .input("the vector column")]
      + DensityOptions.all.filter { $0.id != "--min-cluster-size" } + [
        .batch(1000), .batches, .workers, .dryRun,
      ]
  ) { (options: ScannedOptions, name: String) throws(UsageError) in
    try options.noWords(name)
    return try DensityOptions.call(options, verb: "dbscan", command: name)
  }

  static let hdbscan = VerbCommand(
    names: ["hdbscan"], summary: "cluster a vector column by density at every scale", words: "",
    options: [.url, .table, .input("the vector column")]
      + DensityOptions.all.filter { $0.id != "--eps" } + [.batch(1000), .batches, .workers, .dryRun]
  ) { (options: ScannedOptions, name: String) throws(UsageError) in
    try options.noWords(name)
    return try DensityOptions.call(options, verb: "hdbscan", command: name)
  }
}

/// What `dbscan` and `hdbscan` take, as commands and as algorithms of `kmeans`.
enum DensityOptions {
  static let verbs = ["dbscan", "hdbscan"]
  static let eps = OptionSpec(
    "--eps", kind: .decimal, doc: "dbscan: largest distance of two neighbours", default: "0.5")
  static let minSamples = OptionSpec(
    "--min-samples", kind: .number(1...1_000_000),
    doc: "dbscan, hdbscan: neighbours of a core row, itself included",
    default: "5")
  static let minClusterSize = OptionSpec(
    "--min-cluster-size", kind: .number(2...1_000_000), doc: "hdbscan: rows of the smallest cluster",
    default: "5")
  static let metric = OptionSpec(
    "--metric", kind: .choice(["l2", "cosine"]), doc: "dbscan, hdbscan: how far rows are apart: l2, cosine",
    default: "l2")
  static let means = OptionSpec(
    "--means", doc: "dbscan, hdbscan: store the mean of each cluster as a centroid")
  static let all = [eps, minSamples, minClusterSize, metric, means]

  static func call(_ options: ScannedOptions, verb: String, command: String) throws(UsageError)
    -> VerbInvocation
  {
    // `--clusters` has a default in the seed and is passed over, as there.
    for name in ["--seed", "--increment", "--in-place"] where options.has(name) {
      throw .exclusive(name, "--algorithm \(verb)")
    }
    let foreign = verb == "dbscan" ? "--min-cluster-size" : "--eps"
    if options.has(foreign) { throw .exclusive(foreign, "--algorithm \(verb)") }
    var call = VerbInvocation(verb, table: options.text("--table"))
    options.text("--input").map { call.add(.column($0)) }
    call.add("eps", options.decimal("--eps").map { .float($0) })
    call.add("min_cluster_size", options.number("--min-cluster-size").map { .int($0) })
    call.add("min_samples", options.number("--min-samples").map { .int($0) })
    call.add("metric", options.text("--metric").map { .text($0) })
    if options.has("--means") { call.add("means", .bool(true)) }
    options.addJobArguments(to: &call)
    return call
  }

  /// For k-means, which knows none of them.
  static func refuse(_ options: ScannedOptions) throws(UsageError) {
    for option in all where options.has(option.id) { throw .needs(option.id, "--algorithm dbscan") }
  }
}
