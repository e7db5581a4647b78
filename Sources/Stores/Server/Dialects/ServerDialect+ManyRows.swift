/// Many rows in one statement of parameters: on CockroachDB, which has no temporary tables for it, and where rows are few.
/// Parameters are the values of the first row, then of the next. Of a key that comes twice the caller sends the last row only.
extension ServerDialect {
  /// A protocol's limit.
  public static var maximumParameters: Int { 65_535 }

  /// `INSERT … VALUES (…), (…)` with the plan's rule for keys that are there.
  public func insertRows(_ plan: WritePlan, count: Int) -> String {
    let names = list(plan.columns.map(\.name))
    return
      "INSERT INTO \(quoteTable(plan.table)) (\(names)) VALUES \(rows(plan.columns, count))\(conflictClause(plan))"
  }

  /// `WITH … AS (VALUES …) UPDATE … FROM`: counts the rows that were there.
  public func updateRows(_ plan: WritePlan, count: Int) -> String {
    let names = plan.columns.map(\.name)
    let set = names.filter { !plan.key.contains($0) }
      .map { "\(quote($0)) = vnb_new.\(quote($0))" }.joined(separator: ", ")
    let match = plan.key.map { "vnb_old.\(quote($0)) = vnb_new.\(quote($0))" }.joined(separator: " AND ")
    return "WITH vnb_new(\(list(names))) AS (VALUES \(rows(plan.columns, count))) "
      + "UPDATE \(quoteTable(plan.table)) AS vnb_old SET \(set) FROM vnb_new WHERE \(match)"
  }

  /// The keys among `count` given ones that the table has. Parameters: the values of the key columns, key by key.
  public func presentKeys(_ plan: WritePlan, count: Int) -> String {
    let columns = plan.key.compactMap { name in plan.columns.first { $0.name == name } }
    return "SELECT \(list(plan.key)) FROM \(quoteTable(plan.table)) WHERE (\(list(plan.key))) IN "
      + "(\(rows(columns, count)))"
  }

  private func rows(_ columns: [ColumnDescription], _ count: Int) -> String {
    (0..<max(0, count)).map { row in
      let values = columns.enumerated().map { at, column in
        typedPlaceholder(row * columns.count + at + 1, column)
      }
      return "(\(values.joined(separator: ", ")))"
    }.joined(separator: ", ")
  }

  /// A parameter of the column's type: a row of values stands beside nothing that could tell it.
  func typedPlaceholder(_ index: Int, _ column: ColumnDescription) -> String {
    if column.type == .any { return placeholder(index) + (column.declaredType.map { "::\($0)" } ?? "") }
    return "\(placeholder(index))::\(typeName(column.type))"
  }
}
