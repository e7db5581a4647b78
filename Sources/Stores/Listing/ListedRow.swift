/// A made-up row: what stands in a column follows from its name.
struct ListedRow: ResultRow {
  private let names: [String]
  private let row: Int
  private let isCountOfNulls: Bool
  private let hasIntKey: Bool
  static let dimension = 384

  /// The engine's first kind of vector index.
  private let kind: String

  init(_ sql: String, row: Int, kind: String = "") {
    self.kind = kind
    names = ListedRow.names(sql)
    self.row = row
    hasIntKey = sql.contains("\"book\"")
    isCountOfNulls = sql.contains(" IS NULL") || sql.contains("NOT DISTINCT FROM NULL")
  }

  /// How many rows a query has: a count one; the page after a key none, so that scans end.
  static func count(_ sql: String) -> Int {
    let upper = sql.uppercased()
    if names(sql).count == 1,
      upper.contains("COUNT(") || upper.contains("NEXTVAL") || upper.contains("CURRVAL")
    {
      return 1
    }
    return upper.contains(" > $1") || upper.contains(" > ?1") ? 0 : 3
  }

  /// Names of the columns of the outermost SELECT, or of RETURNING.
  static func names(_ sql: String) -> [String] {
    var names: [String] = []
    for item in items(sql) {
      let quoted = item.split(separator: "\"", omittingEmptySubsequences: false)
      if item.hasSuffix("\""), quoted.count > 2 {
        names.append(String(quoted[quoted.count - 2]))
      } else {
        names.append(item.split { $0 == " " || $0 == "." }.last.map(String.init) ?? item)
      }
    }
    return names
  }

  /// The pieces between the last SELECT that stands in no brackets and its FROM.
  private static func items(_ sql: String) -> [String] {
    var scanner = SQLScanner(sql)
    var depth = 0
    var parts: [String] = []
    var start: Int?
    var isOpen = false
    while let (_, range) = try? scanner.next() {
      let word = scanner.text(range).uppercased()
      if word == "(" || word == "[" { depth += 1 }
      if word == ")" || word == "]" { depth -= 1 }
      guard depth == 0 else { continue }
      if word == "SELECT" || word == "RETURNING" {
        (parts, start, isOpen) = ([], range.upperBound, true)
      } else if isOpen, let from = start, [",", "FROM"].contains(word) {
        parts.append(scanner.text(from..<range.lowerBound))
        start = range.upperBound
        isOpen = word == ","
      }
    }
    if isOpen, let from = start { parts.append(scanner.text(from..<sql.utf8.count)) }
    return parts.map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
  }

  static func type(_ name: String) -> ColumnType {
    switch name {
    case "passage_vector", "v", "centroid", "c": .vector(dimension: dimension)
    case "pid", "k", "key", "passage", "title", "note", "select", "table_name", "column_name", "model",
      "digest", "metric",
      "kind", "options", "name", "job", "state", "owner", "lo", "hi":
      .text
    case "distance", "d", "price", "near", "second", "norm", "recall": .float
    default: .int
    }
  }

  var columnCount: Int { names.count }
  func columnName(_ index: Int) -> String { names.indices.contains(index) ? names[index] : "" }
  /// Nobody had the chunk of a shared job before.
  func isNull(_ index: Int) -> Bool { columnName(index) == "taken_from" }
  func int(_ index: Int) -> Int64 {
    switch columnName(index) {
    case "id", "cluster_id": Int64(row)
    case "version", "cluster_version", "dimension":
      columnName(index) == "dimension" ? Int64(Self.dimension) : 1
    case "k": 3
    default: isCountOfNulls ? 0 : 300
    }
  }
  func float(_ index: Int) -> Double { Double(row + 1) }
  func text(_ index: Int) -> String {
    switch columnName(index) {
    // Bounds of a shared job's chunk, with the mark of a text before them.
    case "low": "tk1"
    case "high": "tk9"
    // Of the vectors that models here make.
    case "metric": "cosine"
    case "kind": kind
    case "table_name": "passage"
    case "column_name": "passage_vector"
    default: "k\(row + 1)"
    }
  }
  func withUTF8<T>(_ index: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> T) rethrows -> T {
    var text = text(index)
    return try text.withUTF8(body)
  }
  private var elements: [Float] { (0..<Self.dimension).map { Float(($0 * 7 + row * 13) % 11) - 5 } }
  func withVector<T>(_ index: Int, _ body: (UnsafeBufferPointer<Float>) throws -> T) throws -> T {
    try elements.withUnsafeBufferPointer(body)
  }
  func value(_ index: Int) -> SQLValue {
    if columnName(index) == "k", hasIntKey { return .int(Int64(row + 1)) }
    return switch ListedRow.type(columnName(index)) {
    case .vector: .vector(elements)
    case .text: .text(text(index))
    case .float: .float(float(index))
    default: .int(int(index))
    }
  }
}
