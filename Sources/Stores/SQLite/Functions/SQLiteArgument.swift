import CSQLite

/// Arguments and results of functions called by SQLite. Pointers are valid during the call.
typealias Context = OpaquePointer?
typealias Arguments = UnsafeMutablePointer<OpaquePointer?>?
typealias Scalar = @convention(c) (Context, Int32, Arguments) -> Void

enum SQLiteArgument {
  static func type(_ arguments: Arguments, _ index: Int) -> Int32 {
    arguments.map { sqlite3_value_type($0[index]) } ?? SQLITE_NULL
  }

  static func isNull(_ arguments: Arguments, _ index: Int) -> Bool { type(arguments, index) == SQLITE_NULL }
  static func int(_ arguments: Arguments, _ index: Int) -> Int64 { sqlite3_value_int64(arguments?[index]) }
  static func float(_ arguments: Arguments, _ index: Int) -> Double {
    sqlite3_value_double(arguments?[index])
  }

  static func bytes(_ arguments: Arguments, _ index: Int) -> UnsafeRawBufferPointer {
    let value = arguments?[index]
    let start = sqlite3_value_blob(value)
    return UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : Int(sqlite3_value_bytes(value)))
  }

  static func utf8(_ arguments: Arguments, _ index: Int) -> UnsafeBufferPointer<UInt8> {
    let value = arguments?[index]
    let start = sqlite3_value_text(value)
    return UnsafeBufferPointer(start: start, count: start == nil ? 0 : Int(sqlite3_value_bytes(value)))
  }

  static func text(_ arguments: Arguments, _ index: Int) -> String {
    String(decoding: utf8(arguments, index), as: UTF8.self)
  }

  static func result(_ context: Context, _ text: String) {
    var text = text
    text.withUTF8 { result(context, $0) }
  }

  static func result(_ context: Context, _ bytes: UnsafeBufferPointer<UInt8>) {
    guard let start = bytes.baseAddress else { return sqlite3_result_text(context, "", 0, copyBytes) }
    start.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
      sqlite3_result_text64(context, $0, UInt64(bytes.count), copyBytes, UInt8(SQLITE_UTF8))
    }
  }

  /// A number that is not a number becomes null.
  static func result(_ context: Context, _ number: Double) {
    number.isNaN ? sqlite3_result_null(context) : sqlite3_result_double(context, number)
  }

  static func fail(_ context: Context, _ message: String) {
    sqlite3_result_error(context, message, -1)
  }
}
