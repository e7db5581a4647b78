import Language

extension VerbInvocation.Layout {
  typealias Writer = (String) throws -> Void

  /// Writes a verb's value as the seeds' programs did; nil for the language's own way.
  var present: ((Value, Writer) throws -> Bool)? {
    switch self {
    case .value: nil
    case .hits(let text): { try Self.hits($0, text, $1) }
    case .modelList: { try Self.modelList($0, $1) }
    case .modelBox: { try Self.modelBox($0, $1) }
    }
  }

  /// `<distance> --> <key>`, the text, an empty line. The key is the first other column.
  private static func hits(_ value: Value, _ text: String, _ write: Writer) throws -> Bool {
    guard case .table(let table) = value else { return false }
    let names = try table.columns().map(\.name)
    guard let distance = names.firstIndex(of: "distance"), let passage = names.firstIndex(of: text) else {
      return false
    }
    let key = names.indices.first { $0 != distance && $0 != passage } ?? passage
    try table.forEachRow(limit: nil) { row in
      guard row.count == names.count else { return true }
      try write("\(plain(row[distance])) --> \(plain(row[key]))\n\(plain(row[passage]))\n\n")
      return true
    }
    return true
  }

  /// `name<TAB>label` lines.
  private static func modelList(_ value: Value, _ write: Writer) throws -> Bool {
    guard case .table(let table) = value else { return false }
    let names = try table.columns().map(\.name)
    guard let name = names.firstIndex(of: "name"), let label = names.firstIndex(of: "label") else {
      return false
    }
    try table.forEachRow(limit: nil) { row in
      guard row.count == names.count else { return true }
      try write("\(plain(row[name]))\t\(plain(row[label]))\n")
      return true
    }
    return true
  }

  /// The label in a box of dashes, the description, an empty line.
  private static func modelBox(_ value: Value, _ write: Writer) throws -> Bool {
    guard case .handle(let handle) = value, let label = handle.fields["label"],
      let description = handle.fields["description"]
    else { return false }
    let text = plain(label)
    let rule = String(repeating: "-", count: text.count + 4)
    try write("\(rule)\n| \(text) |\n\(rule)\n\(plain(description))\n\n")
    return true
  }

  private static func plain(_ value: Value) -> String {
    switch value {
    case .null: ""
    case .bool(let truth): "\(truth)"
    case .int(let number): "\(number)"
    case .float(let number): "\(number)"
    case .string(let text): text
    default: "\(value)"
    }
  }
}
