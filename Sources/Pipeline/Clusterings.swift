import Stores
import Vectors

/// The clustering of a column with this version, the latest when nil; its centroids and, when vnb made it, how it went.
/// - Throws: ``PipelineError/noCentroids(column:table:)``, ``PipelineError/unknownVersion(_:column:table:latest:)``.
public func clustering(
  of column: String, in table: String, version: Int? = nil, store: any Store
) throws -> Clustering {
  let vector = try vectorColumn(column, in: table, store: store)
  let tables = ClusterTables(table: vector.table, column: column)
  let latest = try latestVersion(tables, in: store)
  guard let latest else { throw PipelineError.noCentroids(column: column, table: vector.table) }
  let wanted = version ?? latest
  let centroids = try readCentroids(tables, version: wanted, store: store)
  guard let centroids else {
    throw PipelineError.unknownVersion(wanted, column: column, table: vector.table, latest: latest)
  }
  let record = try clusterings(of: column, in: vector.table, store: store).first { $0.version == wanted }
  return Clustering(
    record ?? ClusteringRecord(vector, version: wanted, k: centroids.rows), centroids: centroids)
}

/// The versions kept for a column, oldest first: how each went, as recorded when it was made. Versions of centroids that
/// another program made have no record and show only their number and k; those of `dbscan` and `hdbscan` have no seed, rounds or
/// inertia.
public func clusterings(of column: String, in table: String, store: any Store) throws -> [ClusteringRecord] {
  let vector = try vectorColumn(column, in: table, store: store)
  let tables = ClusterTables(table: vector.table, column: column)
  let labels = try densityClusterings(of: column, in: vector.table, store: store)
    .compactMap { found in found.version.map { ClusteringRecord(found, version: $0) } }
  let versions = Set(labels.map(\.version))
  guard try store.describe(tables.centroids) != nil else { return labels }
  var recorded: [Int: ClusteringRecord] = [:]
  if try store.describe(ClusteringTable.name) != nil {
    try store.read(ClusteringTable.rows(of: tables, in: store)) { row in
      if let record = ClusteringTable.record(row) { recorded[record.version] = record }
      return true
    }
  }
  let centroids = try centroidCounts(tables, in: store).filter { !versions.contains($0.version) }.map {
    version, k in
    if let record = recorded[version], record.k == k { return record }
    return ClusteringRecord(vector, version: version, k: k)
  }
  // Means of clusters by density have an inertia, too.
  let measured = labels.map { label in
    var label = label
    label.inertia = recorded[label.version]?.inertia
    return label
  }
  return (centroids + measured).sorted { $0.version < $1.version }
}

/// Nil when there are no centroids.
func latestVersion(_ tables: ClusterTables, in store: any Store) throws -> Int? {
  guard try store.describe(tables.centroids) != nil else { return nil }
  let top = NamedExpression("version", .aggregate("max", [.column("version")]))
  let columns = [ColumnDescription(name: "version", type: .int)]
  let node = Relation.Node.summarize(.table(tables.centroids), keys: [], [top])
  var latest: Int?
  try store.read(Relation(node: node, store: store, columns: columns, key: [])) { row in
    latest = row.isNull(0) ? nil : Int(row.int(0))
    return false
  }
  return latest
}

/// Versions ascending, each with its number of centroids.
private func centroidCounts(_ tables: ClusterTables, in store: any Store) throws -> [(version: Int, k: Int)] {
  let keys = [NamedExpression("version", .column("version"))]
  let node = Relation.Node.summarize(
    .table(tables.centroids), keys: keys, [NamedExpression("k", .aggregate("count", []))])
  let columns = ["version", "k"].map { ColumnDescription(name: $0, type: .int, isNullable: false) }
  var counts: [(Int, Int)] = []
  try store.read(Relation(node: node, store: store, columns: columns, key: ["version"])) { row in
    counts.append((Int(row.int(0)), Int(row.int(1))))
    return true
  }
  return counts
}

/// The centroids of one version by id; nil when there are none. Ids must be 0 ..< k and all of one dimension, since
/// assignments name them by place.
func readCentroids(_ tables: ClusterTables, version: Int, store: any Store) throws -> Matrix? {
  let node = Relation.Node.filter(.table(tables.centroids), "version".column.equals(.int(Int64(version))))
  let columns = tables.centroidTable(dimension: 0).columns
  var rows: [[Float]] = []
  try store.read(Relation(node: node, store: store, columns: columns, key: ClusterTables.centroidKey)) {
    row in
    let id = row.int(1)
    let broken = { PipelineError.brokenCentroids(version: version, table: tables.centroids, reason: $0) }
    guard id == rows.count else {
      throw broken("ids are not 0, 1, 2, … (found \(id) at place \(rows.count))")
    }
    let values = try row.withVector(2) { Array($0) }
    guard !values.isEmpty, values.count == rows.first?.count ?? values.count, values.allSatisfy(\.isFinite)
    else {
      throw broken("centroid \(id) has another dimension or is not finite")
    }
    rows.append(values)
    return true
  }
  guard let first = rows.first else { return nil }
  let matrix = Matrix(rows: rows.count, columns: first.count)
  for (index, row) in rows.enumerated() { matrix.setRow(index, row) }
  return matrix
}
