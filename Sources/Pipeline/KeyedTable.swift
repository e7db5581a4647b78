import Basics
import Stores

/// A base table whose rows are told apart by one key column: what jobs read in key order and write back to.
struct KeyedTable {
  /// Where it is read: the store, or a snapshot of it.
  var store: any Store
  let description: TableDescription
  /// The key column.
  let key: ColumnDescription

  var name: String { description.name }

  /// Finds the table, or says why `job` cannot work on it.
  init(_ table: String, in store: any Store, job: String) throws {
    self.store = store
    description = try existingTable(table, in: store)
    if description.isView { throw PipelineError.isView(description.name, job: job) }
    guard let first = description.key.first, let column = description.column(first) else {
      throw PipelineError.noKey(table: description.name)
    }
    if description.key.count > 1 {
      throw PipelineError.compositeKey(table: description.name, key: description.key, job: job)
    }
    key = column
    let keyless = try count(where: column.name.column.isNull)
    if keyless > 0 { throw PipelineError.nullKey(table: name, key: column.name, rows: keyless) }
  }

  func column(_ name: String) throws -> ColumnDescription {
    if let column = description.column(name) { return column }
    let nearest = didYouMean(name, in: description.columns.map(\.name))
    throw PipelineError.unknownColumn(name, table: description.name, nearest: nearest)
  }

  /// The key and `column` of the first `count` rows that have a value there, in key order.
  func rows(with column: String, count: Int?) -> Relation {
    let kept = [key.name, column]
    var node = Relation.Node.select(
      .filter(.table(name), column.column.isNotNull), kept.map { NamedExpression($0, .column($0)) })
    if let count { node = .limit(node, count: count, offset: 0) }
    return relation(node, columns: kept)
  }

  /// A query on this table whose result has `columns` of it.
  func relation(_ node: Relation.Node, columns: [String]) -> Relation {
    Relation(node: node, store: store, columns: columns.compactMap(description.column), key: [key.name])
  }

  /// How many rows meet `condition`.
  func count(where condition: RowExpression?) throws -> Int {
    var node = Relation.Node.table(name)
    if let condition { node = .filter(node, condition) }
    return try store.count(node)
  }
}

/// The table of this name, or the error that names the nearest one.
func existingTable(_ table: String, in store: any Store) throws -> TableDescription {
  if let description = try store.describe(table) { return description }
  let names = try store.tables(includeInternal: false).map(\.name)
  throw PipelineError.unknownTable(table, store: store.name, nearest: didYouMean(table, in: names))
}

extension Store {
  /// Rows that `node` gives.
  func count(_ node: Relation.Node) throws -> Int {
    let one = NamedExpression("n", .aggregate("count", []))
    let columns = [ColumnDescription(name: "n", type: .int, isNullable: false)]
    let counted = Relation(node: .summarize(node, keys: [], [one]), store: self, columns: columns, key: [])
    var count = 0
    try read(counted) { row in
      count = Int(row.int(0))
      return false
    }
    return count
  }

  /// Compiles and runs a query.
  func read(_ relation: Relation, _ body: (any ResultRow) throws -> Bool) throws {
    let (sql, parameters) = try dialect.compile(relation)
    try query(sql, parameters, body)
  }
}

extension String {
  /// This name as a column in a row expression.
  var column: RowExpression { .column(self) }
}

extension RowExpression {
  func isGreater(than value: SQLValue) -> RowExpression { .binary(.greater, self, .value(value)) }
  func equals(_ value: SQLValue) -> RowExpression { .binary(.equal, self, .value(value)) }
  var isNull: RowExpression { .binary(.equal, self, .value(.null)) }
  var isNotNull: RowExpression { .binary(.notEqual, self, .value(.null)) }
}

/// The conditions that are there, joined by `and`; nil when none is.
func allOf(_ conditions: [RowExpression?]) -> RowExpression? {
  conditions.compactMap { $0 }.reduce(nil) { whole, next in
    whole.map { .binary(.and, $0, next) } ?? next
  }
}
