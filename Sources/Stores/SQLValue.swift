/// A value going into or coming out of a store.
public enum SQLValue: Sendable, Equatable {
  case null
  case bool(Bool)
  case int(Int64)
  case float(Double)
  case text(String)
  case blob([UInt8])
  /// float32 elements; SQLite keeps them as a little-endian blob in a column declared `VECTOR(n)`.
  case vector([Float])
}

/// What a column holds, engine apart. `vector` knows its dimension when declared.
public enum ColumnType: Sendable, Equatable {
  case int, float, text, bool, blob
  case vector(dimension: Int?)
  case any
}

/// A column of a table or result.
public struct ColumnDescription: Sendable, Equatable {
  public let name: String
  public let type: ColumnType
  public let isNullable: Bool
  /// The engine's own name of a type that is `any` here, from its catalog: `uuid`, `numeric(10,2)`.
  public let declaredType: String?
  public init(name: String, type: ColumnType, isNullable: Bool = true, declaredType: String? = nil) {
    self.name = name
    self.type = type
    self.isNullable = isNullable
    self.declaredType = declaredType
  }

  /// Types of servers without an order, so that ORDER BY is an error.
  private static let unordered: Set<String> = [
    "json", "xml", "point", "line", "lseg", "box", "path", "polygon", "circle", "xid", "cid", "aclitem",
  ]
  /// Those of type `any` that servers have a `min` for, whatever their version: none for uuid and jsonb, say.
  private static let extremes = ["numeric", "date", "time", "interval", "money", "inet", "cidr", "pg_lsn"]

  /// Can stand in ORDER BY.
  var isOrdered: Bool {
    guard type == .any, let declaredType else { return type.isOrdered }
    let element = declaredType.hasSuffix("[]") ? String(declaredType.dropLast(2)) : declaredType
    return !Self.unordered.contains(element)
  }

  /// Has a least and a greatest value that the store can tell.
  var hasExtremes: Bool {
    guard type == .any, let declaredType else { return type.isOrdered }
    return !declaredType.hasSuffix("[]") && Self.extremes.contains { declaredType.hasPrefix($0) }
  }
}

/// A table or view of a store.
public struct TableDescription: Sendable {
  public let name: String
  public let columns: [ColumnDescription]
  /// Names of the primary key columns in order; empty when there is none.
  public let key: [String]
  public let isView: Bool
  public init(name: String, columns: [ColumnDescription], key: [String], isView: Bool) {
    self.name = name
    self.columns = columns
    self.key = key
    self.isView = isView
  }
  /// The column of exactly this name.
  public func column(_ name: String) -> ColumnDescription? { columns.first { $0.name == name } }
}
