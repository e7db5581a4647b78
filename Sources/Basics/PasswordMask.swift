/// Text without passwords: for every message, echo and log line that may hold what a person typed.
public enum PasswordMask {
  public static let mask = "***"

  /// Replaces the password of every `://user:password@` and the value of every `password=` and `sslpassword=`, also as a
  /// parameter of a URL and quoted. Other text stays.
  public static func masked(_ text: String) -> String {
    guard mayHold(text) else { return text }
    return String(decoding: replacing(Array(text.utf8)) { _ in Array(mask.utf8) }, as: UTF8.self)
  }

  /// The same with as many `*` as the password has bytes, for a line whose places are counted in bytes.
  public static func covered(_ line: [UInt8]) -> [UInt8] {
    replacing(line) { Array(repeating: UInt8(ascii: "*"), count: $0) }
  }

  /// Only in URLs of servers: for values that a program shows, of which other text is none of our business.
  public static func maskedServers(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "@")) || text.utf8.contains(UInt8(ascii: "=")) else { return text }
    let lower = text.lowercased()
    return lower.contains("postgres://") || lower.contains("postgresql://") ? masked(text) : text
  }

  /// True for text that holds a password.
  public static func holdsPassword(_ text: String) -> Bool {
    var found = false
    if mayHold(text) {
      _ = replacing(Array(text.utf8)) { _ in
        found = true
        return []
      }
    }
    return found
  }

  /// Long texts go by here, row by row: most hold neither sign that a password needs.
  private static func mayHold(_ text: String) -> Bool {
    text.utf8.contains { $0 == UInt8(ascii: "@") || $0 == UInt8(ascii: "=") }
  }

  private static func replacing(_ bytes: [UInt8], with cover: (Int) -> [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count)
    var at = 0
    var urls = URLPasswords(bytes)
    while at < bytes.count {
      if let range = urls.password(at) ?? keywordPassword(bytes, at) {
        out += bytes[at..<range.lowerBound]
        // What is masked already is no password.
        out += bytes[range].elementsEqual(mask.utf8) ? Array(mask.utf8) : cover(range.count)
        at = range.upperBound
      } else {
        out.append(bytes[at])
        at += 1
      }
    }
    return out
  }

  /// libpq's reason why it cannot read `text`, which quotes parts of it: they are left out when any may be secret.
  public static func reason(_ reason: String, of text: String) -> String {
    let line = reason.split(separator: "\n").joined(separator: " ")
    let isHarmless = !text.lowercased().contains("pass") && !text.contains("@")
    if isHarmless { return line }
    let pieces = line.split(separator: "\"", omittingEmptySubsequences: false)
    // The first and last quotes hold everything that was quoted: a quoted part may hold quotes itself.
    guard pieces.count > 2, let first = pieces.first, let last = pieces.last else { return masked(line) }
    return "\(first)\"…\"\(last)"
  }

  /// The value after a `password`, `=` at `at`, in any case and with blanks around the `=`.
  private static func keywordPassword(_ bytes: [UInt8], _ at: Int) -> Range<Int>? {
    let word = Array("password".utf8)
    guard bytes.count - at > word.count, zip(bytes[at...], word).allSatisfy({ $0 | 0x20 == $1 }) else {
      return nil
    }
    let blanks = { (from: Int) in bytes[from...].firstIndex { $0 != 0x20 && $0 != 0x09 } ?? bytes.endIndex }
    let sign = blanks(at + word.count)
    guard sign < bytes.count, bytes[sign] == UInt8(ascii: "=") else { return nil }
    let start = blanks(sign + 1)
    guard start < bytes.count else { return nil }
    let quote = UInt8(ascii: "'")
    if bytes[start] == quote { return (start + 1)..<quotedEnd(bytes, start + 1) }
    let end = bytes[start...].firstIndex { isEnd($0) || $0 == UInt8(ascii: "&") } ?? bytes.endIndex
    return end > start ? start..<end : nil
  }

  /// Where a value in single quotes ends; a backslash takes the next byte for itself.
  private static func quotedEnd(_ bytes: [UInt8], _ start: Int) -> Int {
    var at = start
    while at < bytes.count, bytes[at] != UInt8(ascii: "'") {
      at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1
    }
    return min(at, bytes.count)
  }

  static func isEnd(_ byte: UInt8) -> Bool {
    byte <= 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "`")
  }
}
