/// Where an int is too small SQLite goes on with a float, which would be another number: ints are computed by a function that checks.
extension SQLiteDialect {
  public func arithmetic(
    _ left: SQLFragment, _ symbol: String, _ right: SQLFragment, types: (ColumnType, ColumnType)
  ) -> SQLFragment {
    guard types == (.int, .int) else { return .binary(left, symbol, right, symbol == "*" ? .product : .sum) }
    // `a + b - c` is one call, `vnb_chain('+-', a, b, c)`: SQLite's parser stack holds few calls inside each other.
    let start = "vnb_chain('"
    let end = "', "
    if left.precedence == .atom, case .text(let head)? = left.pieces.first, head.hasPrefix(start),
      head.hasSuffix(end)
    {
      let symbols = head.dropFirst(start.count).dropLast(end.count)
      if symbols.count < Self.longestChain {
        let call = SQLFragment(start + symbols + symbol + end)
        return (call + SQLFragment(pieces: Array(left.pieces[1...].dropLast())) + ", " + right + ")").with(
          .atom)
      }
    }
    return (SQLFragment(start + symbol + end) + left + ", " + right + ")").with(.atom)
  }

  /// SQLite takes 127 arguments unless it was built otherwise.
  private static let longestChain = 90
}
