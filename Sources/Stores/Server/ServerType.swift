/// What a column of a server's result holds, as far as vnb reads it. The numbers are fixed in PostgreSQL's catalogue
/// (`pg_type.dat`) and the same in CockroachDB; only `vector` has its own in each database.
enum ServerType: UInt32, Sendable, CaseIterable {
  case bool = 16
  case bytea = 17
  case char = 18
  case name = 19
  case int8 = 20
  case int2 = 21
  case int4 = 23
  case text = 25
  case oid = 26
  case json = 114
  case float4 = 700
  case float8 = 701
  case unknown = 705
  case bpchar = 1042
  case varchar = 1043
  case date = 1082
  case time = 1083
  case timestamp = 1114
  case timestamptz = 1184
  case interval = 1186
  case numeric = 1700
  case uuid = 2950
  case jsonb = 3802
  case xid8 = 5069
  /// pgvector's and CockroachDB's; its number here stands for the one looked up.
  case vector = 90006
  /// Any other: read as the text that the server makes of it.
  case other = 0

  /// CockroachDB's number of the vector type.
  static let cockroachVector: UInt32 = 90006

  init(oid: UInt32, vectorOID: UInt32?) {
    if let vectorOID, oid == vectorOID {
      self = .vector
    } else {
      self = oid == ServerType.cockroachVector ? .other : ServerType(rawValue: oid) ?? .other
    }
  }

  /// vnb's type. `modifier` is the column's, -1 when it has none: a vector's dimension, a number's precision and scale.
  func columnType(modifier: Int32) -> ColumnType {
    switch self {
    case .bool: .bool
    case .int2, .int4, .int8, .oid, .xid8: .int
    case .float4, .float8: .float
    case .numeric: ServerType.numericType(modifier)
    case .bytea: .blob
    case .vector: .vector(dimension: modifier > 0 ? Int(modifier) : nil)
    case .name, .text, .unknown, .bpchar, .varchar: .text
    // Read as text; compared and ordered by rules of their own, and none of them takes a collation.
    default: .any
    }
  }

  /// `numeric(p)` holds whole numbers; one without precision holds both, such as a sum of ints.
  private static func numericType(_ modifier: Int32) -> ColumnType {
    guard modifier >= 4 else { return .any }
    return (modifier - 4) & 0x7FF == 0 ? .int : .float
  }

  /// Its binary form is its text, byte for byte.
  var isPlainText: Bool {
    switch self {
    case .char, .name, .text, .json, .unknown, .bpchar, .varchar, .other: true
    default: false
    }
  }
}

/// A column of a result.
struct ServerColumn: Sendable, Equatable {
  let name: String
  let oid: UInt32
  let modifier: Int32
  let type: ServerType

  var columnType: ColumnType { type.columnType(modifier: modifier) }
}
