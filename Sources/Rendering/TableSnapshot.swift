import Language

/// The first rows of a table, read once and held: for exports, which write them in several forms.
public struct TableSnapshot: Sendable {
  /// One cell, as text and as what it is.
  public struct Cell: Sendable, Equatable {
    /// What the text stands for; a null is no text.
    public enum Kind: String, Sendable { case null, number, text }
    public let kind: Kind
    /// On one line and safe to show.
    public let text: String
    /// All digits of a float whose `text` is rounded; nil else.
    public let exact: String?
  }
  public let columns: [TableColumn]
  public let cells: [[Cell]]
  public let values: [[Value]]
  /// True when there are rows behind the ones held.
  public let isCut: Bool

  /// Nil when the value is no table: neither that nor a list of records.
  public init?(_ value: Value, rows most: Int) throws {
    guard let rows = try RowSource(unwrapped(value)) else { return nil }
    var values: [[Value]] = []
    var isCut = false
    try rows.forEachRow(most == .max ? nil : most + 1) { row in
      if values.count == most {
        isCut = true
        return false
      }
      values.append(rows.columns.indices.map { $0 < row.count ? row[$0] : .null })
      return true
    }
    columns = rows.columns
    cells = try values.map { try $0.map(Self.cell) }
    self.values = values
    self.isCut = isCut
  }

  private static func cell(_ value: Value) throws -> Cell {
    let made = try CellText(value, limit: nil)
    var exact: String?
    if case .float(let number) = value, formatFloat(number) != made.text { exact = formatFloat(number) }
    let kind: Cell.Kind =
      switch made.kind {
      case .null: .null
      case .number: .number
      case .text: .text
      }
    return Cell(kind: kind, text: made.text, exact: exact)
  }

  /// True for a column that reads best aligned at its right: numbers, and perhaps nulls.
  public func isNumeric(_ column: Int) -> Bool {
    guard columns.indices.contains(column) else { return false }
    let kinds = cells.compactMap { column < $0.count && $0[column].kind != .null ? $0[column].kind : nil }
    return kinds.isEmpty
      ? ["int", "float"].contains(columns[column].type) : kinds.allSatisfy { $0 == .number }
  }

  /// What a reader is told of the rows: `3 rows`, or that there are more.
  public var footer: String {
    isCut ? "… \(rowsText(cells.count)) shown, more follow" : rowsText(cells.count)
  }

  /// The rows as text, in columns.
  public func text(_ options: RenderOptions) throws -> String {
    var options = options
    if isCut { options.maxRows = values.count }
    return try rendered(.table(HeldRows(self)), options)
  }
}

/// A snapshot in a table's place.
private final class HeldRows: TableValue {
  let held: TableSnapshot
  init(_ held: TableSnapshot) { self.held = held }
  func columns() -> [TableColumn] { held.columns }
  func rowCount() -> Int { held.values.count }
  func forEachRow(limit: Int?, _ body: ([Value]) throws -> Bool) throws {
    for row in held.values.prefix(limit ?? .max) where try !body(row) { return }
    // A row behind the last makes the renderer say that more follow.
    if held.isCut, (limit ?? .max) > held.values.count, let last = held.values.last { _ = try body(last) }
  }
}
