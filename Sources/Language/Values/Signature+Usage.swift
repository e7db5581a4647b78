extension Signature {
  /// The call in one line: `kmeans t: table, by: column, k: int, seed: int = 42 -> clustering`.
  public var usage: String {
    let words = parameters.map(\.usage).joined(separator: ", ")
    return name + (words.isEmpty ? "" : " " + words) + (returns == .any ? "" : " -> " + returns.text)
  }
}

extension Parameter {
  /// `k: int`, `limit: int = 10`, `...values`, `name: row …`.
  public var usage: String {
    let typed = type == .any ? name : "\(name): \(type.text)"
    switch kind {
    case .required: return typed
    case .option(let text, _): return "\(typed) = \(text)"
    case .rest: return "..." + typed
    case .named: return "NAME: \(type.text) …"
    }
  }
}
