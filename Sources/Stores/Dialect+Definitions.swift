// Statements that SQLite, PostgreSQL and CockroachDB take word for word: written once, from the dialect's own names,
// types and placeholders. An engine that differs has its own version in its dialect file.
extension Dialect {
  public func quoteTable(_ table: String) -> String { quote(table) }

  public func placeholder(_ index: Int, for value: SQLValue) -> String { placeholder(index) }

  public var vectors: (any VectorDialect)? { nil }

  public func generatedKey(_ name: String) -> String { "\(quote(name)) \(typeName(.int)) PRIMARY KEY" }

  public func definitionType(_ type: ColumnType) -> String { typeName(type) }

  public func compare(
    _ left: SQLFragment, _ symbol: String, _ right: SQLFragment, types: (ColumnType, ColumnType)
  ) -> SQLFragment {
    .binary(left, symbol, right, .comparison)
  }

  public func arithmetic(
    _ left: SQLFragment, _ symbol: String, _ right: SQLFragment, types: (ColumnType, ColumnType)
  ) -> SQLFragment {
    .binary(left, symbol, right, symbol == "*" ? .product : .sum)
  }

  public func paired(
    _ left: SQLFragment, _ right: SQLFragment, types: (ColumnType, ColumnType)
  ) -> (SQLFragment, SQLFragment) { (left, right) }

  public func converted(_ sql: SQLFragment, _ type: ColumnType, to wanted: ColumnType) -> SQLFragment { sql }

  public func constant(_ value: SQLValue) -> SQLFragment { SQLFragment(value: value) }

  public func null(as type: ColumnType) -> SQLFragment { SQLFragment("NULL") }

  public func ordered(_ sql: SQLFragment, type: ColumnType) -> SQLFragment { sql }

  public func orderName(_ term: OrderTerm, _ name: String) -> SQLFragment {
    orderTerm(term, SQLFragment(quote(name)))
  }

  public var isStrict: Bool { false }

  public var lexis: SQLLexis { .sqlite }

  public func quoteIndex(_ name: String) -> String { quote(name) }

  /// Quoted names with commas between them.
  public func list(_ names: [String]) -> String { names.map(quote).joined(separator: ", ") }

  /// `count` placeholders with commas between them, the first for parameter `first`.
  public func placeholders(_ count: Int, from first: Int = 1) -> String {
    (0..<max(0, count)).map { placeholder(first + $0) }.joined(separator: ", ")
  }

  /// A text as a literal: for the few places that take no parameter. Quotes are doubled.
  public func literal(_ text: String) -> String {
    var quoted = "'"
    for scalar in text.unicodeScalars {
      if scalar == "'" { quoted += "'" }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "'"
  }

  /// The type of a column to be made: of a column copied from another table, what that one was declared as.
  func definition(of column: ColumnDescription) -> String {
    if case .any = column.type, isStrict, let declared = column.declaredType { return declared }
    return definitionType(column.type)
  }

  /// `CREATE TABLE IF NOT EXISTS`. A one-column key stands at its column, so that SQLite's integer keys need no second index.
  public func createTable(_ table: TableDefinition) -> String {
    var parts = table.columns.map { column in
      var part = "\(quote(column.name)) \(definition(of: column))"
      if column.isNullable == false || table.key.contains(column.name) { part += " NOT NULL" }
      if table.key == [column.name] { part += " PRIMARY KEY" }
      return part
    }
    if table.key.count > 1 { parts.append("PRIMARY KEY (\(list(table.key)))") }
    parts += table.foreignKeys.map {
      "FOREIGN KEY (\(list($0.columns))) REFERENCES \(quoteTable($0.table)) (\(list($0.referenced)))"
    }
    return "CREATE TABLE IF NOT EXISTS \(quoteTable(table.name)) (\(parts.joined(separator: ", ")))"
  }

  /// A table that must not be there yet, of column definitions.
  public func createNewTable(_ name: String, parts: [String]) -> String {
    "CREATE TABLE \(quoteTable(name)) (\(parts.joined(separator: ", ")))"
  }

  public func addColumn(_ column: ColumnDescription, to table: String) -> String {
    "ALTER TABLE \(quoteTable(table)) ADD COLUMN \(quote(column.name)) \(definition(of: column))"
  }

  /// With `whereNotNull`, rows whose column is NULL stay out of the index.
  public func createIndex(
    _ name: String, on table: String, columns: [String], whereNotNull: String? = nil, unique: Bool = false
  ) -> String {
    let kind = unique ? "UNIQUE INDEX" : "INDEX"
    let base = "CREATE \(kind) IF NOT EXISTS \(quoteIndex(name)) ON \(quoteTable(table)) (\(list(columns)))"
    return base + (whereNotNull.map { " WHERE \(quote($0)) IS NOT NULL" } ?? "")
  }

  /// Placeholders count from 1 in the order of `columns`. `key` is needed unless the conflict is an error.
  public func insert(
    into table: String, columns: [String], key: [String] = [], conflict: InsertConflict = .error
  ) -> String {
    let base = "INSERT INTO \(quoteTable(table)) (\(list(columns))) VALUES (\(placeholders(columns.count)))"
    let target = key.isEmpty ? "" : " (\(list(key)))"
    let others = columns.filter { !key.contains($0) }
    switch conflict {
    case .error: return base
    case .skip: return base + " ON CONFLICT\(target) DO NOTHING"
    case .replace where others.isEmpty: return base + " ON CONFLICT\(target) DO NOTHING"
    case .replace:
      let set = others.map { "\(quote($0)) = excluded.\(quote($0))" }.joined(separator: ", ")
      return base + " ON CONFLICT\(target) DO UPDATE SET \(set)"
    }
  }

  /// Rows of a SELECT into a table.
  public func insert(into table: String, columns: [String], from select: String) -> String {
    "INSERT INTO \(quoteTable(table)) (\(list(columns))) \(select)"
  }

  /// Placeholders: the columns of `set` first, then those of `key`.
  public func update(_ table: String, set: [String], key: [String]) -> String {
    let assignments = set.enumerated().map { "\(quote($1)) = \(placeholder($0 + 1))" }.joined(separator: ", ")
    return "UPDATE \(quoteTable(table)) SET \(assignments) WHERE \(matching(key, from: set.count + 1))"
  }

  /// Without columns: all rows.
  public func delete(from table: String, matching columns: [String] = []) -> String {
    "DELETE FROM \(quoteTable(table))" + (columns.isEmpty ? "" : " WHERE \(matching(columns, from: 1))")
  }

  /// The next `limit` rows in key order after a key (`after` true) and up to another (`through` true): placeholders are
  /// the values of the one, of the other, then the limit. Keys of several columns compare as a row.
  public func selectPage(
    _ table: String, columns: [String], key: [ColumnDescription], after: Bool, through: Bool = false,
    whereNull: String? = nil, whereNotNull: String? = nil
  ) -> String {
    let bounds = (after ? [">"] : []) + (through ? ["<="] : [])
    var conditions = bounds.enumerated().map { compare(key, $1, from: $0 * key.count + 1) }
    if let whereNull { conditions.append("\(quote(whereNull)) IS NULL") }
    if let whereNotNull { conditions.append("\(quote(whereNotNull)) IS NOT NULL") }
    let filter = conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
    let limit = placeholder(bounds.count * key.count + 1)
    let order = key.map {
      text(orderTerm(OrderTerm(sql: name($0), type: $0.type, descending: false, isNullable: false), name($0)))
    }
    return "SELECT \(list(columns)) FROM \(quoteTable(table))\(filter) "
      + "ORDER BY \(order.joined(separator: ", ")) LIMIT \(limit)"
  }

  private func name(_ column: ColumnDescription) -> SQLFragment { SQLFragment(quote(column.name)) }

  private func text(_ fragment: SQLFragment) -> String { fragment.rendered(self).sql }

  /// The key columns compare with placeholders as a row.
  private func compare(_ key: [ColumnDescription], _ symbol: String, from first: Int) -> String {
    if let only = key.first, key.count == 1 {
      let value = SQLFragment(placeholder(first))
      return text(compare(name(only), symbol, value, types: (only.type, only.type)))
    }
    return "(\(list(key.map(\.name)))) \(symbol) (\(placeholders(key.count, from: first)))"
  }

  private func matching(_ columns: [String], from first: Int) -> String {
    columns.enumerated().map { "\(quote($1)) = \(placeholder(first + $0))" }.joined(separator: " AND ")
  }
}
