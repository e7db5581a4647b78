extension SQLScanner {
  /// Byte ranges of the statements of a script, without the `;`. A trigger's body keeps its inner `;`.
  static func statements(_ script: String, lexis: SQLLexis = .sqlite) throws -> [Range<Int>] {
    var scanner = SQLScanner(script, lexis: lexis)
    var ranges: [Range<Int>] = []
    var current: Range<Int>?
    var words: [String] = []
    var isTrigger = false
    // Open BEGIN and CASE inside a trigger, or inside the body of a function of PostgreSQL.
    var open = 0
    var last = ""
    while let (token, range) = try scanner.next() {
      if token == .semicolon && open == 0 {
        if let finished = current { ranges.append(finished) }
        (current, words, isTrigger) = (nil, [], false)
        continue
      }
      current = (current?.lowerBound ?? range.lowerBound)..<range.upperBound
      guard token == .word else { continue }
      let word = scanner.text(range).uppercased()
      if words.count < 3 {
        words.append(word)
        if lexis == .sqlite, startsTrigger(words) { isTrigger = true }
      }
      if lexis == .postgres, word == "ATOMIC", last == "BEGIN" { (isTrigger, open) = (true, 1) }
      last = word
      guard isTrigger else { continue }
      if word == "BEGIN" || word == "CASE" { open += 1 }
      if word == "END" && open > 0 { open -= 1 }
    }
    if open > 0, let current {
      throw StoreError.unfinishedStatement(
        what: lexis == .sqlite ? "a trigger" : "the body of a function", offset: current.lowerBound)
    }
    if let last = current { ranges.append(last) }
    return ranges
  }

  private static func startsTrigger(_ words: [String]) -> Bool {
    guard words.first == "CREATE" else { return false }
    if words.count == 2 { return words[1] == "TRIGGER" }
    return words.count == 3 && ["TEMP", "TEMPORARY"].contains(words[1]) && words[2] == "TRIGGER"
  }
}

extension SQLiteStore {
  public func split(_ script: String) throws -> [Range<Int>] { try SQLScanner.statements(script) }
}
