import Stores
import Vectors

extension DensityJob {
  /// Writes labels, means, version number and record together; the version.
  func save(_ clustering: DensityClustering, _ labels: Labels, _ rows: Rows) throws -> Int {
    let means = try request.means ? meansOf(clustering, labels, rows) : nil
    return try store.repeatable {
      for sql in definitions(dimension: rows.vectors.columns) { try store.execute(sql, []) }
      let version = try tables.nextVersion(in: store)
      try write(labels, rows.keys, version: version)
      if let means {
        try tables.writeCentroids(means.centroids, version: version, in: store)
        try store.execute(
          ClusteringTable.insert(store.dialect), ClusteringTable.values(means, version: version))
      }
      try store.execute(
        DensityTable.insert(store.dialect), DensityTable.values(clustering, version: version))
      return version
    }
  }

  private func write(_ labels: Labels, _ keys: [SQLValue], version: Int) throws {
    let definition = tables.densityTable(key: table.key)
    let plan = WritePlan(
      table: definition.name, columns: definition.columns, key: definition.key, action: .insert(.error))
    let writer = try store.writer(plan)
    defer { writer.finish() }
    for (at, key) in keys.enumerated() {
      if at % 1024 == 0, control.isCancelled() { throw Cancelled() }
      try writer.bind(1, key)
      try writer.bindInt(2, Int64(version))
      try writer.bindInt(3, Int64(labels.labels[at]))
      if let probabilities = labels.probabilities {
        try writer.bindFloat(4, probabilities[at])
      } else {
        try writer.bindNull(4)
      }
      try writer.endRow()
    }
    try writer.flush()
  }

  /// The mean of each cluster, and the mean squared distance of its rows to it: noise takes no part.
  private func meansOf(_ clustering: DensityClustering, _ labels: Labels, _ rows: Rows) throws -> Clustering {
    let means = try clusterMeans(
      of: rows.vectors, labels: labels.labels, count: clustering.clusters, workers: request.workers)
    var total = 0.0
    for (row, label) in labels.labels.enumerated() where label >= 0 {
      total += Double(
        Distance.squaredL2(rows.vectors.row(row), means.row(Int(label)), count: means.columns))
    }
    let members = clustering.rows - clustering.noise
    return Clustering(
      table: clustering.table, column: clustering.column, version: nil, k: clustering.clusters,
      dimension: means.columns, metric: clustering.metric, seed: 0, algorithm: clustering.method.name,
      rows: members, inertia: members == 0 ? 0 : total / Double(members), rounds: 0, moved: 0, reseeded: 0,
      sizes: clustering.sizes, centroids: means, seconds: 0, plannedSQL: [], refined: nil)
  }

  private func definitions(dimension: Int) -> [String] {
    let dialect = store.dialect
    let labels = [
      dialect.createSequence(tables.sequence), dialect.createTable(tables.densityTable(key: table.key)),
      dialect.createTable(DensityTable.definition),
    ]
    guard request.means else { return labels }
    return labels + [
      dialect.createTable(tables.centroidTable(dimension: dimension)),
      dialect.createTable(ClusteringTable.definition),
    ]
  }

  /// The statements a run would send after the computation.
  func plannedSQL(dimension: Int) -> [String] {
    let dialect = store.dialect
    let labels = tables.densityTable(key: table.key)
    var planned = definitions(dimension: dimension)
    planned += [dialect.advanceSequence(tables.sequence), dialect.sequenceValue(tables.sequence)]
    planned.append(
      dialect.insert(
        into: labels.name, columns: labels.columns.map(\.name), key: labels.key, conflict: .error))
    if request.means { planned += [tables.insertCentroid(dialect), ClusteringTable.insert(dialect)] }
    return planned + [DensityTable.insert(dialect)]
  }
}
