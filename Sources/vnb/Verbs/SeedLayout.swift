import Basics
import Language

extension VerbInvocation.Layout {
  typealias Writer = (String) throws -> Void

  /// Writes a verb's value as the seeds' programs did; nil for the language's own way.
  var present: ((Value, Writer) throws -> Bool)? {
    switch self {
    case .value: nil
    case .hits(let text, let showsKey): { try Self.hits($0, text, showsKey, $1) }
    case .rows(let column):
      { value, _ in
        if case .table(let table) = value { _ = try Self.place(of: column, in: try table.columns()) }
        return false
      }
    case .neighbors: { try Self.neighbors($0, $1) }
    case .modelList: { try Self.modelList($0, $1) }
    case .modelBox: { try Self.modelBox($0, $1) }
    }
  }

  /// `<distance> --> <key>`, the text, an empty line. A search gives the distance first, then the key.
  private static func hits(_ value: Value, _ text: String, _ showsKey: Bool, _ write: Writer) throws -> Bool {
    guard case .table(let table) = value else { return false }
    let columns = try table.columns()
    let passage = try place(of: text, in: columns)
    guard columns.count > 1 else { return false }
    if showsKey {
      let types = ["int": "integer", "string": "text"]
      let key = columns[1]
      try write("[INFO] PK: \(key.name) (\(types[key.type] ?? key.type))\n\n")
    }
    try table.forEachRow(limit: nil) { row in
      guard row.count == columns.count else { return true }
      try write("\(plain(row[0])) --> \(plain(row[1]))\n\(plain(row[passage]))\n\n")
      return true
    }
    return true
  }

  /// Where the column of the text is.
  private static func place(of name: String, in columns: [TableColumn]) throws -> Int {
    if let place = columns.firstIndex(where: { $0.name == name }) { return place }
    throw RunError.noColumnToShow(name, known: columns.dropFirst().map(\.name)).diagnostic
  }

  /// The answers of `index_query`.
  private static func neighbors(_ value: Value, _ write: Writer) throws -> Bool {
    guard case .table(let table) = value,
      try table.columns().map(\.name) == ["query", "rank", "id", "distance"]
    else { return false }
    var queries = 0
    try table.forEachRow(limit: nil) { row in
      if case .int(let query) = row[0], query != 0 { queries = 2 }
      return queries == 0
    }
    try table.forEachRow(limit: nil) { row in
      guard row.count == 4, case .int(let rank) = row[1], case .float(let distance) = row[3] else {
        return true
      }
      if queries > 1, rank == 1 { try write("Query \(plain(row[0])):\n") }
      let place = String(rank)
      let room = String(repeating: " ", count: max(0, 3 - place.count))
      try write("\(room)\(place). ID: \(plain(row[2])) Distance: \(formatFixed(distance, digits: 6))\n")
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
    try write("\(rule)\n| \(text) |\n\(rule)\n\(plain(description))\n")
    let facts = ["dimension", "metric", "digest"].compactMap { name in
      handle.fields[name].map { "\(name) \(plain($0))" }
    }
    try write(facts.joined(separator: ", ") + "\n\n")
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
