/// SQLite has no sequences: their values are rows of a small table. A rolled-back transaction gives its number back.
extension SQLiteDialect {
  static let sequences = "vnb_sequences"

  /// To `execute`; does nothing when it exists.
  public func createSequence(_ name: String) -> String {
    "CREATE TABLE IF NOT EXISTS \(quote(Self.sequences)) (name TEXT NOT NULL PRIMARY KEY, value INTEGER NOT NULL)"
  }

  /// To `execute`: the first call makes the value 1.
  public func advanceSequence(_ name: String) -> String {
    "INSERT INTO \(quote(Self.sequences)) (name, value) VALUES (\(literal(name)), 1) "
      + "ON CONFLICT (name) DO UPDATE SET value = value + 1"
  }

  /// A query of one row and one int; no row before the first advance.
  public func sequenceValue(_ name: String) -> String {
    "SELECT value FROM \(quote(Self.sequences)) WHERE name = \(literal(name))"
  }
}
