/// Looks for a text in others, byte for byte, as every store does. A rolling hash (Karp and Rabin 1987) keeps it linear.
public struct ByteSearch: Sendable {
  private let wanted: [UInt8]
  private var target: UInt64 = 0
  private var lead: UInt64 = 1
  private static let base: UInt64 = 0x100_0000_01B3

  public init(_ text: String) {
    wanted = Array(text.utf8)
    for index in wanted.indices {
      target = target &* Self.base &+ UInt64(wanted[index])
      if index > 0 { lead = lead &* Self.base }
    }
  }

  /// Where the text first occurs at or after an offset; the offset itself for an empty text.
  public func first(in bytes: [UInt8], from start: Int) -> Int? {
    var found: Int?
    forEach(in: bytes, from: start) {
      found = $0
      return false
    }
    return found
  }

  /// The offsets of occurrences that do not overlap, from the left, until `body` is false. Once over the bytes, whatever is in them.
  public func forEach(in bytes: [UInt8], from start: Int = 0, _ body: (Int) throws -> Bool) rethrows {
    guard !wanted.isEmpty else {
      _ = try body(start)
      return
    }
    let length = wanted.count
    guard start >= 0, length <= bytes.count - start else { return }
    var window: UInt64 = 0
    for index in start..<(start + length) { window = window &* Self.base &+ UInt64(bytes[index]) }
    var earliest = start
    for at in start...(bytes.count - length) {
      if window == target, at >= earliest, bytes[at..<(at + length)].elementsEqual(wanted) {
        guard try body(at) else { return }
        earliest = at + length
      }
      guard at + length < bytes.count else { return }
      window = (window &- UInt64(bytes[at]) &* lead) &* Self.base &+ UInt64(bytes[at + length])
    }
  }
}
