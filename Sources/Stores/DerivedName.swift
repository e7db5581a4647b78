/// Names that vnb makes from others, such as `<table>_<column>_centroid`.
public enum DerivedName {
  /// PostgreSQL cuts longer names silently, so that two could collide: no store gets a longer one.
  public static let maximumBytes = 63

  /// The parts joined by `_`. When that is over 63 bytes: its start, and 8 hex digits of the 64-bit FNV-1a hash of the whole,
  /// so that different long names stay different and every store uses the same. Of `schema.table` the limit is on what
  /// follows the dot, which is the name on a server.
  public static func join(_ parts: String...) -> String {
    let whole = parts.joined(separator: "_")
    guard let dot = whole.firstIndex(of: ".") else { return shortened(whole) }
    let start = whole.index(after: dot)
    return whole[..<start] + shortened(String(whole[start...]))
  }

  private static func shortened(_ whole: String) -> String {
    guard whole.utf8.count > maximumBytes else { return whole }
    let suffix = "_" + hash(of: whole)
    var start = ""
    for character in whole {
      if start.utf8.count + String(character).utf8.count > maximumBytes - suffix.utf8.count { break }
      start.append(character)
    }
    return start + suffix
  }

  /// 8 hex digits of the 64-bit FNV-1a hash.
  static func hash(of whole: String) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in whole.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    let digits = String(UInt32(truncatingIfNeeded: hash ^ (hash >> 32)), radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}
