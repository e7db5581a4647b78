/// A statement cut into words, numbers, quoted names, strings and signs, so that rules never look into a string. Works
/// on bytes: statements of thousands of parameters pass here in debug builds.
struct SQLTokens {
  struct Token: Equatable {
    enum Kind { case word, text, sign, space }
    var kind: Kind
    var text: String
    /// For comparing: words in lower case, the rest as it stands.
    var key: String
  }

  /// All of it: joined, the texts are the statement.
  private(set) var all: [Token] { didSet { known = Set(all.map(\.key)) } }
  private var known: Set<String> = []

  init(tokens: [Token]) {
    all = tokens
    known = Set(tokens.map(\.key))
  }

  init(_ sql: String) {
    var tokens: [Token] = []
    var rest = Array(sql.utf8)[...]
    while !rest.isEmpty {
      let (kind, length) = Self.first(of: rest)
      let text = String(decoding: rest.prefix(length), as: UTF8.self)
      tokens.append(Token(kind: kind, text: text, key: kind == .word ? text.lowercased() : text))
      rest = rest.dropFirst(length)
    }
    self.init(tokens: tokens)
  }

  /// Without spaces and comments.
  var keys: [String] { all.filter { $0.kind != .space }.map(\.key) }

  var text: String { all.map(\.text).joined() }

  func starts(with words: String) -> Bool {
    let wanted = words.split(separator: " ")
    let found = all.lazy.filter { $0.kind != .space }.prefix(wanted.count)
    return found.count == wanted.count && zip(found, wanted).allSatisfy { $0.key == $1 }
  }

  /// True when these tokens follow one another somewhere, spaces aside.
  func contains(_ words: String) -> Bool { firstRange(of: words) != nil }

  /// Where these tokens stand in ``all``, spaces between them included.
  func firstRange(of words: String) -> Range<Int>? {
    let wanted = words.split(separator: " ").map(String.init)
    guard wanted.allSatisfy(known.contains) else { return nil }
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
    all.split { $0.key == ";" }.map { SQLTokens(tokens: Array($0)) }
      .filter { statement in statement.all.contains { $0.kind != .space } }
  }

  // MARK: Cutting

  private typealias Bytes = ArraySlice<UInt8>
  private static let spaces = Set(" \t\n\r".utf8)
  private static let signs = Set("<=>+-*/~#%|&!@^:".utf8)

  private static func first(of rest: Bytes) -> (Token.Kind, Int) {
    guard let byte = rest.first else { return (.sign, 0) }
    if spaces.contains(byte) { return (.space, rest.prefix { spaces.contains($0) }.count) }
    if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") { return (.text, quoted(rest, by: byte)) }
    if byte == UInt8(ascii: "$"), let length = dollarQuoted(rest) { return (.text, length) }
    if isInWord(byte) { return (.word, rest.prefix(while: isInWord).count) }
    if rest.starts(with: "--".utf8) { return (.space, rest.prefix { $0 != UInt8(ascii: "\n") }.count) }
    if signs.contains(byte) { return (.sign, rest.prefix { signs.contains($0) }.count) }
    return (.sign, 1)
  }

  /// Letters of every script, digits, `_` and `$`.
  private static func isInWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"), 0x80...0xFF: true
    default: false
    }
  }

  /// A doubled quote ends one string and begins the next; for these rules that is the same.
  private static func quoted(_ text: Bytes, by quote: UInt8) -> Int {
    guard let end = text.dropFirst().firstIndex(of: quote) else { return text.count }
    return end - text.startIndex + 1
  }

  /// The length of a `$tag$…$tag$` string; nil when this is a parameter.
  private static func dollarQuoted(_ text: Bytes) -> Int? {
    let isDigit = text.dropFirst().first.map { (48...57).contains($0) } ?? false
    let tag = text.dropFirst().prefix { isInWord($0) && $0 != UInt8(ascii: "$") }
    let opening = [UInt8(ascii: "$")] + tag + [UInt8(ascii: "$")]
    guard !isDigit, text.starts(with: opening) else { return nil }
    let inside = text.dropFirst(opening.count)
    guard let end = inside.firstRange(of: opening)?.upperBound else { return text.count }
    return end - text.startIndex
  }
}
