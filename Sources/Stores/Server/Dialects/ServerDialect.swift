/// The SQL that PostgreSQL and CockroachDB have in common; each has a small file with what is its own.
///
/// Differences from SQLite that these files cover, so that results are equal: text is ordered by its bytes, null comes first
/// when ascending, `/` is a float and null by zero, sums are exact, bools are bools, and values have types. Texts are sent without
/// a type, so that the server takes them for whatever they stand beside; where it could not know, `::text` follows them.
public protocol ServerDialect: Dialect {
  init(_ facts: ServerFacts)
  var facts: ServerFacts { get }
  /// What makes a text compare by its bytes.
  var byBytes: String { get }
  /// Null without a canonical way.
  func norm(_ call: FunctionCall) -> SQLFragment?
  /// A sum over the numbers outside the window of ``exactSum(_:)``, in units of 2^-1074, or nil.
  func outOfWindowSum(_ number: String) -> String?
}

extension ServerDialect {
  public var isStrict: Bool { true }
  public var vectors: (any VectorDialect)? { ServerVectors(dialect: self) }
  public var lexis: SQLLexis { .postgres }

  public func quote(_ identifier: String) -> String {
    var quoted = "\""
    for scalar in identifier.unicodeScalars {
      if scalar == "\"" { quoted += "\"" }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
  }

  /// `schema.table` is a table in a schema, split at the first dot that has something on both sides; what follows may hold more dots.
  public func quoteTable(_ table: String) -> String {
    let (schema, name) = Self.split(table)
    return schema.map { "\(quote($0)).\(quote(name))" } ?? quote(name)
  }

  /// An index lies in the schema of its table and is named without it.
  public func quoteIndex(_ name: String) -> String { quote(Self.split(name).name) }

  /// The parts of `schema.table`.
  public static func split(_ table: String) -> (schema: String?, name: String) {
    guard let dot = table.firstIndex(of: "."), dot != table.startIndex else { return (nil, table) }
    let rest = table[table.index(after: dot)...]
    return rest.isEmpty ? (nil, table) : (String(table[..<dot]), String(rest))
  }

  public func placeholder(_ index: Int) -> String { "$\(index)" }

  public func placeholder(_ index: Int, for value: SQLValue) -> String {
    if case .vector = value { return "$\(index)::vector" }
    return "$\(index)"
  }

  public func typeName(_ type: ColumnType) -> String {
    switch type {
    case .int: return "BIGINT"
    case .float: return "DOUBLE PRECISION"
    case .text: return "TEXT"
    case .bool: return "BOOLEAN"
    case .blob: return "BYTEA"
    case .vector(let dimension): return dimension.map { "VECTOR(\($0))" } ?? "VECTOR"
    case .any: return "TEXT"
    }
  }

  public func definitionType(_ type: ColumnType) -> String {
    type == .text ? "TEXT" + byBytes : typeName(type)
  }

  public func compile(_ relation: Relation) throws -> (sql: String, parameters: [SQLValue]) {
    var compiler = RelationCompiler(dialect: self, store: relation.store)
    return try compiler.compile(relation)
  }

  /// A table without a key keeps no order, but for the temporary ones of ours.
  public func rowOrder(of table: TableDescription) -> String? {
    table.name.hasPrefix(SQLiteStore.temporaryPrefix) ? TemporaryOrder.column.name : nil
  }

  /// With the collation, where it is text and the engine needs to be told.
  func collated(_ sql: SQLFragment, _ type: ColumnType) -> SQLFragment {
    type == .text && !byBytes.isEmpty ? (sql.operand(.atom) + byBytes).with(.atom) : sql
  }
}
