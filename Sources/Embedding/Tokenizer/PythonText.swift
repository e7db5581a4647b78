/// Text functions with the meaning the reference implementations give them, which are written in Python.
enum PythonText {
  /// `str.lower`: full case mapping without a locale, and a capital sigma at the end of a word becomes ς.
  static func lowercased(_ text: String) -> [Unicode.Scalar] {
    let scalars = Array(text.unicodeScalars)
    var result: [Unicode.Scalar] = []
    result.reserveCapacity(scalars.count)
    for (at, scalar) in scalars.enumerated() {
      if scalar == "\u{3A3}" {
        result.append(endsWord(scalars, at) ? "\u{3C2}" : "\u{3C3}")
      } else if scalar.properties.changesWhenLowercased {
        result.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
      } else {
        result.append(scalar)
      }
    }
    return result
  }

  /// Final sigma: a cased letter before it and none after it, ignoring what case ignores.
  private static func endsWord(_ scalars: [Unicode.Scalar], _ at: Int) -> Bool {
    let before = scalars[..<at].last { !$0.properties.isCaseIgnorable }
    let after = scalars[(at + 1)...].first { !$0.properties.isCaseIgnorable }
    return before?.properties.isCased == true && after?.properties.isCased != true
  }

  /// Runs of `\w`: letters, all kinds of numbers, and `_`, as UTF-8.
  static func words(_ scalars: [Unicode.Scalar]) -> [[UInt8]] {
    var result: [[UInt8]] = []
    var word: [UInt8] = []
    for scalar in scalars {
      if isWord(scalar) {
        word.append(contentsOf: UTF8.encode(scalar) ?? .init())
      } else if !word.isEmpty {
        result.append(word)
        word.removeAll()
      }
    }
    if !word.isEmpty { result.append(word) }
    return result
  }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    if scalar == "_" { return true }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .decimalNumber, .letterNumber, .otherNumber:
      return true
    default: return scalar.properties.numericType != nil
    }
  }
}
