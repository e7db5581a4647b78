import Basics
import Language
import Notebooks

extension VerbCommand {
  /// Seed rows 1.14 to 1.18.
  static let search = VerbCommand(
    names: ["search"], summary: "find the rows whose vectors are nearest to a text", words: "TEXT",
    options: [
      .url, .table, .input("the text column, printed with each hit"),
      OptionSpec(
        "-o", "--output", kind: .text(placeholder: "COLUMN"), doc: "the vector column", required: true),
      OptionSpec(
        "-m", "--model", kind: .text(placeholder: "NAME"), doc: "the embedding model",
        default: "the column's own"),
      OptionSpec("-l", "--limit", kind: .number(1...1_000_000), doc: "hits, at most", default: "10"),
      OptionSpec("--within", kind: .decimal, doc: "only hits at most this far"),
      OptionSpec(
        "--where", kind: .text(placeholder: "EXPRESSION"),
        doc: "filter rows before ranking: '.lang == \"en\"'"),
      OptionSpec("-d", "--dry-run", doc: "print a SQL statement that gives the same, and search nothing"),
      OptionSpec(
        "--format", kind: .choice(OptionSpec.formats + ["seed"]),
        doc: OptionSpec.format.doc + ", seed", default: "table"),
      OptionSpec(
        "--plain-hits",
        doc: "the same as --format seed: `distance --> key`, the text and a blank line for each hit"),
    ]
  ) { (options: ScannedOptions, name: String) throws(UsageError) in
    guard let text = options.words.first else {
      throw .missingArgument("a text to search for", command: name)
    }
    if options.words.count > 1 { throw .surplusArgument(options.words[1], command: name) }
    var call = VerbInvocation("search", table: options.text("--table"))
    call.filter = options.text("--where")
    call.add(.text(text))
    call.add("by", options.text("--output").map { .column($0) })
    call.add("limit", options.number("--limit").map { .int($0) })
    call.add("within", options.decimal("--within").map { .float($0) })
    call.add("model", options.text("--model").map { .text($0) })
    if options.has("--dry-run") { call.add("dry_run", .bool(true)) }
    let input = options.text("--input") ?? ""
    let isSeed = options.text("--format") == "seed"
    if isSeed || options.has("--plain-hits") {
      if options.has("--format"), !isSeed { throw .exclusive("--plain-hits", "--format") }
      call.layout = .hits(text: input, showsKey: options.has("--verbose"))
    } else {
      call.layout = .rows(with: input)
    }
    return call
  }

  /// Seed rows 1.11 and 1.12.
  static let model = VerbCommand(
    names: ["model", "models"], summary: "list the embedding models, or describe one",
    words: "list | desc NAME",
    options: []
  ) { (options: ScannedOptions, name: String) throws(UsageError) in
    var words = options.words[...]
    let what = words.popFirst() ?? "list"
    switch what {
    case "list":
      var call = VerbInvocation("models")
      call.store = .unused
      call.layout = options.has("--format") ? .value : .modelList
      if let word = words.first { throw .surplusArgument(word, command: "model list") }
      return call
    case "desc":
      guard let model = words.popFirst() else {
        throw .missingArgument("a model's name", command: "model desc")
      }
      if let word = words.first { throw .surplusArgument(word, command: "model desc") }
      var call = VerbInvocation("model")
      call.store = .unused
      call.add(.text(model))
      call.layout = options.has("--format") ? .value : .modelBox
      return call
    default:
      throw .unknownCommand(
        "model \(what)", nearest: didYouMean(what, in: ["list", "desc"]).map { "model \($0)" })
    }
  }
}
