import CSQLite

/// `vnb_first(value, directions, key…)`: the value of the row whose keys come first; `directions` has an `a` or a `d` for each key.
/// Without keys, the first row that arrives.
final class FirstValue {
  private enum Field {
    case null
    case int(Int64)
    case float(Double)
    case text([UInt8])
    case blob([UInt8])
  }

  private var value: Field?
  private var keys: [Field] = []

  static let step: Scalar = { context, count, arguments in
    guard let memory = sqlite3_aggregate_context(context, Int32(MemoryLayout<UnsafeRawPointer?>.size)) else {
      return sqlite3_result_error_nomem(context)
    }
    let slot = memory.assumingMemoryBound(to: UnsafeRawPointer?.self)
    if slot.pointee == nil {
      slot.pointee = UnsafeRawPointer(Unmanaged.passRetained(FirstValue()).toOpaque())
    }
    guard let object = slot.pointee else { return }
    Unmanaged<FirstValue>.fromOpaque(object).takeUnretainedValue().take(arguments, Int(count))
  }

  /// Gives the result and releases the state.
  static let finish: @convention(c) (Context) -> Void = { context in
    guard let memory = sqlite3_aggregate_context(context, 0),
      let object = memory.assumingMemoryBound(to: UnsafeRawPointer?.self).pointee
    else { return sqlite3_result_null(context) }
    Unmanaged<FirstValue>.fromOpaque(object).takeRetainedValue().give(context)
  }

  private func take(_ arguments: Arguments, _ count: Int) {
    guard count >= 2 else { return }
    if value != nil {
      let directions = SQLiteArgument.utf8(arguments, 1)
      var isBefore = false
      for at in 2..<max(2, count) where at - 2 < keys.count && at - 2 < directions.count {
        let order = FirstValue.compare(FirstValue.field(arguments, at), keys[at - 2])
        if order == 0 { continue }
        isBefore = (order < 0) == (directions[at - 2] == UInt8(ascii: "a"))
        break
      }
      if !isBefore { return }
    }
    value = FirstValue.field(arguments, 0)
    keys = (2..<max(2, count)).map { FirstValue.field(arguments, $0) }
  }

  private func give(_ context: Context) {
    switch value ?? .null {
    case .null: sqlite3_result_null(context)
    case .int(let number): sqlite3_result_int64(context, number)
    case .float(let number): sqlite3_result_double(context, number)
    case .text(let bytes): bytes.withUnsafeBufferPointer { SQLiteArgument.result(context, $0) }
    case .blob(let bytes):
      bytes.isEmpty
        ? sqlite3_result_zeroblob(context, 0)
        : bytes.withUnsafeBytes {
          sqlite3_result_blob64(context, $0.baseAddress, UInt64($0.count), copyBytes)
        }
    }
  }

  private static func field(_ arguments: Arguments, _ index: Int) -> Field {
    switch SQLiteArgument.type(arguments, index) {
    case SQLITE_NULL: return .null
    case SQLITE_INTEGER: return .int(SQLiteArgument.int(arguments, index))
    case SQLITE_FLOAT: return .float(SQLiteArgument.float(arguments, index))
    case SQLITE_TEXT: return .text(Array(SQLiteArgument.utf8(arguments, index)))
    default: return .blob(Array(SQLiteArgument.bytes(arguments, index)))
    }
  }

  /// SQLite's order: null, numbers, texts, bytes. -1, 0 or 1.
  private static func compare(_ left: Field, _ right: Field) -> Int {
    func sign<T: Comparable>(_ one: T, _ two: T) -> Int { one < two ? -1 : one == two ? 0 : 1 }
    switch (left, right) {
    case (.int(let one), .int(let two)): return sign(one, two)
    case (.float(let one), .float(let two)): return sign(one, two)
    case (.int(let one), .float(let two)): return sign(Double(one), two)
    case (.float(let one), .int(let two)): return sign(one, Double(two))
    case (.text(let one), .text(let two)), (.blob(let one), .blob(let two)):
      return one.lexicographicallyPrecedes(two) ? -1 : one == two ? 0 : 1
    default: return sign(rank(left), rank(right))
    }
  }

  private static func rank(_ field: Field) -> Int {
    switch field {
    case .null: return 0
    case .int, .float: return 1
    case .text: return 2
    case .blob: return 3
    }
  }
}
