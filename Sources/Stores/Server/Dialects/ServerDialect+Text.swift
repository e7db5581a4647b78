/// Functions of texts. Positions count characters (scalars), as in SQLite.
extension ServerDialect {
  func textFunction(_ call: FunctionCall) -> SQLFragment? {
    let arguments = call.arguments.enumerated().map { at, sql -> SQLFragment in
      let kind = call.function.parameters[min(at, call.function.parameters.count - 1)].kind
      return kind == .string ? text(sql, call.type(at)) : sql
    }
    switch call.function.name {
    case "lower", "upper": return mapCase(arguments, call)
    case "trim": return .fill("btrim({0}, \(Self.spaces))", arguments)
    case "length": return .fill("char_length({0})::bigint", arguments)
    case "words": return .fill(words, arguments)
    case "substring": return substring(arguments, call)
    case "replace": return .fill("replace({0}, {1}, {2})", arguments)
    case "split_part": return splitPart(arguments, call)
    case "contains": return .fill("(strpos({0}, {1}) > 0)", arguments)
    case "starts_with": return .fill("(strpos({0}, {1}) = 1)", arguments)
    case "ends_with": return .fill("(strpos(reverse({0}), reverse({1})) = 1)", arguments)
    case "concat":
      return (SQLFragment("(") + .joined(arguments.map { $0.operand(.atom) }, by: " || ") + ")").with(.atom)
    default: return nil
    }
  }

  /// Unicode's White_Space characters.
  static var spaces: String {
    "E'\\t\\n\\x0B\\f\\r \\u0085\\u00A0\\u1680\\u2000\\u2001\\u2002\\u2003\\u2004\\u2005\\u2006\\u2007\\u2008\\u2009"
      + "\\u200A\\u2028\\u2029\\u202F\\u205F\\u3000'"
  }

  /// Every space a blank, then the parts between blanks that are not empty.
  private var words: String {
    let blanks = String(repeating: " ", count: 25)
    let parts = "array_remove(string_to_array(translate({0}, \(Self.spaces), '\(blanks)'), ' '), '')"
    return "cardinality(\(parts))::bigint"
  }

  private func mapCase(_ arguments: [SQLFragment], _ call: FunctionCall) -> SQLFragment {
    let name = call.function.name
    let table = name == "lower" ? UnicodeCases.lower : UnicodeCases.upper
    var beyond = "translate({0}, \(literal(table.from)), \(literal(table.to)))"
    for (one, many) in table.many { beyond = "replace(\(beyond), \(literal(one)), \(literal(many)))" }
    let ascii = "\(name)({0}\(byBytes))"
    return once(
      "CASE WHEN octet_length({0}) = char_length({0}) THEN \(ascii) ELSE \(beyond) END", arguments, call)
  }

  /// The engine's positions are 32 bits wide; no text is so long.
  private func substring(_ arguments: [SQLFragment], _ call: FunctionCall) -> SQLFragment {
    func clamped(_ place: Int) -> String {
      if let number = call.int(place) { return "\(min(max(number, 0), 2_147_483_646))" }
      return
        "CASE WHEN {\(place)} < 0 THEN 0 WHEN {\(place)} > 2147483646 THEN 2147483646 ELSE {\(place)} END::int"
    }
    let (from, count) = (clamped(1), clamped(2))
    let start = call.int(1).map { "\(min(max($0, 0), 2_147_483_645) + 1)" } ?? "(\(from)) + 1"
    let template = "substr({0}, \(start), \(count))"
    let isFixed = call.int(1) != nil && call.int(2) != nil
    return isFixed ? .fill(template, arguments) : once(template, arguments, call)
  }

  private func splitPart(_ arguments: [SQLFragment], _ call: FunctionCall) -> SQLFragment {
    if let index = call.int(2), (0..<2_147_483_647).contains(index) {
      return .fill("split_part({0}, {1}, \(index + 1))", arguments)
    }
    return once(
      "CASE WHEN {0} IS NULL OR {1} IS NULL THEN NULL WHEN {2} < 0 OR {2} > 2147483646 THEN '' "
        + "ELSE split_part({0}, {1}, ({2} + 1)::int) END", arguments, call)
  }
}
