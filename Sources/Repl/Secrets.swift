/// Finds text that seems to hold a password, which must not reach a file.
enum Secrets {
  /// True for `scheme://user:password@host` and for `password=…`, `pgpassword=…`, `password: "…"`.
  static func mayHold(_ text: String) -> Bool {
    let bytes = Array(text.utf8).map { (65...90).contains($0) ? $0 + 32 : $0 }
    return holdsURLPassword(bytes) || holdsWord(bytes, "password") || holdsWord(bytes, "passwd")
  }

  private static func holdsURLPassword(_ bytes: [UInt8]) -> Bool {
    let separator = Array("://".utf8)
    var index = 0
    while index + separator.count <= bytes.count {
      if bytes[index] == separator[0], bytes[index..<(index + 3)].elementsEqual(separator) {
        var seenColon = false
        for byte in bytes[(index + 3)...] {
          // The user part ends at a quote, blank or question mark. A slash does not end it: passwords that were
          // not percent-encoded may hold one.
          if [0x20, 0x0A, 0x22, 0x27, 0x60].contains(byte) { break }
          if byte == UInt8(ascii: ":") { seenColon = true }
          if byte == UInt8(ascii: "@") && seenColon { return true }
        }
      }
      index += 1
    }
    return false
  }

  private static func holdsWord(_ bytes: [UInt8], _ word: String) -> Bool {
    let word = Array(word.utf8)
    guard bytes.count > word.count else { return false }
    for index in 0..<(bytes.count - word.count) where bytes[index..<(index + word.count)].elementsEqual(word)
    {
      let next = bytes[(index + word.count)...].first { $0 != 0x20 }
      if next == UInt8(ascii: "=") || next == UInt8(ascii: ":") { return true }
    }
    return false
  }
}
