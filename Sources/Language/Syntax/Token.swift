/// What a token is. Keywords and signs have a case each; literals carry their value in ``Token/payload``.
enum TokenKind: String, Sendable {
  case name, int, float, string, newline, end, invalid
  // Keywords.
  case `let`, param, fn, `for`, `in`, `while`, `return`, `break`, `continue`, use
  case `if`, `else`, `try`, `catch`, `true`, `false`, null, and, or, not
  // Signs.
  case openParen = "(", closeParen = ")", openBracket = "[", closeBracket = "]", openBrace = "{", closeBrace =
    "}"
  case comma = ",", colon = ":", semicolon = ";", dot = ".", range = "..", rest = "...", pipe = "|"
  case assign = "=", equal = "==", notEqual = "!=", less = "<", lessOrEqual = "<=", greater = ">"
  case greaterOrEqual = ">=", plus = "+", minus = "-", star = "*", slash = "/", percent = "%"
  case fatArrow = "=>", arrow = "->"

  static let keywords: [String: TokenKind] = {
    let all: [TokenKind] = [
      .let, .param, .fn, .for, .in, .while, .return, .break, .continue, .use, .if, .else, .try, .catch, .true,
      .false, .null, .and, .or, .not,
    ]
    return Dictionary(uniqueKeysWithValues: all.map { ($0.rawValue, $0) })
  }()

  /// A name or a keyword: what may stand after `.` and before `:`.
  var isWord: Bool { self == .name || TokenKind.keywords[rawValue] != nil }

  /// True for tokens that can only begin a value, so that `name value` is a call.
  var startsValue: Bool {
    switch self {
    case .name, .int, .float, .string, .true, .false, .null, .not, .fn, .if, .try: true
    case .dot, .openBracket, .openParen, .openBrace: true
    default: false
    }
  }
}

/// A token of the source: where it stands and whether it touches the token before it.
struct Token: Sendable {
  var kind: TokenKind
  var start: Int
  var end: Int
  /// No space, comment or newline before it. Rule 1 of the language turns on this.
  var glued: Bool
  var payload: Payload = .none

  enum Payload: Sendable {
    case none
    case int(Int64)
    /// 9223372036854775808: a whole number only after a minus sign.
    case intMinimumMagnitude
    case float(Double)
    case parts([StringPart])
  }
}

/// A piece of a string token: text with escapes resolved, or `{expr:format}`.
enum StringPart: Sendable {
  case text(String)
  /// The tokens between the braces (ending with `.end`) and the byte range of the format, when there is one.
  case hole(tokens: [Token], format: Range<Int>?, start: Int, end: Int)
}

/// A comment with its `#`.
public struct Comment: Sendable {
  public let span: SourceSpan
  /// `##`: documentation of the declaration below it or before it on its line.
  public let isDoc: Bool
  /// Nothing but space stands before it on its line.
  public let ownsLine: Bool

  /// The words, without `#` and the spaces around.
  public var text: String {
    var rest = Substring(span.text)
    while rest.first == "#" { rest.removeFirst() }
    if rest.first == " " { rest.removeFirst() }
    while let last = rest.last, last == " " || last == "\t" || last == "\r" { rest.removeLast() }
    return String(rest)
  }
}
