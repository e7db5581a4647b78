/// Reads the `text` of one line of the history file: just enough JSON (RFC 8259) for what vnb writes there.
enum HistoryLine {
  static func text(_ line: ArraySlice<UInt8>) -> String? {
    let start = Array("{\"text\":\"".utf8)
    guard line.starts(with: start) else { return nil }
    var bytes: [UInt8] = []
    var rest = line.dropFirst(start.count)
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "\""):
        return rest.last == UInt8(ascii: "}") ? String(validating: bytes, as: UTF8.self) : nil
      case UInt8(ascii: "\\"):
        guard let escaped = escape(&rest) else { return nil }
        bytes += Array(String(Character(escaped)).utf8)
      default: bytes.append(byte)
      }
    }
    return nil
  }

  private static func escape(_ rest: inout ArraySlice<UInt8>) -> Unicode.Scalar? {
    switch rest.popFirst() {
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "u"):
      // The writer escapes single code units only; characters beyond them stand as they are.
      let digits = String(decoding: rest.prefix(4), as: UTF8.self)
      rest = rest.dropFirst(4)
      return UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init)
    case let byte?: return byte < 0x80 ? Unicode.Scalar(byte) : nil
    case nil: return nil
    }
  }
}
