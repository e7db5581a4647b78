/// `int()`, `float()` and `string()`.
extension ServerDialect {
  func toInt(_ call: FunctionCall) -> SQLFragment? {
    let value = call.arguments[0]
    switch call.type(0) {
    case .int: return value
    case .bool: return .fill("{0}::int::bigint", [value])
    case .float: return .fill("trunc({0})::bigint", [double(value)])
    case .blob, .vector: return SQLFragment("NULL::bigint")
    case .text, .any:
      if value.pieces == SQLFragment.null.pieces { return SQLFragment("NULL::bigint") }
      // Range and form first: a text that is no number is null, and only a number may be cast.
      let trimmed = "btrim({0}, \(Self.spaces))"
      return once(
        "CASE WHEN \(trimmed) ~ '^[+-]?[0-9]+$' THEN CASE WHEN \(trimmed)::numeric "
          + "BETWEEN -9223372036854775808 AND 9223372036854775807 THEN \(trimmed)::bigint END END",
        [text(value, call.type(0))], call)
    }
  }

  func toFloat(_ call: FunctionCall) -> SQLFragment? {
    let value = call.arguments[0]
    switch call.type(0) {
    case .int, .float: return double(value)
    case .bool: return .fill("{0}::int::float8", [value])
    case .blob, .vector: return SQLFragment("NULL::float8")
    case .text, .any:
      if value.pieces == SQLFragment.null.pieces { return SQLFragment("NULL::float8") }
      return once(Self.floatOfText, [text(value, call.type(0))], call)
    }
  }

  /// Beyond what a double holds: infinity and zero, where a cast would fail.
  private static var floatOfText: String {
    let trimmed = "btrim({0}, \(spaces))"
    let number = "\(trimmed)::numeric"
    return "CASE WHEN \(trimmed) ~ '^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,4})?$' THEN "
      + "CASE WHEN abs(\(number)) >= 179769313486231580793e288 THEN 'Infinity'::float8 * sign(\(number))::float8 "
      + "WHEN abs(\(number)) <= 24703282292062327e-340 THEN 0::float8 ELSE \(trimmed)::float8 END END"
  }

  func toText(_ call: FunctionCall) -> SQLFragment? {
    let value = call.arguments[0]
    switch call.type(0) {
    case .text: return value
    case .int, .any: return value.pieces == SQLFragment.null.pieces ? null(as: .text) : asText(value)
    case .bool: return .fill("CASE {0} WHEN true THEN 'true' WHEN false THEN 'false' END", [value])
    case .float: return once(Self.textOfFloat, [double(value)], call)
    case .blob, .vector: return nil
    }
  }

  /// The shortest digits are the engine's; without an exponent from 0.0001 to 2^53, and then always with a point.
  private static var textOfFloat: String {
    "CASE WHEN {0} = 0 THEN CASE WHEN {0}::text LIKE '-%' THEN '-0.0' ELSE '0.0' END "
      + "WHEN abs({0}) = 'Infinity'::float8 THEN CASE WHEN {0} > 0 THEN 'inf' ELSE '-inf' END "
      + "WHEN abs({0}) < 0.0001 OR abs({0}) > 9007199254740992 THEN {0}::text "
      + "WHEN {0} = trunc({0}) THEN {0}::bigint::text || '.0' ELSE {0}::text::numeric::text END"
  }
}
