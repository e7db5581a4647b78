import Stores
import Vectors

extension KMeansJob {
  /// Writes centroids, version number and record together; the version.
  func save(_ clustering: Clustering) throws -> Int {
    try store.repeatable {
      for sql in definitions(dimension: clustering.dimension) { try store.execute(sql, []) }
      let version = request.inPlace ? base?.version : nil
      let number = try version ?? nextVersion()
      try writeCentroids(clustering.centroids, version: number)
      try store.execute(
        ClusteringTable.insert(store.dialect), ClusteringTable.values(clustering, version: number))
      return number
    }
  }

  /// The sequence's next number, or the one after the latest version when the table, filled by other means, is ahead.
  private func nextVersion() throws -> Int {
    let latest = try latestVersion(tables, in: store) ?? 0
    var number = 0
    try store.execute(store.dialect.advanceSequence(tables.sequence), [])
    try store.query(store.dialect.sequenceValue(tables.sequence), []) { row in
      number = Int(row.int(0))
      return false
    }
    return max(number, latest.addingReportingOverflow(1).partialValue)
  }

  private func writeCentroids(_ centroids: Matrix, version: Int) throws {
    let plan = WritePlan(
      table: tables.centroids, columns: tables.centroidTable(dimension: centroids.columns).columns,
      key: ClusterTables.centroidKey, action: .insert(.replace))
    let writer = try store.writer(plan)
    defer { writer.finish() }
    for id in 0..<centroids.rows {
      try writer.bindInt(1, Int64(version))
      try writer.bindInt(2, Int64(id))
      try writer.bindVector(3, UnsafeBufferPointer(start: centroids.row(id), count: centroids.columns))
      try writer.endRow()
    }
    try writer.flush()
  }

  private func definitions(dimension: Int) -> [String] {
    [
      store.dialect.createTable(tables.centroidTable(dimension: dimension)),
      store.dialect.createSequence(tables.sequence),
      store.dialect.createTable(ClusteringTable.definition),
    ]
  }

  private var insertSQL: String {
    store.dialect.insert(
      into: tables.centroids, columns: ClusterTables.centroidColumns, key: ClusterTables.centroidKey,
      conflict: .replace)
  }

  /// The statements a run would send after the computation.
  func plannedSQL(dimension: Int) -> [String] {
    definitions(dimension: dimension) + [
      store.dialect.advanceSequence(tables.sequence), store.dialect.sequenceValue(tables.sequence), insertSQL,
      ClusteringTable.insert(store.dialect),
    ]
  }
}
