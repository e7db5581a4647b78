extension Parser {
  mutating func parsePrimary() throws -> Expression {
    let token = current
    switch token.kind {
    case .int, .float: return try parseNumber()
    case .string: return try parseString()
    case .true, .false:
      advance()
      return try make(.bool(token.kind == .true), span(token))
    case .null:
      advance()
      return try make(.null, span(token))
    case .name:
      advance()
      return try make(.name(name(token)), span(token))
    case .dot:
      advance()
      let field = try parseFieldName()
      return try make(.itemField(field), span(token).joined(field.span))
    case .openBracket: return try parseList()
    case .openBrace: return try parseRecord()
    case .openParen: return try parseGroup()
    case .fn: return try parseFunctionValue()
    case .if: return try parseIf()
    case .try: return try parseTry()
    case .pipe where !options.contains(.prompt): throw fail(.pipeWithoutValue, span(token))
    default: throw unexpected("a value")
    }
  }

  private mutating func parseNumber() throws -> Expression {
    let token = advance()
    switch token.payload {
    case .int(let value): return try make(.int(value), span(token))
    case .float(let value): return try make(.float(value), span(token))
    default: throw fail(.numberTooLarge(text(token)), span(token))
    }
  }

  private mutating func parseGroup() throws -> Expression {
    let open = advance()
    return try nested { parser in
      let (inner, close) = try parser.withNewlinesAsSpace(true) { inside in
        (try inside.parsePipe(allowBare: false), try inside.expectClose(.closeParen, of: open))
      }
      return try parser.make(.group(inner), parser.span(open).joined(parser.span(close)))
    }
  }

  private mutating func parseList() throws -> Expression {
    let open = advance()
    let (items, close) = try withNewlinesAsSpace(true) { parser in
      var items: [Expression] = []
      while parser.kind != .closeBracket {
        items.append(try parser.parseExpression())
        guard parser.accept(.comma) != nil else { break }
      }
      return (items, try parser.expectClose(.closeBracket, of: open))
    }
    return try make(.list(items), span(open).joined(span(close)))
  }

  /// `{a: 1, "b c": 2}`. Where a value may stand, `{` is a record; blocks only follow `if`, `for`, `fn` and the like.
  private mutating func parseRecord() throws -> Expression {
    let open = advance()
    let (entries, close) = try withNewlinesAsSpace(true) { parser in
      var entries: [RecordEntry] = []
      while parser.kind != .closeBrace {
        entries.append(try parser.parseRecordEntry(open))
        guard parser.accept(.comma) != nil else { break }
      }
      return (entries, try parser.expectClose(.closeBrace, of: open))
    }
    var seen: Set<String> = []
    for entry in entries where !seen.insert(entry.name.text).inserted {
      report(.duplicateName("field", entry.name.text), entry.name.span)
    }
    return try make(.record(entries), span(open).joined(span(close)))
  }

  private mutating func parseRecordEntry(_ open: Token) throws -> RecordEntry {
    let token = current
    var key: Name?
    if token.kind.isWord { key = name(token) }
    if token.kind == .string, case .parts(let parts) = token.payload, parts.count == 1,
      case .text(let text) = parts[0]
    {
      key = Name(text, span(token))
    }
    guard let key else { throw unexpected("a field name and `:`", openedAt: span(open)) }
    advance()
    _ = try expect(.colon, "`:` and the value of `\(key.text)`")
    return RecordEntry(name: key, value: try parseExpression())
  }

  private mutating func parseString() throws -> Expression {
    let token = advance()
    guard case .parts(let parts) = token.payload else { throw SyntaxFailure() }
    if parts.count == 1, case .text(let text) = parts[0] { return try make(.string(text), span(token)) }
    var result: [TemplatePart] = []
    for part in parts {
      switch part {
      case .text(let text): result.append(.text(text))
      case .hole(let inner, let format, let start, let end):
        let place = SourceSpan(source: source, start: start, end: end)
        result.append(.hole(try parseHole(inner), format: try parseFormat(format), span: place))
      }
    }
    return try make(.template(result), span(token))
  }

  /// Reads the tokens of a hole in place of the source's.
  private mutating func parseHole(_ inner: [Token]) throws -> Expression {
    guard inner.count > 1 else { throw SyntaxFailure() }
    let saved = (tokens, index)
    defer { (tokens, index) = saved }
    (tokens, index) = (inner, 0)
    return try nested { parser in
      let value = try parser.withNewlinesAsSpace(false) { try $0.parseExpression() }
      guard parser.tokens[parser.index].kind == .end else {
        let token = parser.current
        if token.kind == .invalid { throw SyntaxFailure() }
        throw parser.fail(.afterHole, parser.span(token))
      }
      return value
    }
  }

  private mutating func parseFormat(_ range: Range<Int>?) throws -> FormatSpec? {
    guard let range else { return nil }
    let text = source.text(from: range.lowerBound, to: range.upperBound)
    if let spec = FormatSpec(text) { return spec }
    throw fail(.badFormat(text), SourceSpan(source: source, start: range.lowerBound, end: range.upperBound))
  }
}
