import Language
import Stores

let termsVerb = VerbDefinition(
  Signature(
    "terms", "Count the words of a text column", category: "rows",
    details: """
      Words are runs of letters and digits, in lower case, of at least `least` letters; common English words are left out unless
      `common: true`. With `by:` the count is within each value of that column. Order: `by`, then the word.
      """,
    parameters: [
      Parameter("rows", .table, "the rows"), columnParameter("column", "text"),
      Parameter(
        "by", .oneOf([.column, .string, .null]), "a column", kind: .option(defaultText: "null", .null)),
      Parameter("least", .int, "letters of a word", kind: .option(defaultText: "3", .int(3)), range: 1...100),
      Parameter("common", .bool, "keep common words", kind: .option(defaultText: "false", .bool(false))),
    ], returns: .table,
    examples: [
      Example(
        "[{t: \"the sea, the sea\"}] | terms .t", output: "term  n\n────  ─\nsea   2\n1 row")
    ], searchTerms: ["words", "tokens", "frequency", "tf-idf"])
) { session, call in
  let relation = try session.rows(call).relation()
  var names = [try call.columnName("column")]
  let by: String? = if case .null = call["by"] { nil } else { try call.columnName("by") }
  if let by { names.append(by) }
  let columns = try call.attempt("column") {
    try relation.select(names.enumerated().map { NamedExpression("column_\($0)", .column($1)) })
  }
  var counter = TermCounter(least: try call.int("least"), keepsCommon: try call.bool("common"))
  try columns.forEachResultRow { row in
    try call.interpreter.checkInterrupt()
    guard !row.isNull(0) else { return true }
    counter.add(row.text(0), group: by == nil ? .null : row.value(1))
    return true
  }
  let rows = counter.rows.map { by == nil ? Array($0.dropFirst()) : $0 }
  return .table(try session.scratchTable(columns: (by.map { [$0] } ?? []) + ["term", "n"], rows: rows))
}

/// Counts words by group. Memory grows with the number of different words, not with the rows.
private struct TermCounter {
  let least: Int
  let keepsCommon: Bool
  private var groups: [SQLValue] = []
  private var counts: [[String: Int64]] = []

  init(least: Int, keepsCommon: Bool) {
    self.least = least
    self.keepsCommon = keepsCommon
  }

  mutating func add(_ text: String, group: SQLValue) {
    let at = place(of: group)
    for word in text.lowercased().split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
      guard word.count >= least else { continue }
      let word = String(word)
      if keepsCommon || !commonEnglishWords.contains(word) { counts[at][word, default: 0] += 1 }
    }
  }

  private mutating func place(of group: SQLValue) -> Int {
    if let at = groups.lastIndex(of: group) { return at }
    groups.append(group)
    counts.append([:])
    return groups.count - 1
  }

  /// `[group, term, n]` in order of group, then term by its UTF-8 bytes.
  var rows: [[SQLValue]] {
    zip(groups, counts).sorted { $0.0.isOrdered(before: $1.0) }.flatMap { group, terms in
      terms.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map {
        [group, .text($0.key), .int($0.value)]
      }
    }
  }
}

extension SQLValue {
  /// The order of a sort: null, numbers, then text by UTF-8 bytes.
  func isOrdered(before other: SQLValue) -> Bool {
    switch (self, other) {
    case (.null, .null): false
    case (.null, _): true
    case (.int(let left), .int(let right)): left < right
    case (.float(let left), .float(let right)): left < right
    case (.int(let left), .float(let right)): Double(left) < right
    case (.float(let left), .int(let right)): left < Double(right)
    case (.bool(let left), .bool(let right)): !left && right
    case (.text(let left), .text(let right)): left.utf8.lexicographicallyPrecedes(right.utf8)
    case (.int, .text), (.float, .text): true
    default: false
    }
  }
}
