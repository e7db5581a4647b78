import Language

/// What a write verb returns: counts that read as a record, and the table it wrote, so that a pipe can go on.
/// Times and rates are not in it: they would differ from run to run. They are told on stderr.
final class Report: HandleValue {
  let kind: String
  let fields: Record
  let shown: Value
  let asTable: (any TableValue)?

  /// `shown` is what showing the report prints; its fields when nil.
  init(kind: String, fields: Record, shown: Value? = nil, table: (any TableValue)? = nil) {
    self.kind = kind
    self.fields = fields
    self.shown = shown ?? .record(fields)
    self.asTable = table
  }
}

extension Session {
  /// Prints the statements of a dry run, one each, ended by `;`.
  func printPlan(_ statements: [String]) throws {
    for statement in statements { try output.print(statement + ";") }
  }

  /// `12,345 rows in 1.2 s (10,288 rows/s)` on stderr.
  func narrate(_ text: String) { output.warn(text) }
}
