/// Which columns of a table are shown and how wide each is.
struct TableLayout {
  /// Cells between columns.
  static let gap = 2
  /// Text columns are not made narrower than this to fit.
  static let narrowText = 8
  /// With no width to fit, cells wider than this are not padded to; such rows run past their neighbours.
  static let unfittedPad = 100

  struct Column {
    /// Widest header or cell seen.
    var natural: Int
    /// As narrow as it may be made.
    var minimum: Int
    var rightAligned: Bool
  }

  /// The first `widths.count` columns are shown.
  var widths: [Int]
  /// Whether cells are cut to their width.
  var fitted: Bool

  init(_ columns: [Column], width: Int?) {
    guard let given = width else {
      fitted = false
      widths = columns.map { min($0.natural, TableLayout.unfittedPad) }
      return
    }
    fitted = true
    let width = max(1, given)
    let shown = TableLayout.shown(columns, width: width)
    widths = TableLayout.share(Array(columns.prefix(shown)), width: width)
  }

  /// How many columns, from the left, fit when each is as narrow as it may be; at least one.
  private static func shown(_ columns: [Column], width: Int) -> Int {
    var used = 0
    for (index, column) in columns.enumerated() {
      used += column.minimum + (index > 0 ? gap : 0)
      if used > width { return max(1, index) }
    }
    return columns.count
  }

  /// Lowers the widest columns to one common width until the row fits, then hands out what is left.
  private static func share(_ columns: [Column], width: Int) -> [Int] {
    let available = max(1, width - gap * (columns.count - 1))
    let natural = columns.reduce(0) { $0 + $1.natural }
    if natural <= available { return columns.map(\.natural) }
    if columns.count == 1 { return [available] }
    func widths(_ cap: Int) -> [Int] { columns.map { max($0.minimum, min($0.natural, cap)) } }
    var low = 0
    var high = available
    while low < high {
      let cap = (low + high + 1) / 2
      if widths(cap).reduce(0, +) <= available { low = cap } else { high = cap - 1 }
    }
    var result = widths(low)
    var left = available - result.reduce(0, +)
    for index in columns.indices where left > 0 && result[index] < columns[index].natural {
      result[index] += 1
      left -= 1
    }
    return result
  }
}
