/// One term of an ORDER BY.
public struct OrderTerm: Sendable, Equatable {
  public var sql: SQLFragment
  public var type: ColumnType
  public var descending: Bool
  /// False when it is known that there is no null: then an index in the engine's own order of nulls serves.
  public var isNullable: Bool
  public init(sql: SQLFragment, type: ColumnType, descending: Bool, isNullable: Bool = true) {
    self.sql = sql
    self.type = type
    self.descending = descending
    self.isNullable = isNullable
  }
}

/// One SELECT being put together. Steps of a pipeline are merged into it for as long as that means the same; when a step
/// needs the result so far (a filter after a limit, say) the block becomes a named part of a WITH clause and a new one reads from it.
struct SelectBlock {
  struct Column {
    var name: String
    var sql: SQLFragment
    var type: ColumnType
    var isNullable = true
    /// False where ORDER BY would be an error, as for `json` of servers.
    var hasOrder = true
    /// A column of the source, not an expression over it.
    var isPlain: Bool
    /// Source columns it would read if everything below were written out in place, as engines do with parts of a WITH clause.
    var weight = 1
  }

  /// A part with a column heavier than this is computed once and kept by the engine. Without it, twenty times
  /// `derive x: .x + .x` would be an expression of a million terms.
  static let maximumWeight = 200
  /// The same for a column whose expression has more bytes than this.
  static let maximumLength = 2_000

  struct Part {
    /// With a list of column names where the part needs one.
    var name: String
    var sql: SQLFragment
    /// The engine must compute it once instead of merging it into its user.
    var isKept = false
  }

  /// Parts of the WITH clause, in order.
  var parts: [Part] = []
  var source: SQLFragment
  /// Names by which the source's tables are known inside this SELECT.
  var qualifiers: [String]
  var columns: [Column]
  var filters: [SQLFragment] = []
  /// Number of leading columns that are grouping keys, when this is a GROUP BY.
  var grouping: Int?
  var isDistinct = false
  var hasWindow = false
  /// What the user sorted by.
  var sort: [OrderTerm] = []
  /// The order when nothing was sorted, and what breaks ties of a sort.
  var base: [OrderTerm] = []
  /// In place of both: an engine's own order.
  var engineOrder: SQLFragment?
  var limit: Int?
  var offset = 0

  var isJoin: Bool { qualifiers.count > 1 }
  var isLimited: Bool { limit != nil || offset > 0 }
  /// True when rows can still be filtered, grouped or joined in this SELECT.
  var isOpen: Bool { !isLimited && grouping == nil && !isDistinct && !hasWindow }

  var order: [OrderTerm] {
    var terms: [OrderTerm] = []
    for term in sort + base where !terms.contains(where: { $0.sql.pieces == term.sql.pieces }) {
      terms.append(term)
    }
    return terms
  }

  func isComputed(_ names: Set<String>) -> Bool {
    columns.contains { names.contains($0.name) && !$0.isPlain }
  }

  func column(_ name: String) -> Column? { columns.first { $0.name == name } }

  /// A column name that is not taken, for parts the user does not see.
  func freeName(_ wanted: String, besides taken: [String] = []) -> String {
    let used = Set((columns.map(\.name) + taken).map { $0.lowercased() })
    var name = wanted
    var round = 1
    while used.contains(name.lowercased()) {
      round += 1
      name = "\(wanted)\(round)"
    }
    return name
  }
}
