import Basics
import Language

/// `vnb bulk build-index|query|info|convert`: files of vectors, without a store, with the seed's own flags. The same is to
/// be had as `vnb index build|query|info|convert`.
struct BulkCommand: Sendable {
  let name: String
  let summary: String
  let options: [OptionSpec]
  /// Turns the options into the call of a verb.
  let build: @Sendable (ScannedOptions) throws(UsageError) -> VerbInvocation

  static let all = [buildIndex, query, info, convert]

  static let builtin = BuiltinCommand(
    name: "bulk", summary: "vector files and indexes of them, without a store",
    words: all.map(\.name).joined(separator: "|"), options: union, notes: pages,
    listsOptions: false)

  static func named(_ word: String) -> BulkCommand? {
    all.first { $0.name == word || ($0.name == "build-index" && word == "build") }
  }

  /// Every option once, for shells: of two with one name the first keeps it.
  private static let union: [OptionSpec] = {
    var seen: Set<String> = []
    return all.flatMap(\.allOptions).compactMap { option in
      guard !seen.contains(option.id) else { return nil }
      let left = option.leavingOut(seen)
      seen.formUnion(option.names)
      return left
    }
  }()

  private static var pages: [String] {
    all.flatMap { command in
      let needed = command.options.filter(\.isRequired).map {
        "\($0.names.first ?? "") \($0.placeholder ?? "")"
      }
      return ["vnb bulk \(command.name) \(needed.joined(separator: " ")) [OPTION…]: \(command.summary)"]
        + [Usage.options(command.allOptions), ""]
    } + [
      "`vnb index build`, `query`, `info` and `convert` are the same. Formats: docs/bulk.md", "",
      "for example:",
      "  vnb bulk build-index -i embeddings.npy -o embeddings.hnsw -m 16 -e 100",
      "  vnb bulk query -i embeddings.hnsw -q queries.f32 -k 10 --ef 64",
    ]
  }

  var allOptions: [OptionSpec] {
    options + [.format, .printCall, .help].filter { shared in !options.contains { $0.id == shared.id } }
  }
}

extension BulkCommand {
  /// Reads the words after `bulk`.
  static func parse(_ arguments: [String]) throws(UsageError) -> VerbRun {
    guard let word = arguments.first, !word.hasPrefix("-") else {
      throw .missingArgument(all.map(\.name).joined(separator: ", "), command: "bulk")
    }
    guard let command = named(word) else {
      throw .unknownBulk(word, nearest: didYouMean(word, in: all.map(\.name)).map { "bulk \($0)" })
    }
    return try command.parse(Array(arguments.dropFirst()))
  }

  private func parse(_ arguments: [String]) throws(UsageError) -> VerbRun {
    let hidden = name == "build-index" ? BulkCommand.undocumented : []
    let scanned = try ScannedOptions(arguments, allOptions + hidden)
    try scanned.require(options, command: "bulk \(name)")
    try scanned.noWords("bulk \(name)")
    if let ordering = scanned.text("--ordering"), ordering != "none" {
      throw .notInThisVersion("--ordering \(ordering)", what: "another order than the file's")
    }
    var invocation = try build(scanned)
    invocation.store = .unused
    let threads = scanned.number("--threads") ?? 0
    var run = VerbRun(
      invocation: invocation, store: nil, format: name == "build-index" ? nil : scanned.text("--format"),
      workers: threads > 0 ? threads : nil,
      printsCall: scanned.has("--print-call"), showsProgress: scanned.has("--verbose"))
    run.remarks = hidden.filter { scanned.has($0.id) && $0.id != "--ordering" }.map {
      "note: `\($0.id)` does nothing here: \($0.doc)"
    }
    return run
  }

  /// Flags that the seed's program had and did not tell of.
  static let undocumented = [
    OptionSpec("--direct-read", doc: "files are mapped, and the system reads them ahead"),
    OptionSpec("--prefault", doc: "pages are read when they are needed"),
    OptionSpec("--telemetry", doc: "nothing is collected"),
    OptionSpec(
      "--ordering", kind: .choice(["none", "random_projection", "kmeans", "block"]),
      doc: "rows are inserted in the order of the file"),
  ]
}

extension OptionSpec {
  static let printCall = OptionSpec("--print-call", doc: "print the same call in the language and do nothing")
  static func file(_ names: String..., doc: String, required: Bool = false) -> OptionSpec {
    let (short, long) = (names.first ?? "", names.last ?? "")
    let kind = Kind.text(placeholder: "FILE")
    return short == long
      ? OptionSpec(long, kind: kind, doc: doc, required: required)
      : OptionSpec(short, long, kind: kind, doc: doc, required: required)
  }
  static let dimension = OptionSpec(
    "-d", "--dimension", kind: .number(0...Int64(Int32.max)), doc: "elements of a vector",
    default: "as the .npy file or the sidecar tells")
  static let metric = OptionSpec(
    "--metric", kind: .choice(["cosine", "l2", "ip"]), doc: "how vectors are compared: cosine, l2, ip",
    default: "the sidecar's, or cosine")
  static let threads = OptionSpec(
    "-t", "--threads", kind: .number(0...1024), doc: "threads, 0 for all cores; results never depend on it",
    default: "0")
  static let silent = OptionSpec("--quiet", doc: "no progress and no narration on standard error")
  static let verbose = OptionSpec(
    "-v", "--verbose", doc: "progress as lines on standard error also where that is no terminal")
}
