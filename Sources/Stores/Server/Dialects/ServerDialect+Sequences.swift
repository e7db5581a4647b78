/// Sequences of the server. Their numbers have gaps where a transaction was rolled back.
extension ServerDialect {
  public func createSequence(_ name: String) -> String { "CREATE SEQUENCE IF NOT EXISTS \(quoteTable(name))" }

  public func advanceSequence(_ name: String) -> String { "SELECT nextval(\(literal(quoteTable(name))))" }

  /// What this session's advance gave, whatever others do meanwhile.
  public func sequenceValue(_ name: String) -> String { "SELECT currval(\(literal(quoteTable(name))))" }
}
