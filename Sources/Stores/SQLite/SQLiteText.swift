/// Statements of SQLite about its files, sessions and transactions.
enum SQLiteText {
  static let tableNames = """
    SELECT DISTINCT name FROM pragma_table_list
    WHERE schema IN ('main', 'temp') AND type IN ('table', 'view', 'virtual')
      AND substr(name, 1, 7) <> 'sqlite_' ORDER BY name
    """
  /// True for a view; no row when there is no such table.
  static let isView =
    "SELECT type = 'view' FROM pragma_table_list WHERE name = ?1 AND schema IN ('main', 'temp')"
  static let columns =
    "SELECT name, type, \"notnull\", pk FROM pragma_table_xinfo(?1) WHERE hidden <> 1 ORDER BY cid"
  static let tableOfIndex = "SELECT tbl_name FROM sqlite_schema WHERE type = 'index' AND name = ?1"
  /// Definitions of the triggers of a table ?1, and of the table ?2.
  static let triggers =
    "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?1 OR type = 'table' AND name = ?2"
  static let definitions = "SELECT sql FROM sqlite_schema WHERE type = 'table' AND sql IS NOT NULL"
  static let catalog = [tableNames, isView, columns]

  static let begin = "BEGIN"
  static let beginWriting = "BEGIN IMMEDIATE"
  static let commit = "COMMIT"
  static let rollback = "ROLLBACK"
  static func savepoint(_ name: String) -> String { "SAVEPOINT \(name)" }
  static func release(_ name: String) -> String { "RELEASE \(name)" }
  static func undo(_ name: String) -> String { "ROLLBACK TO \(name)" }
  /// Around the making of a temporary table.
  static let rows = "vnb_rows"
  static func nested(_ depth: Int) -> String { "vnb_\(depth)" }

  static let journal = "PRAGMA journal_mode"
  static let pageSize = "PRAGMA page_size"
  static let check = "PRAGMA quick_check(1)"
  /// Of a doctor, on a temporary table of ours.
  static func trial(_ table: String) -> String { "SELECT id, v FROM \(table)" }
  static let countSchema = "SELECT count(*) FROM sqlite_schema"
  static func pragma(_ setting: String) -> String { "PRAGMA \(setting)" }
  /// Settings of connections and of new files.
  static func settings(pageSize: Int) -> [String] {
    [
      "page_size = \(pageSize)", "journal_mode = WAL", "synchronous = OFF", "cache_size = -65536",
      "secure_delete = OFF",
      "synchronous = NORMAL", "journal_mode = DELETE",
    ]
  }
}
