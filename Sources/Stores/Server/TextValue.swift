/// Values from the text the server makes of them. Nil for text that is no such value.
enum TextValue {
  static func decode(_ bytes: UnsafeRawBufferPointer, as type: ServerType) -> SQLValue? {
    func text() -> String { String(decoding: bytes, as: UTF8.self) }
    switch type {
    case .bool: return bytes.first.map { .bool($0 == UInt8(ascii: "t")) }
    case .int2, .int4, .int8, .oid: return Int64(text()).map { .int($0) }
    case .xid8: return Int64(text()).map { .int($0) } ?? Double(text()).map { .float($0) }
    case .float4: return Float(text()).map { .float(Double($0)) }
    case .float8: return Double(text()).map { .float($0) }
    case .numeric:
      // Digits after the point mean a fraction, also `1.0`, as in the binary form.
      return Int64(text()).map { .int($0) } ?? Double(text()).map { .float($0) }
    case .bytea: return blob(bytes).map { .blob($0) }
    case .vector: return vector(bytes).map { .vector($0) }
    default: return .text(text())
    }
  }

  /// `\x00ff`.
  static func blob(_ bytes: UnsafeRawBufferPointer) -> [UInt8]? {
    guard bytes.count >= 2, bytes.count % 2 == 0, bytes[0] == UInt8(ascii: "\\"),
      bytes[1] == UInt8(ascii: "x")
    else { return nil }
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count / 2 - 1)
    for at in stride(from: 2, to: bytes.count, by: 2) {
      guard let high = digit(bytes[at]), let low = digit(bytes[at + 1]) else { return nil }
      out.append(high << 4 | low)
    }
    return out
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 48...57: byte - 48
    case 97...102: byte - 87
    case 65...70: byte - 55
    default: nil
    }
  }

  /// `[1,0.5,-2e-10]`.
  static func vector(_ bytes: UnsafeRawBufferPointer) -> [Float]? {
    guard bytes.first == UInt8(ascii: "["), bytes.last == UInt8(ascii: "]"), bytes.count >= 2 else {
      return nil
    }
    let text = String(decoding: bytes[1..<(bytes.count - 1)], as: UTF8.self)
    if text.isEmpty { return [] }
    var elements: [Float] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let element = Float(part) else { return nil }
      elements.append(element)
    }
    return elements
  }
}
