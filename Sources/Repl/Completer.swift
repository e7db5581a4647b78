import Glibc
import Language

/// Completions from signatures, live values and file names. Runs no verb and no user code; the columns of a table
/// are asked of its store.
public struct Completer {
  /// Files named at most.
  static let mostFiles = 200
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

  public init(
    signatures: [Signature], variables: [(name: String, value: Value)], last: Value? = nil,
    folder: String = "."
  ) {
    self.signatures = signatures
    self.variables = variables
    self.last = last
    self.folder = folder
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
      return matching(names, context.word, start)
    }
    if let option = context.option, let parameter = parameter(option, of: context.stageHead) {
      if !parameter.choices.isEmpty {
        return matching(parameter.choices.map { ("\"\($0)\"", "") }, context.word, start)
      }
      if parameter.type == .bool { return matching([("true", ""), ("false", "")], context.word, start) }
    }
    return matching(options(context) + names(), context.word, start)
  }

  private typealias Name = (text: String, note: String)

  private func matching(_ names: [Name], _ word: String, _ start: Int) -> [Completion] {
    var seen: Set<String> = []
    return names.filter { $0.text.hasPrefix(word) && seen.insert($0.text).inserted }.map {
      Completion(start: start, text: $0.text, note: $0.note)
    }
  }

  /// Variables, verbs and keywords.
  private func names() -> [Name] {
    variables.map { ($0.name, $0.value.typeName) }
      + signatures.map { ($0.name, $0.summary) }.sorted { $0.0 < $1.0 }
      + Self.keywords.map { ($0, "") }
  }

  /// Options of the stage's verb that are not there yet, as `name: `.
  private func options(_ context: CompletionContext) -> [Name] {
    guard context.option == nil, let signature = signature(context.stageHead) else { return [] }
    return signature.parameters.compactMap { parameter in
      switch parameter.kind {
      case .option: break
      case .required, .rest, .named: return nil
      }
      return context.stage.contains(parameter.name + ":") ? nil : (parameter.name + ": ", parameter.doc)
    }
  }

  private func signature(_ name: String?) -> Signature? {
    guard let name else { return nil }
    if case .function(let function) = value(name) { return function.signature }
    return signatures.first { $0.name == name }
  }

  private func parameter(_ name: String, of verb: String?) -> Parameter? {
    signature(verb)?.parameters.first { $0.name == name }
  }

  private func value(_ name: String) -> Value? {
    name == "_" ? last : variables.last { $0.name == name }?.value
  }

  /// Columns of the table that the pipe begins with; of all tables when that is not known.
  private func columns(_ context: CompletionContext) -> [Name] {
    if let head = context.pipeHead, let value = value(head) { return members(value) }
    return variables.flatMap { variable -> [Name] in
      if case .table = variable.value { members(variable.value) } else { [] }
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

  /// Words that an option allows, else file names.
  private func inString(_ open: String, _ context: CompletionContext, cursor: Int) -> [Completion] {
    if let option = context.option, let parameter = parameter(option, of: context.stageHead),
      !parameter.choices.isEmpty
    {
      return matching(parameter.choices.map { ($0 + "\"", "") }, open, cursor - open.utf8.count)
    }
    let name = open.split(separator: "/", omittingEmptySubsequences: false).last.map(String.init) ?? ""
    let parent = String(open.dropLast(name.count))
    let place = parent.hasPrefix("/") ? parent : folder + "/" + parent
    let files = Self.files(in: place, startingWith: name)
    return matching(files.map { ($0, "") }, name, cursor - name.utf8.count)
  }

  /// Names in a folder in order, folders with a `/`; hidden ones only when asked for.
  private static func files(in folder: String, startingWith prefix: String) -> [String] {
    guard let handle = opendir(folder) else { return [] }
    defer { closedir(handle) }
    var names: [String] = []
    while names.count < mostFiles, let entry = readdir(handle) {
      var item = entry.pointee
      let name = withUnsafeBytes(of: &item.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      guard name != ".", name != "..", name.hasPrefix(prefix) else { continue }
      if name.hasPrefix(".") && prefix.isEmpty { continue }
      var info = stat()
      let isFolder = stat(folder + "/" + name, &info) == 0 && info.st_mode & S_IFMT == S_IFDIR
      names.append(isFolder ? name + "/" : name)
    }
    return names.sorted()
  }
}
