import Language

/// A completion: `text` replaces what stands from `start`, a UTF-8 offset, to the cursor.
public struct SessionCompletion: Sendable {
  public let start: Int
  public let text: String
  public let note: String
}

extension Session {
  /// What may stand at the cursor: verbs and names, options of the verb around it, columns after a dot, paths in a string. From
  /// signatures and live names only; no query runs but the look-up of a table's columns.
  public func completions(_ text: String, cursor: Int) -> [SessionCompletion] {
    let bytes = Array(text.utf8.prefix(cursor))
    let head = CompletionContext(bytes)
    switch head.place {
    case .string(let start): return pathCompletions(String(decoding: bytes[start...], as: UTF8.self), start)
    case .field(let base, let start):
      let typed = String(decoding: bytes[start...], as: UTF8.self)
      return fieldNames(base, head).filter { $0.name.hasPrefix(typed) }
        .map { SessionCompletion(start: start, text: $0.name, note: $0.note) }
    case .name(let start):
      let typed = String(decoding: bytes[start...], as: UTF8.self)
      return names(head).filter { $0.name.hasPrefix(typed) }
        .map { SessionCompletion(start: start, text: $0.name, note: $0.note) }
    }
  }

  /// Every verb and user function, in the order of the catalog.
  public var signatures: [Signature] {
    let own = interpreter.variables().compactMap { name, value -> Signature? in
      if case .function(let function) = value { function.signature } else { nil }
    }
    return VerbCatalog.all.map(\.signature) + own
  }

  /// The source text of a function of the language; `text.top` for one of a module.
  public func source(of name: String) -> String? {
    var parts = name.split(separator: ".").map(String.init)[...]
    guard let first = parts.popFirst(), var value = interpreter.value(of: first) else { return nil }
    for part in parts {
      guard case .record(let record) = value, let next = record[part] else { return nil }
      value = next
    }
    guard case .function(let function) = value, let closure = function as? Closure else { return nil }
    return closure.syntax.span.text
  }

  private typealias Suggestion = (name: String, note: String)

  /// Options of the verb around the cursor first, then variables, then verbs.
  private func names(_ head: CompletionContext) -> [Suggestion] {
    var found: [Suggestion] = []
    if let verb = head.verb, let signature = signatures.first(where: { $0.name == verb }) {
      found += signature.parameters.dropFirst().filter { !$0.isRestOrNamed && !head.isGiven($0.name) }
        .map { ("\($0.name): ", $0.doc) }
    }
    found += interpreter.variables().map { ($0.name, $0.value.typeName) }
    found += VerbCatalog.all.map { ($0.signature.name, $0.signature.summary) }
    found += ["let", "fn", "for", "while", "if", "else", "use", "param", "return", "true", "false", "null"].map { ($0, "") }
    return found
  }

  /// `km.` gives the fields of a value; a dot after a space the columns of the table at the head of the pipe.
  private func fieldNames(_ base: String?, _ head: CompletionContext) -> [Suggestion] {
    let name = base ?? head.pipeHead
    guard let name, let value = interpreter.value(of: name) else { return [] }
    switch value {
    case .record(let record): return zip(record.names, record.values).map { ($0, $1.typeName) }
    case .handle(let handle):
      if base == nil, let table = handle.asTable { return columns(table) }
      return zip(handle.fields.names, handle.fields.values).map { ($0, $1.typeName) }
    case .table(let table): return base == nil ? columns(table) : []
    default: return []
    }
  }

  private func columns(_ table: any TableValue) -> [Suggestion] {
    ((try? table.columns()) ?? []).map { ($0.name, $0.type) }
  }
}

extension Parameter {
  fileprivate var isRestOrNamed: Bool {
    switch kind {
    case .rest, .named: true
    default: false
    }
  }
}
