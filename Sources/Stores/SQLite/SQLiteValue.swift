import CSQLite
import Glibc

/// Values into statements. A nil destructor means that the bytes live until the statement is reset.
enum SQLiteValue {
  static func bind(_ value: SQLValue, to handle: OpaquePointer, at index: Int) throws -> Int32 {
    let at = Int32(clamping: index)
    switch value {
    case .null: return sqlite3_bind_null(handle, at)
    case .bool(let flag): return sqlite3_bind_int(handle, at, flag ? 1 : 0)
    case .int(let number): return sqlite3_bind_int64(handle, at, number)
    case .float(let number):
      if number.isNaN { throw StoreError.notANumber(place: "the value of parameter \(index)") }
      return sqlite3_bind_double(handle, at, number)
    case .text(let text):
      var text = text
      return try text.withUTF8 { bytes in
        try refuseNUL(bytes, index)
        return bindText(bytes, to: handle, at: index, destructor: copyBytes)
      }
    case .blob(let bytes):
      return bytes.withUnsafeBytes { bindBytes($0, to: handle, at: index, destructor: copyBytes) }
    case .vector(let elements):
      return elements.withUnsafeBytes { bindBytes($0, to: handle, at: index, destructor: copyBytes) }
    }
  }

  static func refuseNUL(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) throws {
    guard let start = bytes.baseAddress, memchr(start, 0, bytes.count) != nil else { return }
    throw StoreError.nulInText(place: "the text of parameter \(index)")
  }

  /// An empty buffer may have no address, which SQLite would take for NULL: it is bound as empty text.
  static func bindText(
    _ bytes: UnsafeBufferPointer<UInt8>, to handle: OpaquePointer, at index: Int,
    destructor: sqlite3_destructor_type?
  ) -> Int32 {
    let at = Int32(clamping: index)
    guard let start = bytes.baseAddress, !bytes.isEmpty else {
      return sqlite3_bind_text(handle, at, "", 0, copyBytes)
    }
    return start.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
      sqlite3_bind_text64(handle, at, $0, UInt64(bytes.count), destructor, UInt8(SQLITE_UTF8))
    }
  }

  static func bindBytes(
    _ bytes: UnsafeRawBufferPointer, to handle: OpaquePointer, at index: Int,
    destructor: sqlite3_destructor_type?
  ) -> Int32 {
    let at = Int32(clamping: index)
    guard let start = bytes.baseAddress, !bytes.isEmpty else { return sqlite3_bind_zeroblob(handle, at, 0) }
    return sqlite3_bind_blob64(handle, at, start, UInt64(bytes.count), destructor)
  }

  static func clear(_ handle: OpaquePointer) {
    sqlite3_reset(handle)
    sqlite3_clear_bindings(handle)
  }
}
