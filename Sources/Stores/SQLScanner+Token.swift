extension SQLScanner {
  /// The token that begins at byte `offset`, for the eye: the engines agree about the place, each names it in its own way. Nil for
  /// the end of the text. A value stands as `a value`, since its placeholder is not in the user's text.
  static func token(of text: String, at offset: Int?) -> String? {
    let bytes = Array(text.utf8)
    guard let offset, offset >= 0, offset < bytes.count else { return nil }
    var scanner = SQLScanner(String(decoding: bytes[offset...], as: UTF8.self))
    guard let (token, range) = try? scanner.next() else {
      return String(String(decoding: bytes[offset...], as: UTF8.self).prefix(1))
    }
    if token == .parameter { return "a value" }
    let spelled = scanner.text(range)
    return spelled.count > 40 ? String(spelled.prefix(40)) + "…" : spelled
  }

  /// The parts of the dotted name that begins at byte `offset`, without their quotes; empty when there is none.
  static func name(of text: String, at offset: Int?) -> [String] {
    let bytes = Array(text.utf8)
    guard let offset, offset >= 0, offset < bytes.count else { return [] }
    var scanner = SQLScanner(String(decoding: bytes[offset...], as: UTF8.self))
    var parts: [String] = []
    while let (token, range) = try? scanner.next(), token == .word || token == .quoted {
      parts.append(unquoted(scanner.text(range)))
      guard let (_, dot) = try? scanner.next(), scanner.text(dot) == "." else { break }
    }
    return parts
  }

  /// `"a""b"` as `a"b`; text without quotes as it is.
  static func unquoted(_ text: String) -> String {
    guard let first = text.first, "\"`[".contains(first), text.count >= 2 else { return text }
    let inside = String(text.dropFirst().dropLast())
    if first == "[" { return inside }
    var result = ""
    var skips = false
    for character in inside {
      if skips && character == first {
        skips = false
        continue
      }
      skips = character == first
      result.append(character)
    }
    return result
  }
}
