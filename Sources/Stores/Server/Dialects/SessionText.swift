/// Statements about a session and its transactions, the same on PostgreSQL and CockroachDB but where said.
enum SessionText {
  /// What makes values print the same everywhere.
  static let setUp = """
    SET client_min_messages = notice; SET DateStyle = 'ISO'; SET IntervalStyle = 'postgres'; SET TimeZone = 'UTC';
    SET standard_conforming_strings = on; SET bytea_output = 'hex'; SET extra_float_digits = 1
    """
  static let findVectorType = """
    SELECT oid::int8 FROM pg_catalog.pg_type WHERE typname = 'vector' AND typtype = 'b'
    ORDER BY pg_catalog.pg_type_is_visible(oid) DESC, oid LIMIT 1
    """
  static let vectorVersion = "SELECT extversion FROM pg_catalog.pg_extension WHERE extname = 'vector'"
  static let makeVectors = "CREATE EXTENSION IF NOT EXISTS vector"

  static let begin = "BEGIN"
  static let commit = "COMMIT"
  static let rollback = "ROLLBACK"
  static func savepoint(_ name: String) -> String { "SAVEPOINT \(name)" }
  static func release(_ name: String) -> String { "RELEASE \(name)" }
  static func rollback(to name: String) -> String { "ROLLBACK TO \(name)" }
  /// Two statements: undone, and gone.
  static func undo(_ name: String) -> String { "ROLLBACK TO \(name); RELEASE \(name)" }
  /// Savepoints around one statement of the user's, a batch of rows, and the making of the extension.
  static let statement = "vnb_statement"
  static let rows = "vnb_rows"
  static let types = "vnb_types"
  static let vector = "vnb_vector"
  static func nested(_ depth: Int) -> String { "vnb_\(depth)" }

  static let beginSnapshot = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
  /// CockroachDB: the moment to read at, which stands in the text, as no parameter may.
  static let moment = "SELECT cluster_logical_timestamp()::text"
  static func begin(asOf moment: String) -> String { "BEGIN AS OF SYSTEM TIME '\(moment)'" }

  /// CockroachDB.
  static let allowTemporary = "SET experimental_enable_temp_tables = 'on'"

  static func deallocate(_ name: String) -> String { "DEALLOCATE \(name)" }
}

extension Dialect {
  /// A table that only this connection sees; `name` is one of ours.
  func createTemporary(_ name: String, _ columns: [ColumnDescription]) -> String {
    let isServer = self is any ServerDialect
    let parts = columns.map { "\(quote($0.name)) \(isServer ? definitionType($0.type) : typeName($0.type))" }
    return "CREATE TEMP TABLE \(name) (\(parts.joined(separator: ", ")))"
  }
}
