/// The columns that the text of a SELECT asks for. Engines name a column without alias each in its own way (`count(*)`, `count`,
/// `?column?`), fold the case of an alias or keep it, and may not know the type of what they compute: what the text itself says is
/// the same everywhere.
struct SelectList {
  /// One expression of the list.
  struct Item {
    var tokens: [Token]
    /// What the text calls it: its alias, or the expression as it is written. Nil for a column under its own name.
    var name: String?
    var isStar: Bool {
      tokens.last?.text == "*" && (tokens.count == 1 || tokens.dropLast().last?.text == ".")
    }
  }

  struct Token {
    let kind: SQLScanner.Token
    let text: String
    let range: Range<Int>
    let depth: Int
    /// In upper case for words, as it stands for symbols.
    var word: String { kind == .word ? text.uppercased() : kind == .quoted ? "" : text }
  }

  let items: [Item]

  /// Nil when the text has no such list, or one too odd to be read. The list of a change begins after `RETURNING`.
  init?(_ text: String, after start: String = "SELECT") {
    guard let tokens = SelectList.list(text, start), !tokens.isEmpty else { return nil }
    let bytes = Array(text.utf8)
    items = tokens.split(omittingEmptySubsequences: false) { $0.depth == 0 && $0.text == "," }.map { part in
      SelectList.item(Array(part)) { String(decoding: bytes[$0], as: UTF8.self) }
    }
    if items.contains(where: \.tokens.isEmpty) { return nil }
  }

  /// The item of each of `count` columns, nil where a `*` stands for it; nil altogether when several `*` leave it open.
  func columns(_ count: Int) -> [Item?]? {
    let stars = items.count(where: \.isStar)
    if stars == 0 { return items.count == count ? items : nil }
    guard stars == 1, let at = items.firstIndex(where: \.isStar), count >= items.count - 1 else { return nil }
    let width = count - (items.count - 1)
    return items[..<at].map { $0 } + Array(repeating: nil, count: width) + items[(at + 1)...].map { $0 }
  }

  /// Tokens between the outermost SELECT and its FROM or end.
  private static func list(_ text: String, _ start: String) -> [Token]? {
    var scanner = SQLScanner(text)
    var depth = 0
    var tokens: [Token]?
    while let (kind, range) = try? scanner.next() {
      let text = scanner.text(range)
      if text == ")" { depth -= 1 }
      let token = Token(kind: kind, text: text, range: range, depth: depth)
      if text == "(" { depth += 1 }
      guard tokens != nil else {
        if depth == 0, token.word == start { tokens = [] }
        continue
      }
      if depth == 0, text == ";" || ends.contains(token.word) { break }
      if tokens?.isEmpty == true, ["DISTINCT", "ALL"].contains(token.word) { continue }
      tokens?.append(token)
    }
    return tokens
  }

  private static let ends: Set<String> = [
    "FROM", "WHERE", "GROUP", "HAVING", "WINDOW", "ORDER", "LIMIT", "OFFSET", "FETCH", "UNION", "INTERSECT",
    "EXCEPT",
  ]

  private static func item(_ tokens: [Token], _ spelled: (Range<Int>) -> String) -> Item {
    guard let first = tokens.first, let last = tokens.last else { return Item(tokens: tokens) }
    var item = Item(tokens: tokens)
    if item.isStar { return item }
    let before = tokens.dropLast()
    if before.last?.word == "AS", before.last?.depth == 0 {
      item.tokens = Array(before.dropLast())
      item.name = SQLScanner.unquoted(last.text)
    } else if let end = before.last, isName(last), endsOperand(end) {
      item.tokens = Array(before)
      item.name = SQLScanner.unquoted(last.text)
    } else if !isColumn(tokens) {
      item.name = spelled(first.range.lowerBound..<last.range.upperBound)
    }
    return item
  }

  /// `c`, `t.c`, `s.t.c`.
  private static func isColumn(_ tokens: [Token]) -> Bool {
    tokens.enumerated().allSatisfy { at, token in at % 2 == 0 ? isName(token) : token.text == "." }
  }

  private static func isName(_ token: Token) -> Bool {
    switch token.kind {
    case .word: return !operators.contains(token.word) && !constants.contains(token.word)
    case .quoted: return !token.text.hasPrefix("'")
    default: return false
    }
  }

  /// A name after it can only be an alias.
  private static func endsOperand(_ token: Token) -> Bool {
    switch token.kind {
    case .word: return !operators.contains(token.word) || ["END", "ISNULL", "NOTNULL"].contains(token.word)
    case .quoted, .number, .parameter: return true
    default: return token.text == ")"
    }
  }

  private static let constants: Set<String> = ["NULL", "TRUE", "FALSE"]
  private static let operators: Set<String> = [
    "AND", "OR", "NOT", "IS", "IN", "LIKE", "ILIKE", "GLOB", "BETWEEN", "EXISTS", "ISNULL", "NOTNULL",
    "SIMILAR",
    "REGEXP", "ESCAPE", "COLLATE", "CASE", "WHEN", "THEN", "ELSE", "END", "CAST", "AS", "FROM",
  ]
}
