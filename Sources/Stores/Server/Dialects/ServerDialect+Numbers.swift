import Glibc

/// Functions of numbers. The servers raise an error where SQLite has null, zero or infinity: those cases are told apart first.
extension ServerDialect {
  func number(_ call: FunctionCall) -> SQLFragment? {
    let isInt = call.type(0) == .int
    switch call.function.name {
    case "floor", "ceil":
      return isInt ? call.arguments[0] : .fill("\(call.function.name)({0})", doubles(call))
    case "round": return round(call, isInt: isInt)
    case "sqrt": return once("CASE WHEN {0} >= 0 THEN sqrt({0}) END", doubles(call), call)
    case "ln": return once("CASE WHEN {0} > 0 THEN ln({0}) END", doubles(call), call)
    case "exp":
      return once(
        "CASE WHEN {0} > 709.782712893384 THEN 'Infinity'::float8 WHEN {0} < -745.1332191019412 THEN 0 "
          + "ELSE exp({0}) END", doubles(call), call)
    default: return once(Self.power, doubles(call), call)
    }
  }

  private func doubles(_ call: FunctionCall) -> [SQLFragment] {
    call.arguments.map { double($0) }
  }

  /// IEEE's `pow`: no error for a zero with a negative exponent, for a result that is too large or too small, and null for a
  /// root of a negative number.
  private static var power: String {
    let isOdd = "(floor({1} / 2) * 2 <> {1})"
    // The power of e, so scaled that it cannot overflow.
    let size = "({1} / 1e10) * ln(abs({0}))"
    let signed = "CASE WHEN {0} < 0 AND \(isOdd) THEN -1 ELSE 1 END"
    return "CASE WHEN {0} IS NULL OR {1} IS NULL THEN NULL WHEN {1} = 0 OR {0} = 1 THEN 1 "
      + "WHEN {0} = 0 AND {1} < 0 THEN 'Infinity'::float8 WHEN {0} = 0 THEN 0 "
      + "WHEN abs({0}) = 'Infinity'::float8 OR abs({1}) = 'Infinity'::float8 THEN "
      + "power(CASE WHEN {1} <> floor({1}) THEN abs({0}) ELSE {0} END, {1}) "
      + "WHEN {0} < 0 AND {1} <> floor({1}) THEN NULL "
      + "WHEN abs({0}) = 1 OR abs({1}) < 1e-290 THEN power({0}, {1}) "
      + "WHEN \(size) > 709.79e-10 THEN 'Infinity'::float8 * \(signed) WHEN \(size) < -745.14e-10 THEN 0 "
      + "ELSE power({0}, {1}) END"
  }

  /// x * 10^digits, rounded with halves away from zero, over 10^digits, in double.
  private func round(_ call: FunctionCall, isInt: Bool) -> SQLFragment {
    if let digits = call.int(1) {
      if isInt && digits >= 0 || !isInt && digits > 22 { return call.arguments[0] }
      let rounded = once(Self.rounding(digits), [double(call.arguments[0])], call)
      return isInt ? (rounded + "::bigint").with(.atom) : rounded
    }
    let scaled = "power(10::float8, abs({1}))"
    let whole = Self.nearest("(CASE WHEN {1} >= 0 THEN {0} * \(scaled) ELSE {0} / \(scaled) END)")
    let value =
      "CASE WHEN {0} IS NULL OR {1} IS NULL THEN NULL WHEN {1} > 22 THEN {0} WHEN {1} < -308 THEN 0 "
      + "WHEN abs({0}) >= 1e280 AND {1} >= 0 THEN {0} "
      + "WHEN {1} < 0 AND abs({0}) < \(scaled) / 4 THEN 0 "
      + "WHEN {1} >= 0 THEN \(whole) / \(scaled) ELSE \(whole) * \(scaled) END"
    let arguments = [double(call.arguments[0]), call.arguments[1]]
    let rounded = once(value, arguments, call)
    if !isInt { return rounded }
    return once(
      "CASE WHEN {1} >= 0 THEN {0} ELSE ({2})::bigint END", call.arguments + [rounded], call)
  }

  /// A plain `round` takes halves to even.
  private static func nearest(_ scaled: String) -> String {
    "CASE WHEN abs(\(scaled) - trunc(\(scaled))) >= 0.5 THEN trunc(\(scaled)) + sign(\(scaled)) ELSE trunc(\(scaled)) END"
  }

  private static func rounding(_ digits: Int64) -> String {
    if digits == 0 { return nearest("{0}") }
    if digits > 22 { return "{0}" }
    if digits < -308 { return "CASE WHEN {0} IS NULL THEN NULL ELSE 0::float8 END" }
    let scale = pow(10, Double(abs(digits)))
    if digits < 0 {
      let whole = nearest("({0} / \(scale)::float8)")
      // Rounded up, the largest numbers may go past what there is.
      let last = (Double.greatestFiniteMagnitude / scale).rounded(.down) + 0.5
      let infinite =
        scale < 1e293
        ? ""
        : "WHEN abs({0}) / \(scale)::float8 >= \(last)::float8 THEN sign({0}) * 'Infinity'::float8 "
      return
        "CASE WHEN abs({0}) < \(scale / 4)::float8 THEN 0 \(infinite)ELSE (\(whole)) * \(scale)::float8 END"
    }
    var largest = Double.greatestFiniteMagnitude / scale
    while (largest * scale).isInfinite { largest = largest.nextDown }
    let whole = nearest("({0} * \(scale)::float8)")
    return "CASE WHEN abs({0}) > \(largest)::float8 THEN {0} ELSE (\(whole)) / \(scale)::float8 END"
  }
}
