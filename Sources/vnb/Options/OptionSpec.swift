/// One option that a command takes.
struct OptionSpec: Sendable {
  enum Kind: Sendable {
    /// Present or absent.
    case flag
    case text(placeholder: String)
    case number(ClosedRange<Int64>)
    /// Zero or more, with a fraction.
    case decimal
    case choice([String])
  }
  /// All spellings, the long one last: `-b`, `--batch-size`.
  private(set) var names: [String]
  let kind: Kind
  /// One line for the usage page.
  let doc: String
  /// As written in the usage page; nil when there is none.
  let defaultText: String?
  let isRequired: Bool

  init(
    _ names: String..., kind: Kind = .flag, doc: String, default defaultText: String? = nil,
    required: Bool = false
  ) {
    self.names = names
    self.kind = kind
    self.doc = doc
    self.defaultText = defaultText
    isRequired = required
  }

  /// The long spelling, by which values are looked up: `--batch-size`.
  var id: String { names.last ?? "" }

  /// The same without spellings that mean something else beside it.
  func leavingOut(_ taken: Set<String>) -> OptionSpec {
    var copy = self
    copy.names = names.filter { !taken.contains($0) }
    return copy
  }

  /// What stands after the name in the usage page: `N`, `URL`.
  var placeholder: String? {
    switch kind {
    case .flag: nil
    case .text(let placeholder): placeholder
    case .number, .decimal: "N"
    case .choice: id.drop { $0 == "-" }.uppercased()
    }
  }
}

extension OptionSpec {
  static let formats = ["table", "plain", "csv", "tsv", "json", "jsonl", "markdown"]

  static let format = OptionSpec(
    "--format", kind: .choice(formats), doc: "how results are written: \(formats.joined(separator: ", "))",
    default: "table")
  static let reportFormat = OptionSpec(
    "--format", kind: .choice(["table", "json"]), doc: "how the report is written: table, json",
    default: "table")
  static let workers = OptionSpec(
    "-w", "--workers", kind: .number(1...1024), doc: "threads; results never depend on it",
    default: "all cores")
  static let batchSize = OptionSpec(
    "-b", "--batch-size", kind: .number(1...1_000_000), doc: "rows per commit; results never depend on it",
    default: "1000")
  static let store = OptionSpec(
    "-u", "--store", kind: .text(placeholder: "STORE"),
    doc: "the store: a SQLite file, or a postgresql:// URL",
    default: "a private one, gone at the end")
  static let cache = OptionSpec(
    "--cache", doc: "take results of embed and kmeans from the cache, and keep them there")
  static let noCache = OptionSpec("--no-cache", doc: "compute everything anew")
  static let cacheFolder = OptionSpec(
    "--cache-dir", kind: .text(placeholder: "DIR"), doc: "use this folder as the cache",
    default: "$XDG_CACHE_HOME/vnb/results, else ~/.cache/vnb/results")
  static let help = OptionSpec("-h", "--help", doc: "this page")
  static let quiet = OptionSpec("-q", "--quiet", doc: "no narration on standard error")
}
