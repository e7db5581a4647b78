/// The table of ``SessionMark``.
enum MarkTable {
  static let name = "vnb_marks"

  /// `$1` session, `$2` batch. Changes no row when the batch, or a later one, is there.
  static func write(_ table: String) -> String {
    "INSERT INTO \(table) (session, batch) VALUES ($1, $2) ON CONFLICT (session) DO UPDATE "
      + "SET batch = excluded.batch, at = now() WHERE vnb_marks.batch < excluded.batch"
  }

  static func remove(_ table: String) -> String { "DELETE FROM \(table) WHERE session = $1" }
}

extension ServerDialect {
  var createMarks: String {
    "CREATE TABLE IF NOT EXISTS \(quote(MarkTable.name)) (session TEXT PRIMARY KEY, batch BIGINT NOT NULL, "
      + "at TIMESTAMPTZ NOT NULL DEFAULT now())"
  }

  func removeOldMarks(_ table: String) -> String {
    "DELETE FROM \(table) WHERE at < now() - INTERVAL '7 days'"
  }
}
