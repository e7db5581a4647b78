import Stores
import Vectors

extension ClusterTables {
  /// `<table>_<column>_density_clusters`: the labels that `dbscan` and `hdbscan` give. Of the shape of `…_clusters`, but `cluster_id` refers to
  /// no centroid, since noise (-1) has none and means are kept only where asked for.
  public var densityClusters: String { DerivedName.join(table, column, "density_clusters") }

  func densityTable(key: ColumnDescription) -> TableDefinition {
    TableDefinition(
      name: densityClusters,
      columns: [
        ColumnDescription(
          name: key.name, type: key.type, isNullable: false, declaredType: key.declaredType),
        ColumnDescription(name: "cluster_version", type: .int, isNullable: false),
        ColumnDescription(name: "cluster_id", type: .int, isNullable: false),
        // How firmly the row belongs to its cluster, 0 to 1: NULL from `dbscan`.
        ColumnDescription(name: "probability", type: .float),
      ],
      key: [key.name, "cluster_version"],
      foreignKeys: [ForeignKey(columns: [key.name], table: table, referenced: [key.name])])
  }
}

/// `vnb_densities`: one row for each version that `dbscan` or `hdbscan` saved.
enum DensityTable {
  static let name = "vnb_densities"
  static let key = ClusteringTable.key
  static let definition = TableDefinition(
    name: name,
    columns: ClusteringTable.keyColumns + [
      ColumnDescription(name: "method", type: .text, isNullable: false),
      ColumnDescription(name: "metric", type: .text, isNullable: false),
      ColumnDescription(name: "eps", type: .float),
      ColumnDescription(name: "min_samples", type: .int),
      ColumnDescription(name: "min_cluster_size", type: .int),
      ColumnDescription(name: "row_count", type: .int, isNullable: false),
      ColumnDescription(name: "sizes", type: .text, isNullable: false),
      ColumnDescription(name: "has_means", type: .int, isNullable: false),
      ColumnDescription(name: "made_by", type: .text, isNullable: false),
    ],
    key: key)

  static func insert(_ dialect: any Dialect) -> String {
    dialect.insert(into: name, columns: definition.columns.map(\.name), key: key, conflict: .replace)
  }

  static func values(_ clustering: DensityClustering, version: Int) -> [SQLValue] {
    let count = { (number: Int) in SQLValue.int(Int64(number)) }
    let parameters: [SQLValue] =
      switch clustering.method {
      case .dbscan(let eps, let minSamples): [.float(eps), count(minSamples), .null]
      case .hdbscan(let minClusterSize, let minSamples):
        [.null, minSamples.map(count) ?? .null, count(minClusterSize)]
      }
    return [
      .text(clustering.table), .text(clustering.column), count(version), .text(clustering.method.name),
      .text(clustering.metric.rawValue),
    ] + parameters + [
      count(clustering.rows), .text(clustering.sizes.map { String($0) }.joined(separator: ",")),
      count(clustering.hasMeans ? 1 : 0), .text(Engine.signature),
    ]
  }

  /// Nil for a row that no build of vnb wrote.
  static func clustering(_ row: any ResultRow) -> DensityClustering? {
    guard let metric = Metric(rawValue: row.text(4)) else { return nil }
    let minSamples = row.isNull(6) ? nil : Int(row.int(6))
    let method: DensityMethod
    switch row.text(3) {
    case "dbscan": method = .dbscan(eps: row.float(5), minSamples: minSamples ?? 0)
    case "hdbscan": method = .hdbscan(minClusterSize: Int(row.int(7)), minSamples: minSamples)
    default: return nil
    }
    return DensityClustering(
      table: row.text(0), column: row.text(1), version: Int(row.int(2)), method: method, metric: metric,
      rows: Int(row.int(8)), sizes: row.text(9).split(separator: ",").compactMap { Int($0) },
      hasMeans: row.int(10) == 1)
  }
}

/// The versions of a column that `dbscan` and `hdbscan` saved, oldest first.
public func densityClusterings(of column: String, in table: String, store: any Store) throws
  -> [DensityClustering]
{
  guard try store.describe(DensityTable.name) != nil else { return [] }
  let mine = allOf([
    "table_name".column.equals(.text(table)), "column_name".column.equals(.text(column)),
  ])
  let node = Relation.Node.filter(.table(DensityTable.name), mine ?? .value(.bool(true)))
  let relation = Relation(
    node: node, store: store, columns: DensityTable.definition.columns, key: DensityTable.key)
  var found: [DensityClustering] = []
  try store.read(relation) { row in
    if let clustering = DensityTable.clustering(row) { found.append(clustering) }
    return true
  }
  return found.sorted { ($0.version ?? 0) < ($1.version ?? 0) }
}
