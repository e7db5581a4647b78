/// How many terminal cells text fills: 0, 1 or 2 for each grapheme cluster.
///
/// Sources: Unicode Standard Annex 11 (East Asian Width; ambiguous characters count as one) and Unicode
/// Technical Standard 51 (emoji presentation).
public enum CharacterWidth {
  /// Cells filled by `text`, which is expected to hold no control characters (see ``SafeText``).
  public static func of(_ text: some StringProtocol) -> Int {
    if let ascii = asciiCount(text) { return ascii }
    var total = 0
    for character in text { total += of(character) }
    return total
  }

  /// Cells filled by one grapheme cluster.
  public static func of(_ character: Character) -> Int {
    let scalars = character.unicodeScalars
    guard let first = scalars.first else { return 0 }
    if first.value < 0x300, scalars.count == 1 { return 1 }
    if (0x1F1E6...0x1F1FF).contains(first.value) { return 2 }
    // U+FE0F asks for the emoji shape, which is two cells wide.
    if scalars.contains(where: { $0.value == 0xFE0F }) && first.value > 0x2000 { return 2 }
    // A cluster is as wide as its first spacing character: a base, or none for a lone mark.
    for scalar in scalars where !contains(zero, scalar.value) {
      return contains(wide, scalar.value) ? 2 : 1
    }
    return 0
  }

  /// The longest start of `text` that fills at most `cells`, and what it fills.
  public static func prefix<T: StringProtocol>(_ text: T, cells: Int) -> (text: T.SubSequence, cells: Int) {
    var used = 0
    var end = text.startIndex
    while end < text.endIndex {
      let width = of(text[end])
      if used + width > cells { break }
      used += width
      end = text.index(after: end)
    }
    return (text[..<end], used)
  }

  private static func asciiCount(_ text: some StringProtocol) -> Int? {
    text.utf8.withContiguousStorageIfAvailable { bytes in
      for byte in bytes where byte >= 0x80 { return nil }
      return bytes.count
    } ?? nil
  }

  /// Binary search in pairs of first and last code point.
  private static func contains(_ pairs: [UInt32], _ value: UInt32) -> Bool {
    var low = 0
    var high = pairs.count / 2
    while low < high {
      let middle = (low + high) / 2
      if value > pairs[middle * 2 + 1] { low = middle + 1 } else { high = middle }
    }
    return low < pairs.count / 2 && value >= pairs[low * 2]
  }
}
