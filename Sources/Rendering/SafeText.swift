/// Text made safe to show: data must not move the cursor, recolour the screen or reverse the line.
public enum SafeText {
  /// One line: line breaks as `\n`, tabs as `\t`, other control and direction-changing characters as `\u{1B}`.
  /// A backslash stays as it is, so this is for reading, not for reading back.
  public static func line(_ text: some StringProtocol) -> String {
    escape(text, keepingLines: false)
  }

  /// As ``line(_:)`` but with line breaks and tabs kept.
  public static func lines(_ text: some StringProtocol) -> String {
    escape(text, keepingLines: true)
  }

  /// The text in double quotes as the language would write it, on one line.
  public static func quoted(_ text: some StringProtocol) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "{": out += "\\{"
      case "}": out += "\\}"
      default: append(scalar, to: &out, keepingLines: false)
      }
    }
    return out + "\""
  }

  /// One line of at most `cells` cells, ended by `…` where something was left out. Reads no more of the text
  /// than it needs.
  public static func clipped(_ text: some StringProtocol, cells: Int) -> String {
    guard cells > 0 else { return "" }
    // A cell is at most a few code points of real text; the bound keeps a huge value from being read whole.
    let end =
      text.unicodeScalars.index(text.startIndex, offsetBy: cells * 16 + 64, limitedBy: text.endIndex)
      ?? text.endIndex
    let whole = end == text.endIndex
    let safe = line(text[..<end])
    let (start, _) = CharacterWidth.prefix(safe, cells: cells)
    if whole && start.endIndex == safe.endIndex { return safe }
    return String(CharacterWidth.prefix(safe, cells: cells - 1).text) + "…"
  }

  private static func escape(_ text: some StringProtocol, keepingLines: Bool) -> String {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return String(text) }
    var out = ""
    for scalar in text.unicodeScalars { append(scalar, to: &out, keepingLines: keepingLines) }
    return out
  }

  private static func append(_ scalar: Unicode.Scalar, to out: inout String, keepingLines: Bool) {
    switch scalar {
    case "\n", "\t":
      if keepingLines {
        out.unicodeScalars.append(scalar)
      } else {
        out += scalar == "\n" ? "\\n" : "\\t"
      }
    case "\r": out += "\\r"
    default:
      if isUnsafe(scalar) {
        out += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      } else {
        out.unicodeScalars.append(scalar)
      }
    }
  }

  /// Control characters, line and paragraph separators, and the direction overrides that can disguise text.
  static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069, 0x200E, 0x200F, 0xFEFF:
      return true
    case 0xE0000...0xE0FFF, 0xFFF9...0xFFFB: return true
    default: return false
    }
  }
}
