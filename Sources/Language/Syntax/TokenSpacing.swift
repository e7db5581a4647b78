/// Decides where a space stands between two tokens of a line. Rule 1 (glue) binds it: a `.`, `[` or `(` that touched
/// its neighbour must touch it still, and one that did not must not.
struct TokenSpacing {
  private var previous: Token?
  private var previousRole: TokenRole?
  /// Words after a dot are names, keywords too.
  private var previousIsName = false
  private var afterFunctionWord = false

  mutating func wrote(_ token: Token, _ role: TokenRole?) {
    let afterDot = previous?.kind == .dot
    afterFunctionWord = previous?.kind == .fn && !previousIsName && token.kind == .name
    previousIsName = token.kind == .name || (afterDot && token.kind.isWord)
    previous = token
    previousRole = role
  }

  /// The line cannot be the end of a statement.
  var asksForMore: Bool {
    guard let previous, !previousIsName else { return false }
    switch previous.kind {
    case .greater: return previousRole != .typeBracket
    case .assign, .fatArrow, .arrow, .or, .and, .not, .equal, .notEqual, .less, .lessOrEqual, .greaterOrEqual,
      .range, .plus, .minus, .star, .slash, .percent, .pipe, .in:
      return true
    default: return false
    }
  }

  func needsSpace(before token: Token, _ role: TokenRole?) -> Bool {
    guard let previous else { return false }
    if let space = spaceInBraces(previous, token, role) { return space }
    switch token.kind {
    case .comma, .semicolon, .colon, .closeParen, .closeBracket: return false
    case .less, .greater: if role == .typeBracket { return false }
    case .range: return false
    case .openParen where afterFunctionWord: return false
    case .openParen, .openBracket, .dot: if touches(previous, token) { return false }
    default: break
    }
    return spaceAfter(previous, token)
  }

  /// `{ block }` has spaces inside, `{record: 1}` and `{}` have none.
  private func spaceInBraces(_ previous: Token, _ token: Token, _ role: TokenRole?) -> Bool? {
    if previous.kind == .openBrace {
      return previousRole == .blockBrace && token.kind != .closeBrace
    }
    if token.kind == .closeBrace { return role == .blockBrace }
    return nil
  }

  /// Field, index or call of the value before.
  private func touches(_ previous: Token, _ token: Token) -> Bool {
    if previous.kind == .fn && !previousIsName { return true }
    return token.glued && (previousIsName || previous.kind.endsValue)
  }

  private func spaceAfter(_ previous: Token, _ token: Token) -> Bool {
    switch previous.kind {
    case .openParen, .openBracket: false
    case .dot: false
    case .range: token.kind == .dot
    case .minus, .rest: previousRole != .prefix
    case .less: previousRole != .typeBracket
    default: true
    }
  }
}

extension TokenKind {
  var opensBracket: Bool { self == .openParen || self == .openBracket || self == .openBrace }
  var closesBracket: Bool { self == .closeParen || self == .closeBracket || self == .closeBrace }

  /// A value may end with this token.
  var endsValue: Bool {
    switch self {
    case .name, .int, .float, .string, .true, .false, .null, .closeParen, .closeBracket, .closeBrace: true
    default: false
    }
  }
}
