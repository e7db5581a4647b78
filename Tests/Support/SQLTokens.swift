/// A statement cut into words, numbers, quoted names, strings and signs, so that rules never look into a string.
struct SQLTokens {
  struct Token: Equatable {
    enum Kind { case word, text, sign, space }
    var kind: Kind
    var text: String
    /// For comparing: words in lower case, the rest as it stands.
    var key: String
  }

  /// All of it: joined, the texts are the statement.
  private(set) var all: [Token] = []

  init(_ sql: String) {
    var rest = Substring(sql)
    while let first = rest.first {
      let length: Int
      let kind: Token.Kind
      switch first {
      case " ", "\t", "\n", "\r":
        (kind, length) = (.space, rest.prefix { " \t\n\r".contains($0) }.count)
      case "'", "\"": (kind, length) = (.text, Self.quoted(rest, by: first))
      case "$" where Self.dollarQuoted(rest) != nil: (kind, length) = (.text, Self.dollarQuoted(rest) ?? 1)
      case _ where first.isLetter || first.isNumber || first == "_" || first == "$":
        (kind, length) = (.word, rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "$" }.count)
      case "<", "=", ">", "+", "-", "*", "/", "~", "#", "%", "|", "&", "!", "@", "^", ":":
        if rest.hasPrefix("--") {
          (kind, length) = (.space, rest.prefix { $0 != "\n" }.count)
        } else {
          (kind, length) = (.sign, rest.prefix { "<=>+-*/~#%|&!@^:".contains($0) }.count)
        }
      default: (kind, length) = (.sign, 1)
      }
      let text = String(rest.prefix(length))
      all.append(Token(kind: kind, text: text, key: kind == .word ? text.lowercased() : text))
      rest = rest.dropFirst(length)
    }
  }

  init(tokens: [Token]) { all = tokens }

  /// Without spaces and comments.
  var keys: [String] { all.filter { $0.kind != .space }.map(\.key) }

  var text: String { all.map(\.text).joined() }

  func starts(with words: String) -> Bool { keys.starts(with: words.split(separator: " ").map(String.init)) }

  /// True when these tokens follow one another somewhere, spaces aside.
  func contains(_ words: String) -> Bool { firstRange(of: words) != nil }

  /// Where these tokens stand in ``all``, spaces between them included.
  func firstRange(of words: String) -> Range<Int>? {
    let wanted = words.split(separator: " ").map(String.init)
    let places = all.indices.filter { all[$0].kind != .space }
    guard !wanted.isEmpty, places.count >= wanted.count else { return nil }
    for start in 0...(places.count - wanted.count) {
      let found = places[start..<(start + wanted.count)]
      guard zip(found, wanted).allSatisfy({ all[$0].key == $1 }), let first = found.first,
        let last = found.last
      else { continue }
      return first..<(last + 1)
    }
    return nil
  }

  /// The place of the first token that is no space, from here on.
  func next(_ place: Int) -> Int? { all.indices.dropFirst(place).first { all[$0].kind != .space } }

  /// The token after the bracket that closes the one at `open`; the end when none does.
  func afterBrackets(_ open: Int) -> Int {
    var depth = 0
    for place in all.indices.dropFirst(open) {
      if all[place].key == "(" { depth += 1 }
      if all[place].key == ")" {
        depth -= 1
        if depth == 0 { return place + 1 }
      }
    }
    return all.count
  }

  mutating func replace(_ range: Range<Int>, with sql: String) {
    all.replaceSubrange(range, with: SQLTokens(sql).all)
  }

  /// Its statements, without the semicolons between them.
  var statements: [SQLTokens] {
    all.split(omittingEmptySubsequences: false) { $0.key == ";" }.map { SQLTokens(tokens: Array($0)) }
      .filter { !$0.keys.isEmpty }
  }

  private static func quoted(_ text: Substring, by quote: Character) -> Int {
    var length = 1
    for character in text.dropFirst() {
      length += 1
      // A doubled quote ends one string and begins the next; for these rules that is the same.
      if character == quote { break }
    }
    return length
  }

  /// The length of a `$tag$…$tag$` string; nil when this is a parameter.
  private static func dollarQuoted(_ text: Substring) -> Int? {
    let tag = text.dropFirst().prefix { $0.isLetter || $0 == "_" }
    let opening = "$\(tag)$"
    guard text.hasPrefix(opening) else { return nil }
    let rest = text.dropFirst(opening.count)
    guard let end = rest.firstRange(of: opening)?.upperBound else { return text.count }
    return opening.count + rest.distance(from: rest.startIndex, to: end)
  }
}
