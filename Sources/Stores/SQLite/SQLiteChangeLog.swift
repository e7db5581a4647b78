/// Triggers that note the key of every row whose vector is added, changed or removed, whoever does it: SQLite runs them for
/// all programs that write to the file. An index beside the table knows by them whether it still tells the truth.
public struct SQLiteChangeLog: Sendable {
  public let table: String
  public let column: String
  public let key: String
  private let quote: @Sendable (String) -> String

  public init(table: String, column: String, key: String) {
    self.table = table
    self.column = column
    self.key = key
    let dialect = SQLiteDialect()
    quote = { dialect.quote($0) }
  }

  /// Table of the keys, one row each.
  public var name: String { Self.name(of: table, column) }
  static let keyColumn = "row_key"

  static func name(of table: String, _ column: String) -> String {
    DerivedName.join("vnb_changes", table, column)
  }

  /// Names of the triggers, in the order of their making.
  public static func triggers(of table: String, _ column: String) -> [String] {
    ["insert", "delete", "update"].map { DerivedName.join("vnb_note", table, column, $0) }
  }

  /// Begins to note, with nothing noted so far. All or nothing when run in one transaction.
  public var begin: [String] { end + definitions }

  /// The table and the triggers. Keys are compared by their bytes: a column's own collation may take two for one.
  var definitions: [String] {
    let triggers = Self.triggers(of: table, column).map(quote)
    let (v, k, on) = (quote(column), quote(key), quote(table))
    let changed = "OLD.\(v) IS NOT NEW.\(v) COLLATE BINARY OR OLD.\(k) IS NOT NEW.\(k) COLLATE BINARY"
    return [
      "CREATE TABLE \(quote(name)) (\(Self.keyColumn) PRIMARY KEY NOT NULL) WITHOUT ROWID",
      "CREATE TRIGGER \(triggers[0]) AFTER INSERT ON \(on) WHEN NEW.\(v) IS NOT NULL BEGIN \(note("NEW")) END",
      "CREATE TRIGGER \(triggers[1]) AFTER DELETE ON \(on) WHEN OLD.\(v) IS NOT NULL BEGIN \(note("OLD")) END",
      "CREATE TRIGGER \(triggers[2]) AFTER UPDATE ON \(on) WHEN \(changed) BEGIN \(note("OLD")) \(note("NEW")) END",
    ]
  }

  /// Stops noting and forgets what was noted.
  public var end: [String] {
    Self.triggers(of: table, column).map { "DROP TRIGGER IF EXISTS \(quote($0))" }
      + ["DROP TABLE IF EXISTS \(quote(name))"]
  }

  /// Rows changed since ``begin``.
  public var count: String { "SELECT count(*) FROM \(quote(name))" }

  /// Not `OR IGNORE`: inside a trigger the conflict clause of the statement that fired it would hold instead.
  private func note(_ row: String) -> String {
    let key = "\(row).\(quote(self.key))"
    return """
      INSERT INTO \(quote(name)) SELECT \(key) WHERE \(key) IS NOT NULL \
      AND NOT EXISTS (SELECT 1 FROM \(quote(name)) WHERE \(Self.keyColumn) = \(key));
      """
  }
}
