import Stores

/// Tables, sequence and indexes of the clusterings of one vector column, with the names and shapes of the source
/// toolkit: `<table>_<column>_centroid`, `…_centroid_seq`, `<table>_<column>_clusters` and two helper indexes.
public struct ClusterTables: Sendable, Equatable {
  public let table: String
  public let column: String
  public let centroids: String
  public let sequence: String
  public let clusters: String
  public let notNullIndex: String

  public init(table: String, column: String) {
    self.table = table
    self.column = column
    centroids = DerivedName.join(table, column, "centroid")
    sequence = DerivedName.join(table, column, "centroid_seq")
    clusters = DerivedName.join(table, column, "clusters")
    notNullIndex = DerivedName.join(table, column, "not_null_idx")
  }

  /// `<table>_clusters_<key>_version_idx`.
  public func versionIndex(key: String) -> String { DerivedName.join(table, "clusters", key, "version_idx") }

  func centroidTable(dimension: Int) -> TableDefinition {
    TableDefinition(
      name: centroids,
      columns: [
        ColumnDescription(name: "version", type: .int, isNullable: false),
        ColumnDescription(name: "id", type: .int, isNullable: false),
        ColumnDescription(name: "centroid", type: .vector(dimension: dimension), isNullable: false),
      ],
      key: Self.centroidKey)
  }

  /// One row says that the row `key` belongs to cluster `cluster_id` in version `cluster_version`.
  func clusterTable(key: ColumnDescription) -> TableDefinition {
    TableDefinition(
      name: clusters,
      columns: [
        ColumnDescription(
          name: key.name, type: key.type, isNullable: false, declaredType: key.declaredType),
        ColumnDescription(name: "cluster_version", type: .int, isNullable: false),
        ColumnDescription(name: "cluster_id", type: .int, isNullable: false),
      ],
      key: Self.clusterColumns(key.name),
      foreignKeys: [
        ForeignKey(columns: [key.name], table: table, referenced: [key.name]),
        ForeignKey(
          columns: ["cluster_version", "cluster_id"], table: centroids, referenced: Self.centroidKey),
      ])
  }

  static let centroidKey = ["version", "id"]
  static let centroidColumns = ["version", "id", "centroid"]
  static func clusterColumns(_ key: String) -> [String] { [key, "cluster_version", "cluster_id"] }
}
