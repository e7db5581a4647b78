/// Many rows at a time, by way of a temporary table. The place of a row since the last flush stands in a column of its own, so
/// that rows of the same key count as if written one by one.
extension ServerDialect {
  /// The column of a staging table that holds a row's place.
  public static var stagingRow: String { "vnb_row" }

  /// Statements that make an empty staging table for the open transaction: the columns of the plan, then the row's place.
  public func createStaging(_ plan: WritePlan, as name: String) -> [String] {
    let columns = plan.columns.map { quote($0.name) } + ["0::bigint AS \(quote(Self.stagingRow))"]
    let table =
      "CREATE TEMP TABLE \(quote(name)) ON COMMIT DROP AS SELECT \(columns.joined(separator: ", ")) "
      + "FROM \(quoteTable(plan.table)) WHERE FALSE"
    let vectors = plan.columns.filter { column in
      if case .vector(let dimension?) = column.type { return dimension <= PostgresDialect.plainDimension }
      return false
    }
    return [table]
      + vectors.map { "ALTER TABLE \(quote(name)) ALTER COLUMN \(quote($0.name)) SET STORAGE PLAIN" }
  }

  /// Empties a staging table.
  public func clearStaging(_ name: String) -> String { "TRUNCATE \(quote(name))" }
  /// Ends a staging table before its transaction does.
  public func dropStaging(_ name: String) -> String { "DROP TABLE IF EXISTS \(quote(name))" }

  /// COPY into a staging table.
  public func copyStaged(_ plan: WritePlan, into name: String) -> String {
    copy(into: quote(name), plan.columns.map(\.name) + [Self.stagingRow])
  }

  /// COPY straight into the table: for rows that cannot conflict.
  public func copyDirect(_ plan: WritePlan) -> String {
    copy(into: quoteTable(plan.table), plan.columns.map(\.name))
  }

  private func copy(into table: String, _ columns: [String]) -> String {
    "COPY \(table) (\(list(columns))) FROM STDIN" + (facts.isCockroach ? "" : " (FORMAT binary)")
  }

  /// Rows of the staging table into the table, in their order; with `before`, only rows whose place is below parameter 1.
  public func insertStaged(_ plan: WritePlan, from name: String, before: Bool = false) -> String {
    let names = plan.columns.map(\.name)
    let row = quote(Self.stagingRow)
    let filter = before ? " WHERE \(row) < \(placeholder(1))" : ""
    var source = "SELECT \(list(names)) FROM \(quote(name))\(filter) ORDER BY \(row)"
    if case .insert(.replace) = plan.action, !plan.key.isEmpty {
      source = "SELECT \(list(names)) FROM (\(lastOfEach(plan, name, filter))) AS vnb_last ORDER BY \(row)"
    }
    return "INSERT INTO \(quoteTable(plan.table)) (\(list(names))) \(source)\(conflictClause(plan))"
  }

  /// ON CONFLICT as the plan wants it; an empty text for errors.
  func conflictClause(_ plan: WritePlan) -> String {
    guard case .insert(let conflict) = plan.action, conflict != .error, !plan.key.isEmpty else { return "" }
    let target = " ON CONFLICT (\(list(plan.key)))"
    let others = plan.columns.map(\.name).filter { !plan.key.contains($0) }
    if conflict == .skip || others.isEmpty { return target + " DO NOTHING" }
    let set = others.map { "\(quote($0)) = excluded.\(quote($0))" }.joined(separator: ", ")
    return target + " DO UPDATE SET \(set)"
  }

  /// The last row of each key.
  private func lastOfEach(_ plan: WritePlan, _ name: String, _ filter: String = "") -> String {
    "SELECT DISTINCT ON (\(list(plan.key))) * FROM \(quote(name))\(filter) "
      + "ORDER BY \(list(plan.key)), \(quote(Self.stagingRow)) DESC"
  }

  /// For `update`: the rows of the table get the other columns of the last staged row with their key.
  public func updateStaged(_ plan: WritePlan, from name: String) -> String {
    let set = plan.columns.map(\.name).filter { !plan.key.contains($0) }
      .map { "\(quote($0)) = vnb_new.\(quote($0))" }.joined(separator: ", ")
    return
      "UPDATE \(quoteTable(plan.table)) AS vnb_old SET \(set) FROM (\(lastOfEach(plan, name))) AS vnb_new "
      + "WHERE \(matches(plan, "vnb_old", "vnb_new"))"
  }

  private func matches(_ plan: WritePlan, _ one: String, _ two: String) -> String {
    plan.key.map { "\(one).\(quote($0)) = \(two).\(quote($0))" }.joined(separator: " AND ")
  }

  /// A query of one int: staged rows whose key the table has.
  public func countPresent(_ plan: WritePlan, in name: String) -> String {
    "SELECT count(*) FROM \(quote(name)) AS vnb_new WHERE EXISTS "
      + "(SELECT 1 FROM \(quoteTable(plan.table)) AS vnb_old WHERE \(matches(plan, "vnb_old", "vnb_new")))"
  }

  /// A query of one int: different staged keys that the table has not.
  public func countNew(_ plan: WritePlan, in name: String) -> String {
    "SELECT count(*) FROM (SELECT DISTINCT \(list(plan.key)) FROM \(quote(name))) AS vnb_new WHERE NOT EXISTS "
      + "(SELECT 1 FROM \(quoteTable(plan.table)) AS vnb_old WHERE \(matches(plan, "vnb_old", "vnb_new")))"
  }

  /// A query of one int: the place of the first staged row whose key is in the table or in a row before it; null when there is none.
  public func firstConflict(_ plan: WritePlan, in name: String) -> String {
    let row = quote(Self.stagingRow)
    let place = "row_number() OVER (PARTITION BY \(list(plan.key)) ORDER BY \(row))"
    return "SELECT min(\(row)) FROM (SELECT \(row), \(place) AS vnb_place, EXISTS (SELECT 1 FROM "
      + "\(quoteTable(plan.table)) AS vnb_old WHERE \(matches(plan, "vnb_old", "vnb_new"))) AS vnb_there "
      + "FROM \(quote(name)) AS vnb_new) AS vnb_rows WHERE vnb_place > 1 OR vnb_there"
  }
}
