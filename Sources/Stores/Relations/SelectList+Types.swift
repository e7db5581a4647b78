/// Types that the text alone gives away, for engines that do not know the type of what they compute.
extension SelectList.Item {
  /// Nil when it depends on columns. `values` are those of the `:name` parameters.
  func type(_ values: [String: SQLValue]) -> ColumnType? {
    let top = topLevel
    if top.contains(where: { Self.tests.contains($0.word) }) { return .bool }
    if top.contains(where: { $0.text == "|" }) { return .text }
    if tokens.count == 1, let only = tokens.first { return constant(only, values) }
    return number ?? call
  }

  /// Tokens outside of parentheses and of CASE … END.
  private var topLevel: [SelectList.Token] {
    let least = tokens.map(\.depth).min() ?? 0
    var inCase = 0
    return tokens.filter { token in
      if token.word == "END" { inCase -= 1 }
      defer { if token.word == "CASE" { inCase += 1 } }
      return token.depth == least && inCase == 0
    }
  }

  private func constant(_ token: SelectList.Token, _ values: [String: SQLValue]) -> ColumnType? {
    switch token.kind {
    case .number: return number
    case .quoted: return token.text.hasPrefix("'") ? .text : nil
    case .word: return ["TRUE", "FALSE"].contains(token.word) ? .bool : nil
    case .parameter:
      guard let value = values[String(token.text.dropFirst())], value != .null else { return nil }
      return ExpressionCompiler.type(of: value)
    default: return nil
    }
  }

  /// `12`, `-1.5`, `1e3`; the scanner parts a number at its dot and signs.
  private var number: ColumnType? {
    var digits = tokens[...]
    if let sign = digits.first, "+-".contains(sign.text) { digits = digits.dropFirst() }
    guard digits.first?.kind == .number || digits.first?.text == "." else { return nil }
    let text = digits.map(\.text).joined().lowercased()
    if Int64(text) != nil { return .int }
    return Double(text) != nil ? .float : nil
  }

  /// One call with nothing after it but FILTER and OVER.
  private var call: ColumnType? {
    guard let name = tokens.first, name.kind == .word, tokens.dropFirst().first?.text == "(" else {
      return nil
    }
    let rest = topLevel.dropFirst().filter { !["(", ")"].contains($0.text) }
    guard rest.allSatisfy({ ["FILTER", "OVER"].contains($0.word) }) else { return nil }
    if name.word == "CAST" { return cast }
    return Self.functions[name.word]
  }

  private var cast: ColumnType? {
    guard
      let mark = tokens.lastIndex(where: { $0.word == "AS" && $0.depth == (tokens.first?.depth ?? 0) + 1 })
    else { return nil }
    let type = SQLiteTypes.columnType(tokens[(mark + 1)...].dropLast().map(\.text).joined(separator: " "))
    return type == .any ? nil : type
  }

  private static let tests: Set<String> = [
    "AND", "OR", "NOT", "IS", "IN", "LIKE", "ILIKE", "GLOB", "BETWEEN", "EXISTS", "ISNULL", "NOTNULL", "=",
    "<", ">",
    "!",
  ]

  private static let functions: [String: ColumnType] = [
    "COUNT": .int, "LENGTH": .int, "ROW_NUMBER": .int, "RANK": .int, "DENSE_RANK": .int, "AVG": .float,
    "LOWER": .text,
    "UPPER": .text, "TRIM": .text, "LTRIM": .text, "RTRIM": .text, "SUBSTR": .text, "SUBSTRING": .text,
    "REPLACE": .text,
  ]
}

extension SelectList {
  /// The store's columns under the names that the text gives them.
  static func named(_ columns: [ColumnDescription], _ list: SelectList?) -> [ColumnDescription] {
    guard let items = list?.columns(columns.count) else { return columns }
    return zip(columns, items).map { column, item in
      ColumnDescription(name: item?.name ?? column.name, type: column.type, isNullable: column.isNullable)
    }
  }

  /// The store's columns with the types that the text gives away where the store knows none.
  static func typed(_ columns: [ColumnDescription], _ list: SelectList?, _ values: [String: SQLValue])
    -> [ColumnDescription]
  {
    guard let items = list?.columns(columns.count) else { return columns }
    return zip(columns, items).map { column, item in
      let type = column.type == .any ? item?.type(values) ?? .any : column.type
      return ColumnDescription(name: column.name, type: type, isNullable: column.isNullable)
    }
  }
}

extension Relation {
  /// Names and types of a SELECT's columns: the store's, and what the text says where stores would differ.
  static func userColumns(_ store: any Store, _ text: String, _ values: [String: SQLValue]) throws
    -> [ColumnDescription]
  {
    let (sql, parameters) = try BoundSQL(text, values, store.dialect.lexis).fragment.rendered(store.dialect)
    let list = SelectList(text)
    let found = SelectList.named(try store.columns(of: sql, parameters), list)
    return uniqueNames(SelectList.typed(found, list, values))
  }
}
