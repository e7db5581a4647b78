/// A column at a glance.
public struct ColumnProfile: Sendable {
  public let column: ColumnDescription
  public let rows: Int
  public let nulls: Int
  /// Number of different values, when asked for.
  public let distinct: Int?
  /// Null for vectors and bytes, which have no order, and for types of a server that it has no `min` for.
  public let minimum: SQLValue
  public let maximum: SQLValue
  /// The first value that is not null among the first rows, else null.
  public let example: SQLValue
  public var name: String { column.name }
  public var type: ColumnType { column.type }
}

extension Relation {
  /// Rows looked at for an example.
  private static let exampleRows = 100
  /// Columns counted by one query; engines limit the width of a result.
  private static let profileWidth = 100

  /// One pass over the rows for a hundred columns, in the store; nothing is held in memory. Counting different values costs the store
  /// a sort of each column.
  public func profile(countDistinct: Bool = false) throws -> [ColumnProfile] {
    var examples = Array(repeating: SQLValue.null, count: columns.count)
    try exampled().forEachRow(limit: Relation.exampleRows) { row in
      for (at, value) in row.enumerated() where examples[at] == .null { examples[at] = value }
      return examples.contains(.null)
    }
    var profiles: [ColumnProfile] = []
    for start in stride(from: 0, to: columns.count, by: Relation.profileWidth) {
      let end = min(columns.count, start + Relation.profileWidth)
      do {
        profiles += try profile(start..<end, examples, countDistinct)
      } catch StoreError.noFunction {
        // Of what a query computes the server's own type is not known here: a uuid has no `min`.
        profiles += try profile(start..<end, examples, countDistinct, skipsUnknown: true)
      }
    }
    return profiles
  }

  /// A view's rows come in any order: those with the least values are taken.
  private func exampled() throws -> Relation {
    guard case .table(let name) = node, try store.describe(name)?.isView == true else { return self }
    let keys = columns.filter(\.isOrdered).map { SortKey(.column($0.name)) }
    return keys.isEmpty ? self : try sort(keys)
  }

  private func profile(
    _ range: Range<Int>, _ examples: [SQLValue], _ countDistinct: Bool, skipsUnknown: Bool = false
  ) throws -> [ColumnProfile] {
    var list = [NamedExpression("rows", .aggregate("count", []))]
    for at in range {
      let column = RowExpression.column(columns[at].name)
      list.append(NamedExpression("count_\(at)", .aggregate("count", [column])))
      if columns[at].hasExtremes, !(skipsUnknown && columns[at].type == .any) {
        list.append(NamedExpression("min_\(at)", .aggregate("min", [column])))
        list.append(NamedExpression("max_\(at)", .aggregate("max", [column])))
      }
      if countDistinct {
        list.append(NamedExpression("distinct_\(at)", .aggregate("count_distinct", [column])))
      }
    }
    let summary = try summarize(list)
    guard let row = try summary.rows().first else { return [] }
    let found = Dictionary(zip(summary.columns.map(\.name), row), uniquingKeysWith: { first, _ in first })
    func number(_ name: String) -> Int? {
      if case .int(let number)? = found[name] { return Int(number) }
      return nil
    }
    let rows = number("rows") ?? 0
    return range.map { at in
      ColumnProfile(
        column: described(columns[at], found["min_\(at)"], found["max_\(at)"], examples[at]), rows: rows,
        nulls: rows - (number("count_\(at)") ?? 0),
        distinct: number("distinct_\(at)"),
        minimum: found["min_\(at)"] ?? .null, maximum: found["max_\(at)"] ?? .null,
        example: examples[at])
    }
  }

  /// A store may not know the type of what it computes; its values then tell.
  private func described(_ column: ColumnDescription, _ values: SQLValue?...) -> ColumnDescription {
    guard column.type == .any else { return column }
    let types = values.compactMap { $0 == .null ? nil : $0.map(ExpressionCompiler.type(of:)) }
    guard let first = types.first else { return column }
    let type = types.dropFirst().reduce(first) { $0.unified(with: $1) ?? .any }
    return ColumnDescription(name: column.name, type: type, isNullable: column.isNullable)
  }
}
