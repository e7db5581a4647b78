/// Declared types of SQLite columns, by SQLite's own affinity rules (sqlite.org/datatype3.html 3.1) after our own names.
enum SQLiteTypes {
  static func columnType(_ declared: String) -> ColumnType {
    let type = declared.uppercased()
    if let dimension = vectorDimension(type) { return .vector(dimension: dimension) }
    if type == "VECTOR" { return .vector(dimension: nil) }
    if type.hasPrefix("BOOL") { return .bool }
    if contains(type, "INT") { return .int }
    if contains(type, "CHAR") || contains(type, "CLOB") || contains(type, "TEXT") || contains(type, "STRING")
    {
      return .text
    }
    if contains(type, "BLOB") { return .blob }
    if contains(type, "REAL") || contains(type, "FLOA") || contains(type, "DOUB") { return .float }
    return .any
  }

  /// No value can be longer: SQLite keeps at most a billion bytes in one.
  private static let largestDimension = 250_000_000

  /// `VECTOR(384)` gives 384; nil for what is no dimension.
  static func vectorDimension(_ type: String) -> Int? {
    guard type.hasPrefix("VECTOR"), type.hasSuffix(")"), let open = type.firstIndex(of: "(") else {
      return nil
    }
    let inside = type[type.index(after: open)...].dropLast().filter { $0 != " " }
    guard let dimension = Int(inside), dimension > 0, dimension <= largestDimension else { return nil }
    return dimension
  }

  private static func contains(_ text: String, _ part: String) -> Bool {
    let (text, part) = (Array(text.utf8), Array(part.utf8))
    guard text.count >= part.count else { return false }
    return (0...(text.count - part.count)).contains { text[$0..<($0 + part.count)].elementsEqual(part) }
  }
}
