import Language

/// Completions from signatures, live values and file names. Runs no verb and no user code; the columns of a table
/// are asked of its store.
public struct Completer {
  /// Names read of one folder at most.
  static let mostFiles = 10_000
  static let keywords = [
    "break", "continue", "else", "false", "fn", "for", "if", "in", "let", "null", "param", "return", "true",
    "try",
    "use", "while",
  ]

  public var signatures: [Signature]
  public var variables: [(name: String, value: Value)]
  /// What `_` stands for.
  public var last: Value?
  /// Relative paths start here.
  public var folder: String
  /// Asked only where the names of tables, models or modules may stand.
  public var places: Places

  /// Names that are no part of the language.
  public struct Places {
    public var tables: () -> [String]
    public var models: () -> [String]
    public var modules: () -> [String]
    public init(
      tables: @escaping () -> [String] = { [] }, models: @escaping () -> [String] = { [] },
      modules: @escaping () -> [String] = { [] }
    ) {
      self.tables = tables
      self.models = models
      self.modules = modules
    }
  }

  public init(
    signatures: [Signature], variables: [(name: String, value: Value)], last: Value? = nil,
    folder: String = ".", places: Places = Places()
  ) {
    self.signatures = signatures
    self.variables = variables
    self.last = last
    self.folder = folder
    self.places = places
  }

  /// What may stand at a cursor given in UTF-8 bytes, most likely first.
  public func complete(_ text: String, cursor: Int) -> [Completion] {
    let bytes = Array(text.utf8.prefix(max(0, cursor)))
    let context = CompletionContext(bytes)
    if context.isComment { return [] }
    if let open = context.openString { return inString(open, context, cursor: bytes.count) }
    let start = bytes.count - context.word.utf8.count
    if let base = context.base {
      let names = base.isEmpty ? columns(context) : fields(base)
      return matching(names.filter { CompletionContext.isName($0.text) }, context.word, start)
    }
    if context.stageHead == "use" { return matching(places.modules().map { ($0, "") }, context.word, start) }
    if let option = context.option, let parameter = parameter(option, of: context.stageHead) {
      if !parameter.choices.isEmpty {
        return matching(parameter.choices.map { ("\"\($0)\"", "") }, context.word, start)
      }
      if parameter.type == .bool { return matching([("true", ""), ("false", "")], context.word, start) }
    }
    let arguments = matching(arguments(context), context.word, start)
    // A verb that begins like an option is hardly meant there: `mod` is `model: `, not `models`.
    let isNamed = !context.word.isEmpty && !arguments.isEmpty
    let others = isNamed ? variableNames : names(context)
    return arguments + matching(others, context.word, start)
  }

  private var variableNames: [Name] { variables.map { ($0.name, $0.value.typeName) } }

  typealias Name = (text: String, note: String)

  /// The names that begin with the word, each once.
  func matching(_ names: [Name], _ word: String, _ start: Int, closing: String = "") -> [Completion] {
    var seen: Set<String> = []
    return names.filter { $0.text.hasPrefix(word) && seen.insert($0.text).inserted }.map {
      Completion(start: start, text: $0.text, note: $0.note, closing: $0.text.hasSuffix("/") ? "" : closing)
    }
  }

  /// Variables, verbs and keywords. Where nothing is typed yet, those that make no sense there are left out: they
  /// would bury the others.
  private func names(_ context: CompletionContext) -> [Name] {
    if context.word.isEmpty, signature(context.stageHead) != nil { return variableNames }
    let verbs = signatures.map { ($0.name, $0.summary) }.sorted { $0.0 < $1.0 }
    if context.isPiped && context.stageHead == nil {
      // A module is a record of functions.
      return variableNames.filter { ["fn", "record"].contains($0.note) } + verbs
    }
    return variableNames + verbs + Self.keywords.map { ($0, "") }
  }

  func signature(_ name: String?) -> Signature? {
    guard let name else { return nil }
    if case .function(let function) = value(name) { return function.signature }
    return signatures.first { $0.name == name }
  }

  func parameter(_ name: String, of verb: String?) -> Parameter? {
    signature(verb)?.parameters.first { $0.name == name }
  }

  private func value(_ name: String) -> Value? {
    name == "_" ? last : variables.last { $0.name == name }?.value
  }

  /// Columns of the table that the pipe begins with; of all tables when that is not known.
  func columns(_ context: CompletionContext) -> [Name] {
    if let head = context.pipeHead, let value = value(head) { return members(table(value) ?? value) }
    return variables.flatMap { variable in table(variable.value).map(members) ?? [] }
  }

  /// The value as the table that a pipe takes it for.
  private func table(_ value: Value) -> Value? {
    switch value {
    case .table: value
    case .handle(let handle): handle.asTable.map { .table($0) }
    default: nil
    }
  }

  private func fields(_ base: [String]) -> [Name] {
    guard var value = base.first.flatMap(value) else { return [] }
    for name in base.dropFirst() {
      guard let next = field(value, name) else { return [] }
      value = next
    }
    return members(value)
  }

  private func field(_ value: Value, _ name: String) -> Value? {
    switch value {
    case .record(let record): record[name]
    case .handle(let handle): handle.fields[name]
    default: nil
    }
  }

  private func members(_ value: Value) -> [Name] {
    switch value {
    case .record(let record): zip(record.names, record.values).map { ($0, $1.typeName) }
    case .handle(let handle): members(.record(handle.fields))
    case .table(let table): ((try? table.columns()) ?? []).map { ($0.name, $0.type) }
    case .list(let items): items.first.map { if case .record = $0 { members($0) } else { [] } } ?? []
    default: []
    }
  }
}
