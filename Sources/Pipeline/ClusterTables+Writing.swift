import Stores
import Vectors

extension ClusterTables {
  /// The sequence's next number, or the one after the latest version when a table, filled by other means, is ahead. Within a
  /// transaction.
  func nextVersion(in store: any Store) throws -> Int {
    let centroids = try latestVersion(self, in: store) ?? 0
    let labels = try densityClusterings(of: column, in: table, store: store).last?.version ?? 0
    var number = 0
    try store.execute(store.dialect.advanceSequence(sequence), [])
    try store.query(store.dialect.sequenceValue(sequence), []) { row in
      number = Int(row.int(0))
      return false
    }
    return max(number, max(centroids, labels).addingReportingOverflow(1).partialValue)
  }

  /// Writes centroids under their places as ids.
  func writeCentroids(_ centroids: Matrix, version: Int, in store: any Store) throws {
    let plan = WritePlan(
      table: self.centroids, columns: centroidTable(dimension: centroids.columns).columns,
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

  func insertCentroid(_ dialect: any Dialect) -> String {
    dialect.insert(
      into: centroids, columns: ClusterTables.centroidColumns, key: ClusterTables.centroidKey,
      conflict: .replace)
  }
}
