/// The passwords in the URLs of one text.
///
/// What is found on the way to one `://` is kept for those after it: a word of a million of them takes no longer than any other
/// text of its length. Positions asked for must rise.
struct URLPasswords {
  private let bytes: [UInt8]
  /// Where the word ends that was looked at last, and where the line of blanks and words does.
  private var wordEnd = 0
  private var lineEnd = 0
  /// By the end of a stretch: its last `@`; nil when it has none.
  private var lastSigns: [Int: Int?] = [:]
  private var question = 0
  private var slash = 0
  private var colon = 0
  /// The last `@` before the `?` at `question`.
  private var signBeforeQuestion: (question: Int, sign: Int?) = (-1, nil)

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The password of a URL whose `://` starts at `at`: from the first `:` after it to the last `@` of the word, as a
  /// password typed by hand may hold `@` and `/`.
  mutating func password(_ at: Int) -> Range<Int>? {
    guard bytes[at] == UInt8(ascii: ":"), bytes[at...].starts(with: "://".utf8) else { return nil }
    let start = at + 3
    let end = end(from: start, isServer: isServer(bytes[..<at]))
    guard let sign = lastSign(start, end) else { return nil }
    if colon < start { colon = first(UInt8(ascii: ":"), from: start) }
    guard colon < sign, colon + 1 < sign else { return nil }
    return (colon + 1)..<sign
  }

  private func isServer(_ before: ArraySlice<UInt8>) -> Bool {
    let scheme = before.suffix(10).map { $0 | 0x20 }
    return scheme.suffix(8).elementsEqual("postgres".utf8) || scheme.elementsEqual("postgresql".utf8)
  }

  private func first(_ byte: UInt8, from start: Int) -> Int {
    bytes[start...].firstIndex(of: byte) ?? bytes.endIndex
  }

  /// A word ends at a blank or quote. In a server's URL a password that was typed with blanks goes on behind them.
  private mutating func end(from start: Int, isServer: Bool) -> Int {
    if wordEnd < start { wordEnd = bytes[start...].firstIndex(where: PasswordMask.isEnd) ?? bytes.endIndex }
    let end = wordEnd
    guard isServer, end < bytes.endIndex, bytes[end] == 0x20, last(start, end) == nil else { return end }
    if slash < start { slash = first(UInt8(ascii: "/"), from: start) }
    // No `/` follows in the word, so this is its last `://`, and looking through it happens once.
    let word = bytes[start..<end]
    guard slash >= end, let colon = word.lastIndex(of: UInt8(ascii: ":")),
      !word[(colon + 1)...].allSatisfy({ (48...57).contains($0) })
    else { return end }
    if lineEnd < end {
      lineEnd = bytes[end...].firstIndex { $0 != 0x20 && PasswordMask.isEnd($0) } ?? bytes.endIndex
    }
    return lineEnd
  }

  /// The `@` that ends a URL's user and password: the last one before the parameters.
  private mutating func lastSign(_ start: Int, _ end: Int) -> Int? {
    if question < start { question = first(UInt8(ascii: "?"), from: start) }
    guard question < end else { return last(start, end) }
    if signBeforeQuestion.question != question {
      signBeforeQuestion = (question, bytes[start..<question].lastIndex(of: UInt8(ascii: "@")))
    }
    if let sign = signBeforeQuestion.sign, sign >= start { return sign }
    return last(start, end)
  }

  /// The last `@` of the stretch.
  private mutating func last(_ start: Int, _ end: Int) -> Int? {
    if let known = lastSigns[end] { return known.flatMap { $0 >= start ? $0 : nil } }
    let found = bytes[start..<end].lastIndex(of: UInt8(ascii: "@"))
    lastSigns[end] = .some(found)
    return found
  }
}
