/// A set of rows, one bit each.
public struct RowBitmap: Sendable, Equatable {
  public let rows: Int
  private(set) var words: [UInt64]

  /// None of `rows`.
  public init(rows: Int) {
    self.rows = max(0, rows)
    words = [UInt64](repeating: 0, count: (self.rows + 63) / 64)
  }

  /// The rows of 0 ..< `rows` for which `isIn` is true.
  public init(rows: Int, where isIn: (Int) -> Bool) {
    self.init(rows: rows)
    for row in 0..<self.rows where isIn(row) { insert(row) }
  }

  /// A row outside 0 ..< ``rows`` is never in it.
  public func contains(_ row: Int) -> Bool {
    row >= 0 && row < rows && words[row >> 6] >> UInt64(row & 63) & 1 == 1
  }

  /// Adds a row of 0 ..< ``rows``; any other is ignored.
  public mutating func insert(_ row: Int) {
    if row >= 0, row < rows { words[row >> 6] |= 1 << UInt64(row & 63) }
  }

  public var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  /// The rows of `range` that are in it, ascending, at `out`, which has room for them all. Returns how many.
  func rows(in range: Range<Int>, into out: UnsafeMutablePointer<UInt32>) -> Int {
    var found = 0
    var row = range.lowerBound
    let end = min(range.upperBound, rows)
    while row < end {
      let word = words[row >> 6] >> UInt64(row & 63)
      if word == 0 {
        row = (row | 63) + 1
        continue
      }
      row += word.trailingZeroBitCount
      if row >= end { break }
      out[found] = UInt32(truncatingIfNeeded: row)
      found += 1
      row += 1
    }
    return found
  }
}
