import CSQLite

/// The current row of a running statement. Valid during the row callback only.
final class SQLiteRow: ResultRow {
  private let handle: OpaquePointer
  /// Declared types by column, looked up when first asked for.
  private var types: [ColumnType?]
  /// For vectors that do not start on a 4-byte boundary in SQLite's page.
  private var aligned: [Float] = []
  let columnCount: Int

  init(_ handle: OpaquePointer) {
    self.handle = handle
    columnCount = Int(sqlite3_column_count(handle))
    types = Array(repeating: nil, count: columnCount)
  }

  static func name(_ handle: OpaquePointer, _ index: Int) -> String {
    sqlite3_column_name(handle, Int32(clamping: index)).map { String(cString: $0) } ?? ""
  }

  func columnName(_ index: Int) -> String { SQLiteRow.name(handle, index) }

  func isNull(_ index: Int) -> Bool { sqlite3_column_type(handle, Int32(clamping: index)) == SQLITE_NULL }
  func int(_ index: Int) -> Int64 { sqlite3_column_int64(handle, Int32(clamping: index)) }
  func float(_ index: Int) -> Double { sqlite3_column_double(handle, Int32(clamping: index)) }
  func text(_ index: Int) -> String { withUTF8(index) { String(decoding: $0, as: UTF8.self) } }

  func withUTF8<T>(_ index: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> T) rethrows -> T {
    let at = Int32(clamping: index)
    let start = sqlite3_column_text(handle, at)
    return try body(
      UnsafeBufferPointer(start: start, count: start == nil ? 0 : Int(sqlite3_column_bytes(handle, at))))
  }

  private func bytes(_ index: Int) -> UnsafeRawBufferPointer {
    let at = Int32(clamping: index)
    let start = sqlite3_column_blob(handle, at)
    return UnsafeRawBufferPointer(
      start: start, count: start == nil ? 0 : Int(sqlite3_column_bytes(handle, at)))
  }

  func withVector<T>(_ index: Int, _ body: (UnsafeBufferPointer<Float>) throws -> T) throws -> T {
    let bytes = bytes(index)
    var dimension: Int?
    if case .vector(let declared) = type(index) { dimension = declared }
    let count = bytes.count / 4
    guard bytes.count % 4 == 0, dimension == nil || dimension == count else {
      throw StoreError.vectorLength(column: columnName(index), bytes: bytes.count, dimension: dimension)
    }
    guard let start = bytes.baseAddress else { return try body(UnsafeBufferPointer(start: nil, count: 0)) }
    if Int(bitPattern: start) % 4 == 0 {
      return try body(UnsafeBufferPointer(start: start.assumingMemoryBound(to: Float.self), count: count))
    }
    // Taken out meanwhile: `body` may ask this row for another vector.
    var copy = aligned.count >= count ? aligned : Array(repeating: 0, count: count)
    aligned = []
    defer { aligned = copy }
    copy.withUnsafeMutableBytes { $0.copyMemory(from: bytes) }
    return try copy.withUnsafeBufferPointer { try body(UnsafeBufferPointer(rebasing: $0[..<count])) }
  }

  /// What the column was declared as; `any` for computed columns.
  func type(_ index: Int) -> ColumnType {
    guard index >= 0, index < columnCount else { return .any }
    if let known = types[index] { return known }
    let declared = sqlite3_column_decltype(handle, Int32(index)).map { String(cString: $0) }
    let type = SQLiteTypes.columnType(declared ?? "")
    types[index] = type
    return type
  }

  func value(_ index: Int) -> SQLValue { value(index, as: type(index)) }

  /// By the stored type, seen as `type`: an integer in a bool column is a bool, bytes of whole floats in a vector column a vector.
  func value(_ index: Int, as type: ColumnType) -> SQLValue {
    switch sqlite3_column_type(handle, Int32(clamping: index)) {
    case SQLITE_NULL: return .null
    case SQLITE_INTEGER:
      let number = int(index)
      switch type {
      case .bool where number == 0 || number == 1: return .bool(number == 1)
      case .float: return .float(Double(number))
      default: return .int(number)
      }
    case SQLITE_FLOAT: return .float(float(index))
    case SQLITE_TEXT: return .text(text(index))
    default:
      if case .vector = type, let elements = try? withVector(index, { Array($0) }) {
        return .vector(elements)
      }
      return .blob(Array(bytes(index)))
    }
  }
}
