import Stores
import Vectors

extension KMeansJob {
  /// Writes centroids, version number and record together; the version.
  func save(_ clustering: Clustering) throws -> Int {
    try store.repeatable {
      for sql in definitions(dimension: clustering.dimension) { try store.execute(sql, []) }
      let version = request.inPlace ? base?.version : nil
      let number = try version ?? tables.nextVersion(in: store)
      try tables.writeCentroids(clustering.centroids, version: number, in: store)
      try store.execute(
        ClusteringTable.insert(store.dialect), ClusteringTable.values(clustering, version: number))
      return number
    }
  }

  private func definitions(dimension: Int) -> [String] {
    [
      store.dialect.createTable(tables.centroidTable(dimension: dimension)),
      store.dialect.createSequence(tables.sequence),
      store.dialect.createTable(ClusteringTable.definition),
    ]
  }

  /// The statements a run would send after the computation.
  func plannedSQL(dimension: Int) -> [String] {
    definitions(dimension: dimension) + [
      store.dialect.advanceSequence(tables.sequence), store.dialect.sequenceValue(tables.sequence),
      tables.insertCentroid(store.dialect),
      ClusteringTable.insert(store.dialect),
    ]
  }
}
