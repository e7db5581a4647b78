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
    while at < bytes.count {
      if let range = urlPassword(bytes, at) ?? keywordPassword(bytes, at) {
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

  /// The password of a URL whose `://` starts at `at`: from the first `:` after it to the last `@` of the word, as a
  /// password typed by hand may hold `@` and `/`.
  private static func urlPassword(_ bytes: [UInt8], _ at: Int) -> Range<Int>? {
    guard bytes[at...].starts(with: "://".utf8) else { return nil }
    let start = at + 3
    let end = wordEnd(bytes, from: start, isServer: isServer(bytes[..<at]))
    guard let sign = lastSign(bytes[start..<end]),
      let colon = bytes[start..<sign].firstIndex(of: UInt8(ascii: ":")), colon + 1 < sign
    else { return nil }
    return (colon + 1)..<sign
  }

  private static func isServer(_ before: ArraySlice<UInt8>) -> Bool {
    let scheme = before.suffix(10).map { $0 | 0x20 }
    return scheme.suffix(8).elementsEqual("postgres".utf8) || scheme.elementsEqual("postgresql".utf8)
  }

  /// A word ends at a blank or quote. In a server's URL a password that was typed with blanks goes on behind them.
  private static func wordEnd(_ bytes: [UInt8], from start: Int, isServer: Bool) -> Int {
    let end = bytes[start...].firstIndex { isEnd($0) } ?? bytes.endIndex
    guard isServer, end < bytes.endIndex, bytes[end] == 0x20 else { return end }
    let word = bytes[start..<end]
    guard !word.contains(UInt8(ascii: "@")), !word.contains(UInt8(ascii: "/")),
      let colon = word.lastIndex(of: UInt8(ascii: ":")),
      !word[(colon + 1)...].allSatisfy({ (48...57).contains($0) })
    else { return end }
    return bytes[end...].firstIndex { $0 != 0x20 && isEnd($0) } ?? bytes.endIndex
  }

  /// The `@` that ends a URL's user and password: the last one before the parameters.
  private static func lastSign(_ word: ArraySlice<UInt8>) -> Int? {
    let query = word.firstIndex(of: UInt8(ascii: "?")) ?? word.endIndex
    return word[..<query].lastIndex(of: UInt8(ascii: "@")) ?? word.lastIndex(of: UInt8(ascii: "@"))
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

  private static func isEnd(_ byte: UInt8) -> Bool {
    byte <= 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "`")
  }
}
