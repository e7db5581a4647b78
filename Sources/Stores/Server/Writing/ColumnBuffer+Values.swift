import CPostgres

/// Values into the form of their column. False when a value cannot be one of it.
extension ColumnBuffer {
  func put(int value: Int64) -> Bool {
    switch form {
    case .int8: append(value)
    case .int4: return exact(Int32(exactly: value))
    case .int2: return exact(Int16(exactly: value))
    case .float8: append(Double(value).bitPattern)
    case .float4: append(Float(value).bitPattern)
    case .bool where value == 0 || value == 1: append(UInt8(value))
    case .text, .cast: put(words: String(value))
    default: return false
    }
    return true
  }

  func put(float given: Double) -> Bool {
    // No negative zero, as in SQLite's tables.
    let value = given + 0
    switch form {
    case .float8: append(value.bitPattern)
    case .float4:
      let narrow = Float(value)
      if narrow.isInfinite && value.isFinite { return false }
      append(narrow.bitPattern)
    case .int2, .int4, .int8: return Int64(exactly: value).map { put(int: $0) } ?? false
    case .text, .cast: put(words: ServerText.of(.float(value)))
    default: return false
    }
    return true
  }

  func put(bool value: Bool) -> Bool {
    switch form {
    case .bool: append(UInt8(value ? 1 : 0))
    case .text, .cast: put(words: value ? "true" : "false")
    case .int2, .int4, .int8, .float4, .float8: return put(int: value ? 1 : 0)
    default: return false
    }
    return true
  }

  /// Valid UTF-8 without NUL.
  func put(utf8: UnsafeBufferPointer<UInt8>) -> Bool {
    switch form {
    case .text, .cast: append(UnsafeRawBufferPointer(utf8))
    case .bytea: append(UnsafeRawBufferPointer(utf8))
    case .uuid: return putUUID(utf8)
    case .int2, .int4, .int8:
      return Int64(String(decoding: utf8, as: UTF8.self)).map { put(int: $0) } ?? false
    case .float4, .float8:
      return Double(String(decoding: utf8, as: UTF8.self)).map { put(float: $0) } ?? false
    default: return false
    }
    return true
  }

  func put(blob value: [UInt8]) -> Bool {
    switch form {
    case .bytea: value.withUnsafeBytes { append($0) }
    case .uuid where value.count == 16: value.withUnsafeBytes { append($0) }
    case .cast: put(words: ServerText.of(.blob(value)))
    default: return false
    }
    return true
  }

  /// Finite elements of the column's dimension.
  func put(vector elements: UnsafeBufferPointer<Float>) -> Bool {
    switch form {
    case .vector: append(4 + 4 * elements.count) { WireVector.write(elements, to: $0) }
    case .text, .cast: put(words: ServerText.vector(Array(elements)))
    // As SQLite keeps them: little-endian, like every machine this runs on.
    case .bytea: append(UnsafeRawBufferPointer(elements))
    default: return false
    }
    return true
  }

  /// In place of a value that is refused for another reason.
  func putNothing() -> Bool {
    null()
    return true
  }

  private func put(words: String) {
    var words = words
    words.withUTF8 { append(UnsafeRawBufferPointer($0)) }
  }

  private func exact<I: FixedWidthInteger & BitwiseCopyable>(_ number: I?) -> Bool {
    guard let number else { return false }
    append(number)
    return true
  }

  /// 32 hex digits; hyphens may stand between pairs of them, braces around all.
  private func putUUID(_ utf8: UnsafeBufferPointer<UInt8>) -> Bool {
    var digits: [UInt8] = []
    for byte in utf8 {
      switch byte {
      case 48...57: digits.append(byte - 48)
      case 65...70: digits.append(byte - 55)
      case 97...102: digits.append(byte - 87)
      case UInt8(ascii: "-") where digits.count % 4 == 0 && !digits.isEmpty: continue
      case UInt8(ascii: "{"), UInt8(ascii: "}"): continue
      default: return false
      }
    }
    guard digits.count == 32 else { return false }
    let bytes = (0..<16).map { digits[2 * $0] << 4 | digits[2 * $0 + 1] }
    bytes.withUnsafeBytes { append($0) }
    return true
  }
}
