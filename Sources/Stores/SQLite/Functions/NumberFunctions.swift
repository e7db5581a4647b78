import CSQLite
import Glibc

/// Number functions: null where the mathematics gives no number.
enum NumberFunctions {
  static let all: [(String, Int32, Scalar)] = [
    ("vnb_round", 2, { context, _, arguments in round(context, arguments) }),
    ("vnb_floor", 1, { context, _, arguments in whole(context, arguments, .down) }),
    ("vnb_ceil", 1, { context, _, arguments in whole(context, arguments, .up) }),
    ("vnb_sqrt", 1, { context, _, arguments in real(context, arguments) { $0.squareRoot() } }),
    ("vnb_ln", 1, { context, _, arguments in real(context, arguments) { $0 > 0 ? log($0) : .nan } }),
    ("vnb_exp", 1, { context, _, arguments in real(context, arguments) { exp($0) } }),
    ("vnb_pow", 2, { context, _, arguments in power(context, arguments) }),
  ]

  private static func real(_ context: Context, _ arguments: Arguments, _ body: (Double) -> Double) {
    if SQLiteArgument.isNull(arguments, 0) { return sqlite3_result_null(context) }
    SQLiteArgument.result(context, body(SQLiteArgument.float(arguments, 0)))
  }

  private static func power(_ context: Context, _ arguments: Arguments) {
    if SQLiteArgument.isNull(arguments, 1) { return sqlite3_result_null(context) }
    let exponent = SQLiteArgument.float(arguments, 1)
    real(context, arguments) { pow($0, exponent) }
  }

  private static func whole(_ context: Context, _ arguments: Arguments, _ rule: FloatingPointRoundingRule) {
    if SQLiteArgument.type(arguments, 0) == SQLITE_INTEGER {
      return sqlite3_result_int64(context, SQLiteArgument.int(arguments, 0))
    }
    real(context, arguments) { $0.rounded(rule) }
  }

  /// x * 10^digits, rounded with halves away from zero, over 10^digits: plain double arithmetic that any engine can repeat.
  private static func round(_ context: Context, _ arguments: Arguments) {
    if SQLiteArgument.isNull(arguments, 1) { return sqlite3_result_null(context) }
    let digits = SQLiteArgument.int(arguments, 1)
    let isInt = SQLiteArgument.type(arguments, 0) == SQLITE_INTEGER
    if isInt && digits >= 0 { return sqlite3_result_int64(context, SQLiteArgument.int(arguments, 0)) }
    let rounded = { (value: Double) -> Double in
      if digits > 22 { return value }
      if digits < -308 { return 0 }
      let scale = pow(10, Double(abs(digits)))
      let scaled = digits >= 0 ? value * scale : value / scale
      if !scaled.isFinite { return value }
      let whole = scaled.rounded(.toNearestOrAwayFromZero)
      return digits >= 0 ? whole / scale : whole * scale
    }
    if isInt, let whole = Int64(exactly: rounded(SQLiteArgument.float(arguments, 0))) {
      return sqlite3_result_int64(context, whole)
    }
    real(context, arguments, rounded)
  }
}
