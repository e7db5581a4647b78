/// What can be told of a statement by its words, on the safe side: what is not sure to read only counts as a change.
struct StatementKind: Sendable {
  let text: String
  let firstWord: String
  /// It changes nothing, however often it runs.
  let onlyReads: Bool
  let controlsTransactions: Bool
  let changesSchema: Bool
  /// SET for the session, not for the transaction.
  let setsSession: Bool
  let mentionsVectors: Bool

  /// Statements whose count of rows is one of changed rows.
  var countsRows: Bool { ["INSERT", "UPDATE", "DELETE", "MERGE", "COPY"].contains(firstWord) || hasChange }
  private let hasChange: Bool

  private static let reads: Set<String> = ["SELECT", "VALUES", "TABLE", "WITH", "SHOW", "EXPLAIN"]
  private static let control: Set<String> = [
    "BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE", "PREPARE",
  ]
  private static let changes: Set<String> = ["INSERT", "UPDATE", "DELETE", "MERGE"]
  /// Words after which even a SELECT does something.
  private static let effects: Set<String> = [
    "INTO", "NEXTVAL", "SETVAL", "SET_CONFIG", "PG_NOTIFY", "PG_TERMINATE_BACKEND", "PG_CANCEL_BACKEND",
    "PG_ADVISORY_LOCK", "PG_ADVISORY_UNLOCK", "PG_ADVISORY_XACT_LOCK", "PG_TRY_ADVISORY_LOCK", "DBLINK_EXEC",
    "LO_IMPORT", "LO_UNLINK", "UNIQUE_ROWID",
  ]

  /// One of ours about a transaction.
  init(control word: String, onlyReads: Bool) {
    (text, firstWord, self.onlyReads, controlsTransactions) = (word, word, onlyReads, true)
    (changesSchema, setsSession, mentionsVectors, hasChange) = (false, false, false, false)
  }

  /// For what only looks at a statement and does not run it.
  static func describing(_ sql: String) -> StatementKind { StatementKind(sql, isDescribed: true) }

  init(_ sql: String, isDescribed: Bool = false) {
    text = sql
    var scanner = SQLScanner(sql, lexis: .postgres)
    var words: [String] = []
    var (hasChange, hasEffect, mentions) = (false, false, false)
    while let (token, place) = try? scanner.next() {
      guard token == .word || token == .quoted else { continue }
      let word = scanner.text(place).uppercased()
      if word.contains("VECTOR") { mentions = true }
      guard token == .word else { continue }
      if words.count < 2 { words.append(word) }
      if Self.changes.contains(word) { hasChange = true }
      if Self.effects.contains(word) { hasEffect = true }
    }
    let first = words.first ?? ""
    firstWord = first
    self.hasChange = first == "WITH" && hasChange
    onlyReads = isDescribed || Self.reads.contains(first) && !hasChange && !hasEffect
    controlsTransactions = Self.control.contains(first)
    changesSchema = ["CREATE", "ALTER", "DROP"].contains(first)
    let second = words.count > 1 ? words[1] : ""
    setsSession = first == "SET" && second != "LOCAL" && second != "TRANSACTION"
    mentionsVectors = mentions
  }
}
