import CSQLite

/// Text functions whose results are the same on every engine.
enum TextFunctions {
  static let all: [(String, Int32, Scalar)] = [
    ("vnb_lower", 1, { context, _, arguments in mapCase(context, arguments, toLower: true) }),
    ("vnb_upper", 1, { context, _, arguments in mapCase(context, arguments, toLower: false) }),
    ("vnb_words", 1, { context, _, arguments in countWords(context, arguments) }),
    ("vnb_split_part", 3, { context, _, arguments in splitPart(context, arguments) }),
    ("vnb_concat", -1, { context, count, arguments in concatenate(context, Int(count), arguments) }),
    ("vnb_string", 1, { context, _, arguments in describe(context, arguments) }),
    ("vnb_int", 1, { context, _, arguments in toInt(context, arguments) }),
    ("vnb_float", 1, { context, _, arguments in toFloat(context, arguments) }),
  ]

  /// Unicode's full mapping, scalar by scalar: `ß` becomes `SS`; no rules of languages or of place in the word.
  private static func mapCase(_ context: Context, _ arguments: Arguments, toLower: Bool) {
    if SQLiteArgument.isNull(arguments, 0) { return sqlite3_result_null(context) }
    let bytes = SQLiteArgument.utf8(arguments, 0)
    if bytes.allSatisfy({ $0 < 128 }) {
      let first = UInt8(ascii: toLower ? "A" : "a")
      let mapped = bytes.map { $0 >= first && $0 < first + 26 ? $0 ^ 32 : $0 }
      return mapped.withUnsafeBufferPointer { SQLiteArgument.result(context, $0) }
    }
    var mapped = ""
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      mapped += toLower ? scalar.properties.lowercaseMapping : scalar.properties.uppercaseMapping
    }
    SQLiteArgument.result(context, mapped)
  }

  private static func countWords(_ context: Context, _ arguments: Arguments) {
    if SQLiteArgument.isNull(arguments, 0) { return sqlite3_result_null(context) }
    let bytes = SQLiteArgument.utf8(arguments, 0)
    var words: Int64 = 0
    var isInside = false
    func see(isSpace: Bool) {
      if !isSpace && !isInside { words += 1 }
      isInside = !isSpace
    }
    if bytes.allSatisfy({ $0 < 128 }) {
      for byte in bytes { see(isSpace: byte == 32 || byte >= 9 && byte <= 13) }
    } else {
      for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
        see(isSpace: scalar.properties.isWhitespace)
      }
    }
    sqlite3_result_int64(context, words)
  }

  private static func splitPart(_ context: Context, _ arguments: Arguments) {
    for index in 0..<3 where SQLiteArgument.isNull(arguments, index) { return sqlite3_result_null(context) }
    let text = SQLiteArgument.utf8(arguments, 0)
    let separator = SQLiteArgument.text(arguments, 1).utf8.map { $0 }
    var wanted = SQLiteArgument.int(arguments, 2)
    if wanted < 0 { return SQLiteArgument.result(context, "") }
    var start = 0
    while true {
      let end = find(separator, in: text, from: start)
      if wanted == 0 {
        return SQLiteArgument.result(
          context, UnsafeBufferPointer(rebasing: text[start..<(end ?? text.count)]))
      }
      guard let end else { return SQLiteArgument.result(context, "") }
      start = end + separator.count
      wanted -= 1
    }
  }

  private static func find(_ part: [UInt8], in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    guard let first = part.first, text.count >= part.count else { return nil }
    var at = start
    while at + part.count <= text.count {
      if text[at] == first, text[at..<(at + part.count)].elementsEqual(part) { return at }
      at += 1
    }
    return nil
  }

  private static func concatenate(_ context: Context, _ count: Int, _ arguments: Arguments) {
    var all: [UInt8] = []
    for index in 0..<count {
      if SQLiteArgument.isNull(arguments, index) { return sqlite3_result_null(context) }
      all += SQLiteArgument.utf8(arguments, index)
    }
    all.withUnsafeBufferPointer { SQLiteArgument.result(context, $0) }
  }

  /// Floats in the shortest form that reads back as the same number, always with a point or an exponent.
  private static func describe(_ context: Context, _ arguments: Arguments) {
    switch SQLiteArgument.type(arguments, 0) {
    case SQLITE_NULL: sqlite3_result_null(context)
    case SQLITE_FLOAT: SQLiteArgument.result(context, "\(SQLiteArgument.float(arguments, 0))")
    case SQLITE_BLOB: SQLiteArgument.fail(context, "string() takes no bytes and no vectors")
    default: SQLiteArgument.result(context, SQLiteArgument.utf8(arguments, 0))
    }
  }

  private static func toInt(_ context: Context, _ arguments: Arguments) {
    switch SQLiteArgument.type(arguments, 0) {
    case SQLITE_INTEGER: sqlite3_result_int64(context, SQLiteArgument.int(arguments, 0))
    case SQLITE_FLOAT:
      let whole = SQLiteArgument.float(arguments, 0).rounded(.towardZero)
      guard let number = Int64(exactly: whole) else {
        return SQLiteArgument.fail(context, "integer overflow")
      }
      sqlite3_result_int64(context, number)
    case SQLITE_TEXT:
      guard let number = Int64(trimmed(arguments)) else { return sqlite3_result_null(context) }
      sqlite3_result_int64(context, number)
    default: sqlite3_result_null(context)
    }
  }

  private static func toFloat(_ context: Context, _ arguments: Arguments) {
    switch SQLiteArgument.type(arguments, 0) {
    case SQLITE_INTEGER: sqlite3_result_double(context, Double(SQLiteArgument.int(arguments, 0)))
    case SQLITE_FLOAT: sqlite3_result_double(context, SQLiteArgument.float(arguments, 0))
    case SQLITE_TEXT:
      let text = trimmed(arguments)
      let isDecimal = text.utf8.allSatisfy { "0123456789+-.eE".utf8.contains($0) }
      guard isDecimal, let number = Double(text) else { return sqlite3_result_null(context) }
      SQLiteArgument.result(context, number)
    default: sqlite3_result_null(context)
    }
  }

  private static func trimmed(_ arguments: Arguments) -> String {
    let scalars = SQLiteArgument.text(arguments, 0).unicodeScalars
    guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return "" }
    return String(scalars[first...last])
  }
}
