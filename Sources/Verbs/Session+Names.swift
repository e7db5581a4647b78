import Language

extension Session {
  /// Every verb, in the order of the catalog, and every function of the session.
  public var signatures: [Signature] {
    let own = interpreter.variables().compactMap { _, value -> Signature? in
      if case .function(let function) = value { function.signature } else { nil }
    }
    return VerbCatalog.all.map(\.signature) + own
  }

  /// Tables and views of the store in use; none before one was needed.
  public var tableNames: [String] {
    guard storeName != nil, let store = try? store else { return [] }
    return ((try? store.tables(includeInternal: false)) ?? []).map(\.name)
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
}
