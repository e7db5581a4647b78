import Stores
import Vectors

/// How one saved clustering was made and went: a row of `vnb_clusterings`.
public struct ClusteringRecord: Sendable, Equatable {
  public var table: String
  public var column: String
  public var version: Int
  public var k: Int
  public var metric: Metric
  /// Nil, like all below, for centroids that another program stored.
  public var seed: UInt64?
  public var algorithm: String?
  public var rows: Int?
  /// Mean squared distance to the nearest centroid.
  public var inertia: Double?
  public var rounds: Int?
  public var moved: Int?
  public var reseeded: Int?
  /// Rows of each cluster, by id; empty when unknown.
  public var sizes: [Int] = []
  /// The version it refined, when it did.
  public var refined: Int?

  init(_ vector: VectorColumn, version: Int, k: Int) {
    table = vector.table
    column = vector.column
    metric = vector.metric
    self.version = version
    self.k = k
  }

  /// What is known of a clustering by density.
  init(_ clustering: DensityClustering, version: Int) {
    table = clustering.table
    column = clustering.column
    metric = clustering.metric
    self.version = version
    k = clustering.clusters
    algorithm = clustering.method.name
    rows = clustering.rows
    sizes = clustering.sizes
  }

  /// The record of a clustering saved under `version`.
  init(_ clustering: Clustering, version: Int) {
    table = clustering.table
    column = clustering.column
    metric = clustering.metric
    self.version = version
    k = clustering.k
    seed = clustering.seed
    algorithm = clustering.algorithm
    rows = clustering.rows
    inertia = clustering.inertia
    rounds = clustering.rounds
    moved = clustering.moved
    reseeded = clustering.reseeded
    sizes = clustering.sizes
    refined = clustering.refined
  }
}

extension Clustering {
  /// A stored clustering. What is not known of it is zero, its algorithm `unknown`.
  init(_ record: ClusteringRecord, centroids: Matrix) {
    self.init(
      table: record.table, column: record.column, version: record.version, k: record.k,
      dimension: centroids.columns, metric: record.metric, seed: record.seed ?? 0,
      algorithm: record.algorithm ?? "unknown", rows: record.rows ?? 0, inertia: record.inertia ?? 0,
      rounds: record.rounds ?? 0, moved: record.moved ?? 0, reseeded: record.reseeded ?? 0,
      sizes: record.sizes,
      centroids: centroids, seconds: 0, plannedSQL: [], refined: record.refined)
  }
}

/// `vnb_clusterings`: one row for each version that vnb saved.
enum ClusteringTable {
  static let name = "vnb_clusterings"
  /// What tells a version from all others, here and among those of clusterings by density.
  static let keyColumns = [
    ColumnDescription(name: "table_name", type: .text, isNullable: false),
    ColumnDescription(name: "column_name", type: .text, isNullable: false),
    ColumnDescription(name: "version", type: .int, isNullable: false),
  ]
  static let key = keyColumns.map(\.name)
  static let definition = TableDefinition(
    name: name,
    columns: keyColumns + [
      ColumnDescription(name: "k", type: .int, isNullable: false),
      // Text: the seed is an unsigned 64-bit number, which no engine's integer holds.
      ColumnDescription(name: "seed", type: .text, isNullable: false),
      ColumnDescription(name: "metric", type: .text, isNullable: false),
      ColumnDescription(name: "algorithm", type: .text, isNullable: false),
      ColumnDescription(name: "row_count", type: .int, isNullable: false),
      ColumnDescription(name: "inertia", type: .float, isNullable: false),
      ColumnDescription(name: "rounds", type: .int, isNullable: false),
      ColumnDescription(name: "moved", type: .int, isNullable: false),
      ColumnDescription(name: "reseeded", type: .int, isNullable: false),
      ColumnDescription(name: "sizes", type: .text, isNullable: false),
      ColumnDescription(name: "refined", type: .int),
      ColumnDescription(name: "made_by", type: .text, isNullable: false),
    ],
    key: key)

  static func rows(of tables: ClusterTables, in store: any Store) -> Relation {
    let mine = allOf([
      "table_name".column.equals(.text(tables.table)), "column_name".column.equals(.text(tables.column)),
    ])
    let node = Relation.Node.filter(.table(name), mine ?? .value(.bool(true)))
    return Relation(node: node, store: store, columns: definition.columns, key: key)
  }

  static func insert(_ dialect: any Dialect) -> String {
    dialect.insert(into: name, columns: definition.columns.map(\.name), key: key, conflict: .replace)
  }

  static func values(_ clustering: Clustering, version: Int) -> [SQLValue] {
    let sizes = clustering.sizes.map { String($0) }.joined(separator: ",")
    let count = { (number: Int) in SQLValue.int(Int64(number)) }
    return [
      .text(clustering.table), .text(clustering.column), count(version), count(clustering.k),
      .text(String(clustering.seed)), .text(clustering.metric.rawValue), .text(clustering.algorithm),
      count(clustering.rows), .float(clustering.inertia), count(clustering.rounds), count(clustering.moved),
      count(clustering.reseeded), .text(sizes), clustering.refined.map(count) ?? .null,
      .text(Engine.signature),
    ]
  }

  /// Nil for a row that no build of vnb wrote.
  static func record(_ row: any ResultRow) -> ClusteringRecord? {
    guard let metric = Metric(rawValue: row.text(5)) else { return nil }
    let vector = VectorColumn(
      table: row.text(0), column: row.text(1), dimension: nil, metric: metric, lineage: nil)
    var record = ClusteringRecord(vector, version: Int(row.int(2)), k: Int(row.int(3)))
    record.seed = UInt64(row.text(4))
    record.algorithm = row.text(6)
    record.rows = Int(row.int(7))
    record.inertia = row.float(8)
    record.rounds = Int(row.int(9))
    record.moved = Int(row.int(10))
    record.reseeded = Int(row.int(11))
    record.sizes = row.text(12).split(separator: ",").compactMap { Int($0) }
    record.refined = row.isNull(13) ? nil : Int(row.int(13))
    return record
  }
}
