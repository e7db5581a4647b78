/// Thrown by ``format(_:)`` for a source with errors: nothing is rewritten that was not understood.
public struct FormatRefused: Error, Sendable {
  public let diagnostics: [Diagnostic]
}

/// The source in the one layout: two spaces a level, one space around operators, at most one empty line, comments
/// kept, those at the ends of neighbouring lines below one another. Line breaks stay where the author put them. Formatting again changes nothing, and the tree stays the same.
/// - Throws: ``FormatRefused`` when the source has errors.
public func format(_ source: SourceText) throws -> String {
  let parsed = parse(source, .prompt)
  guard parsed.diagnostics.isEmpty else { throw FormatRefused(diagnostics: parsed.diagnostics) }
  var lexer = Lexer(source)
  let tokens = lexer.tokens()
  var formatter = Formatter(source: source, roles: parsed.roles)
  return formatter.run(tokens, lexer.comments)
}

/// Writes tokens and comments line by line.
struct Formatter {
  /// A bracket not closed yet, and the level of the line that it stands on.
  private struct Open {
    let level: Int
    let isBlock: Bool
  }

  let source: SourceText
  let roles: [Int: TokenRole]
  private var lines: [String] = []
  private var line = ""
  private var lineLevel = 0
  private var open: [Open] = []
  private var spacing = TokenSpacing()
  /// The last line ended in an operator or `=`, so that this one goes on with its statement.
  private var continues = false
  /// Lines that end in a comment, with the characters before it.
  private var remarked: [Int: Int] = [:]

  init(source: SourceText, roles: [Int: TokenRole]) {
    self.source = source
    self.roles = roles
  }

  mutating func run(_ tokens: [Token], _ comments: [Comment]) -> String {
    var rest = comments[...]
    for token in tokens {
      while let comment = rest.first, comment.span.start < token.start || token.kind == .end {
        write(comment)
        rest.removeFirst()
      }
      switch token.kind {
      case .newline: endLine()
      case .end: if !line.isEmpty { endLine() }
      default: write(token)
      }
    }
    while lines.last == "" { lines.removeLast() }
    alignRemarks()
    return lines.isEmpty ? "" : lines.joined(separator: "\n") + "\n"
  }

  /// Comments at the ends of neighbouring lines stand below one another.
  private mutating func alignRemarks() {
    var first = 0
    while first < lines.count {
      guard remarked[first] != nil else {
        first += 1
        continue
      }
      var end = first
      while remarked[end] != nil { end += 1 }
      let width = (first..<end).compactMap { remarked[$0] }.max() ?? 0
      for at in first..<end {
        let code = remarked[at] ?? 0
        let place = lines[at].index(lines[at].startIndex, offsetBy: code)
        lines[at].insert(contentsOf: String(repeating: " ", count: width - code), at: place)
      }
      first = end
    }
  }

  private mutating func endLine() {
    if !line.isEmpty {
      lines.append(line)
      continues = spacing.asksForMore
    } else if let last = lines.last, !last.isEmpty {
      lines.append("")
    }
    line = ""
  }

  private var contentLevel: Int { open.last.map { $0.level + 1 } ?? 0 }

  private mutating func startLine(_ level: Int) {
    lineLevel = level
    line = String(repeating: "  ", count: level)
  }

  private mutating func write(_ comment: Comment) {
    if line.isEmpty {
      startLine(contentLevel)
    } else {
      remarked[lines.count] = line.count
      line += "  "
    }
    var text = comment.span.text
    while let last = text.last, last == " " || last == "\t" { text.removeLast() }
    line += text
  }

  private mutating func write(_ token: Token) {
    let role = roles[token.start]
    let closed = token.kind.closesBracket ? open.popLast() : nil
    if !line.isEmpty {
      if spacing.needsSpace(before: token, role) { line += " " }
    } else if let closed {
      startLine(closed.level)
    } else {
      // A line that goes on with a statement stands one level deeper; inside parentheses it already does.
      let goesOn = (token.kind == .pipe || continues) && open.last?.isBlock ?? true
      startLine(contentLevel + (goesOn && !lines.isEmpty ? 1 : 0))
    }
    line += source.text(from: token.start, to: token.end)
    if token.kind.opensBracket { open.append(Open(level: lineLevel, isBlock: role == .blockBrace)) }
    spacing.wrote(token, role)
  }
}
