import Support
import Testing

@testable import Basics

/// The passwords found in one go are those that looking through the word at each `://` finds.
@Suite struct URLPasswordTests {
  @Test func findsWhatThePlainWayFinds() {
    var random = SeededGenerator(seed: 7)
    let pieces = [
      "://", "://", "://u:p", "@h", "@", ":", "@", "/", "?", " ", "  ", "\n", "\"", "a", "12", "postgres",
      "postgresql",
      "POSTGRES", "é", "=", "***",
    ]
    var found = 0
    for _ in 0..<4_000 {
      let text = (0..<(1 + random.below(24))).map { _ in random.pick(pieces) ?? "" }.joined()
      let bytes = Array(text.utf8)
      var urls = URLPasswords(bytes)
      var at = 0
      while at < bytes.count {
        let (one, other) = (urls.password(at), PlainURLPasswords.password(bytes, at))
        if one != other { Issue.record("\(text.debugDescription) at \(at): \(String(describing: one))") }
        if one != nil { found += 1 }
        // As masking does: what was found is passed over.
        at = one?.upperBound ?? at + 1
      }
    }
    #expect(found > 200)
  }

  @Test(
    .timeLimit(.minutes(1)),
    arguments: [
      "://", "postgres://", "postgres://a:b ", "://:@?", "a://b:c@d ", "password", "=@", "postgres://x@ ",
    ])
  func takesLongTextsInOneGo(_ piece: String) {
    let text = "@" + String(repeating: piece, count: 200_000 / piece.utf8.count)
    #expect(PasswordMask.masked(text).utf8.count > 0)
  }
}

/// Looks through the word anew at each `://`.
private enum PlainURLPasswords {
  static func password(_ bytes: [UInt8], _ at: Int) -> Range<Int>? {
    guard bytes[at...].starts(with: "://".utf8) else { return nil }
    let start = at + 3
    let end = wordEnd(bytes, from: start, isServer: isServer(bytes[..<at]))
    guard let sign = lastSign(bytes[start..<end]),
      let colon = bytes[start..<sign].firstIndex(of: UInt8(ascii: ":")), colon + 1 < sign
    else { return nil }
    return (colon + 1)..<sign
  }

  private static func isServer(_ before: ArraySlice<UInt8>) -> Bool {
    let text = String(decoding: before, as: UTF8.self).lowercased()
    return text.hasSuffix("postgres") || text.hasSuffix("postgresql")
  }

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

  private static func lastSign(_ word: ArraySlice<UInt8>) -> Int? {
    let query = word.firstIndex(of: UInt8(ascii: "?")) ?? word.endIndex
    return word[..<query].lastIndex(of: UInt8(ascii: "@")) ?? word.lastIndex(of: UInt8(ascii: "@"))
  }

  private static func isEnd(_ byte: UInt8) -> Bool {
    byte <= 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "`")
  }
}
