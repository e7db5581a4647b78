import Stores

/// The tables that jobs make beside a vector column: its centroids and clusters, and vnb's own records.
public enum MadeTables {
  /// Of `table`, whose key is `key` and whose column `column` has vectors of `dimension` elements.
  public static func of(_ table: String, column: String, key: ColumnDescription, dimension: Int)
    -> [TableDescription]
  {
    let tables = ClusterTables(table: table, column: column)
    return [
      tables.centroidTable(dimension: dimension), tables.clusterTable(key: key),
      tables.densityTable(key: key),
    ].map(description)
  }

  /// Those that a database has once.
  public static var records: [TableDescription] {
    [LineageTable.definition, ClusteringTable.definition, DensityTable.definition, IndexTable.definition].map(
      description)
  }

  private static func description(_ definition: TableDefinition) -> TableDescription {
    TableDescription(
      name: definition.name, columns: definition.columns, key: definition.key, isView: false)
  }
}
