/// The SQL of SQLite 3.40 and later.
public struct SQLiteDialect: Dialect {
  public init() {}
  public var engine: String { "sqlite" }

  public func quote(_ identifier: String) -> String {
    var quoted = "\""
    for scalar in identifier.unicodeScalars {
      if scalar == "\"" { quoted += "\"" }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
  }

  public func placeholder(_ index: Int) -> String { "?\(index)" }

  public func typeName(_ type: ColumnType) -> String {
    switch type {
    case .int: return "INTEGER"
    case .float: return "REAL"
    case .text: return "TEXT"
    case .bool: return "BOOLEAN"
    case .blob: return "BLOB"
    case .vector(let dimension): return dimension.map { "VECTOR(\($0))" } ?? "VECTOR"
    case .any: return ""
    }
  }

  public func compile(_ relation: Relation) throws -> (sql: String, parameters: [SQLValue]) {
    throw StoreError.unsupported("relations")
  }
}
