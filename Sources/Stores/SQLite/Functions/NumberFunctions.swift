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
    ("vnb_chain", -1, { chain($0, $1, $2) }),
    ("vnb_negate", 1, { negate($0, $2) }),
  ]

  /// `vnb_chain('+*-', a, b, c, d)` is ((a + b) * c) - d of ints, with an error past 64 bits. A column may hold a float all the
  /// same; the rest is computed in floats then.
  private static func chain(_ context: Context, _ count: Int32, _ arguments: Arguments) {
    guard count > 1 else { return SQLiteArgument.fail(context, "vnb_chain takes signs and values") }
    let symbols = SQLiteArgument.utf8(arguments, 0)
    var whole: Int64?
    var real = 0.0
    for at in 1..<Int(count) {
      let type = SQLiteArgument.type(arguments, at)
      if type == SQLITE_NULL { return sqlite3_result_null(context) }
      let next = SQLiteArgument.float(arguments, at)
      guard at > 1 else {
        whole = type == SQLITE_INTEGER ? SQLiteArgument.int(arguments, at) : nil
        real = next
        continue
      }
      let symbol = at - 2 < symbols.count ? symbols[at - 2] : 0
      if let left = whole, type == SQLITE_INTEGER {
        let (value, overflow) = step(left, symbol, SQLiteArgument.int(arguments, at))
        if overflow { return SQLiteArgument.fail(context, "integer overflow") }
        (whole, real) = (value, Double(value))
      } else {
        whole = nil
        real =
          symbol == UInt8(ascii: "*") ? real * next : symbol == UInt8(ascii: "-") ? real - next : real + next
      }
    }
    whole.map { sqlite3_result_int64(context, $0) } ?? SQLiteArgument.result(context, real)
  }

  private static func step(_ left: Int64, _ symbol: UInt8, _ right: Int64) -> (
    partialValue: Int64, overflow: Bool
  ) {
    switch symbol {
    case UInt8(ascii: "*"): left.multipliedReportingOverflow(by: right)
    case UInt8(ascii: "-"): left.subtractingReportingOverflow(right)
    default: left.addingReportingOverflow(right)
    }
  }

  private static func negate(_ context: Context, _ arguments: Arguments) {
    switch SQLiteArgument.type(arguments, 0) {
    case SQLITE_NULL: sqlite3_result_null(context)
    case SQLITE_INTEGER:
      let (value, overflow) = Int64.zero.subtractingReportingOverflow(SQLiteArgument.int(arguments, 0))
      overflow ? SQLiteArgument.fail(context, "integer overflow") : sqlite3_result_int64(context, value)
    default: SQLiteArgument.result(context, -SQLiteArgument.float(arguments, 0))
    }
  }

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
