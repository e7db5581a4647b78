import CSQLite

extension SQLiteStore {
  /// Functions that user statements and relations may call. All are deterministic and touch nothing, so that views, indexes
  /// and checks may use them too.
  func registerFunctions(on connection: OpaquePointer) throws {
    for (name, count, function) in TextFunctions.all + NumberFunctions.all + VectorFunctions.all {
      try check(
        sqlite3_create_function_v2(connection, name, count, Self.flags, nil, function, nil, nil, nil),
        connection)
    }
    try registerSums(on: connection)
    try check(
      sqlite3_create_function_v2(
        connection, "vnb_first", -1, Self.flags, nil, nil, FirstValue.step, FirstValue.finish, nil),
      connection)
  }

  private static let flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS

  private func registerSums(on connection: OpaquePointer) throws {
    typealias Finish = @convention(c) (Context) -> Void
    let kinds: [(String, Finish)] = [("vnb_sum", SumFunctions.sum), ("vnb_mean", SumFunctions.mean)]
    for (name, finish) in kinds {
      try check(
        sqlite3_create_window_function(
          connection, name, 1, Self.flags, nil, SumFunctions.step, finish, finish, SumFunctions.inverse, nil),
        connection)
    }
  }

  private func check(_ result: Int32, _ connection: OpaquePointer) throws {
    if result != SQLITE_OK { throw failure(connection, statement: "") }
  }
}

/// `vnb_sum` and `vnb_mean`: exact, so that neither plan nor order matters.
enum SumFunctions {
  static let step: Scalar = { context, _, arguments in add(context, arguments, sign: 1) }
  static let inverse: Scalar = { context, _, arguments in add(context, arguments, sign: -1) }

  static let sum: @convention(c) (Context) -> Void = { context in
    guard let total = state(context), total.count > 0 else { return sqlite3_result_null(context) }
    if !total.hasFloats {
      guard let whole = total.intSum else { return SQLiteArgument.fail(context, "integer overflow") }
      return sqlite3_result_int64(context, whole)
    }
    SQLiteArgument.result(context, total.floatSum ?? .nan)
  }

  static let mean: @convention(c) (Context) -> Void = { context in
    guard let total = state(context), total.count > 0 else { return sqlite3_result_null(context) }
    SQLiteArgument.result(context, (total.floatSum ?? .nan) / Double(total.count))
  }

  private static func state(_ context: Context) -> ExactSum? {
    sqlite3_aggregate_context(context, ExactSum.byteCount).map { ExactSum($0) }
  }

  private static func add(_ context: Context, _ arguments: Arguments, sign: Int64) {
    guard let total = state(context) else { return sqlite3_result_error_nomem(context) }
    switch SQLiteArgument.type(arguments, 0) {
    case SQLITE_NULL: return
    case SQLITE_INTEGER: total.add(SQLiteArgument.int(arguments, 0), sign: sign)
    case SQLITE_FLOAT: total.add(SQLiteArgument.float(arguments, 0), sign: sign)
    default:
      SQLiteArgument.fail(context, "sum and mean take numbers; there is a text or bytes among the values")
    }
  }
}
