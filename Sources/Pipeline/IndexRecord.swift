import Stores
import Vectors

/// A vector index that vnb made, and the recall it had then: a row of `vnb_indexes`.
public struct IndexRecord: Sendable, Equatable {
  public var table: String
  public var column: String
  public var name: String
  /// `hnsw`, `ivfflat`, `cspann`.
  public var kind: String
  public var metric: Metric
  /// By name: those it was made with and those a search sets.
  public var options: [String: Int]
  /// Rows with a vector when the recall was measured.
  public var rows: Int
  /// Share of the true 10 nearest that the index found, over `sample` stored vectors as queries.
  public var recall: Double
  public var sample: Int

  /// Neighbours asked for when the recall was measured.
  public static let recallDepth = 10

  func plan(dimension: Int?) -> VectorIndexPlan {
    VectorIndexPlan(
      name: name, table: table, column: column, dimension: dimension, metric: metric.rawValue, kind: kind,
      options: options)
  }
}

/// `vnb_indexes`: one row for each column that has one.
enum IndexTable {
  static let name = "vnb_indexes"
  static let key = ["table_name", "column_name"]
  static let definition = TableDefinition(
    name: name,
    columns: [
      ColumnDescription(name: "table_name", type: .text, isNullable: false),
      ColumnDescription(name: "column_name", type: .text, isNullable: false),
      ColumnDescription(name: "index_name", type: .text, isNullable: false),
      ColumnDescription(name: "kind", type: .text, isNullable: false),
      ColumnDescription(name: "metric", type: .text, isNullable: false),
      ColumnDescription(name: "options", type: .text, isNullable: false),
      ColumnDescription(name: "row_count", type: .int, isNullable: false),
      ColumnDescription(name: "recall", type: .float, isNullable: false),
      ColumnDescription(name: "sample", type: .int, isNullable: false),
      ColumnDescription(name: "made_by", type: .text, isNullable: false),
    ],
    key: key)

  static func insert(_ dialect: any Dialect) -> String {
    dialect.insert(into: name, columns: definition.columns.map(\.name), key: key, conflict: .replace)
  }

  static func values(_ index: IndexRecord) -> [SQLValue] {
    let options = index.options.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    return [
      .text(index.table), .text(index.column), .text(index.name), .text(index.kind),
      .text(index.metric.rawValue), .text(options.joined(separator: ",")), .int(Int64(index.rows)),
      .float(index.recall), .int(Int64(index.sample)), .text(Engine.signature),
    ]
  }

  /// Nil for a row that no build of vnb wrote.
  static func record(_ row: any ResultRow) -> IndexRecord? {
    guard let metric = Metric(rawValue: row.text(4)) else { return nil }
    var options: [String: Int] = [:]
    for pair in row.text(5).split(separator: ",") {
      let halves = pair.split(separator: "=")
      if halves.count == 2, let value = Int(halves[1]) { options[String(halves[0])] = value }
    }
    return IndexRecord(
      table: row.text(0), column: row.text(1), name: row.text(2), kind: row.text(3), metric: metric,
      options: options, rows: Int(row.int(6)), recall: row.float(7), sample: Int(row.int(8)))
  }
}

/// The indexes that vnb made and that are still there, of a table or of all, by table and column.
public func indexes(of table: String? = nil, in store: any Store) throws -> [IndexRecord] {
  try recordedIndexes(of: table, in: store).filter { try store.hasIndex($0.name, on: $0.table, $0.column) }
}

/// Those that a record tells of.
func recordedIndexes(of table: String?, in store: any Store) throws -> [IndexRecord] {
  guard store.dialect.vectors != nil || store.indexShelf != nil, try store.describe(IndexTable.name) != nil
  else { return [] }
  var node = Relation.Node.table(IndexTable.name)
  if let table { node = .filter(node, "table_name".column.equals(.text(table))) }
  var found: [IndexRecord] = []
  let columns = IndexTable.definition.columns
  try store.read(Relation(node: node, store: store, columns: columns, key: IndexTable.key)) { row in
    if let index = IndexTable.record(row) { found.append(index) }
    return true
  }
  return found
}
