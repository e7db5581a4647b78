import Stores
import Vectors

/// What a store's engine found for one row.
private struct EngineLabel {
  let key: SQLValue
  let id: Int
  /// Its rounding cannot have chosen the wrong centroid.
  let isSure: Bool
}

extension AssignJob {
  /// Up to so many centroids the engine finds the nearest where the rows lie; above, reading the vectors and one matrix
  /// product are cheaper. Calculated from rates of PostgreSQL with pgvector, not measured: the two meet at about 40.
  static let pushdownClusters = 40

  /// Whether the engine proposes the nearest centroids. Labels are the same either way.
  var isPushedDown: Bool {
    guard clustering.k <= Self.pushdownClusters, vector.dimension == clustering.dimension else {
      return false
    }
    let nothing = SQLFragment("")
    return margin != nil
      && store.dialect.vectors?.nearestCentroids(
        page: nothing, centroids: nothing, metric: vector.metric.rawValue)
        != nil
  }

  private var margin: DistanceMargin? {
    DistanceMargin(
      vector.metric, dimension: clustering.dimension, isNormalized: vector.lineage?.normalized ?? false)
  }

  /// The statement that proposes labels for the next rows; nil when the engine cannot.
  func pushdownQuery(after last: SQLValue?) throws -> SQLFragment? {
    let version = SQLValue.int(Int64(report.version))
    let list = ["id", "centroid"].map { NamedExpression($0, .column($0)) }
    let node = Relation.Node.select(
      .filter(.table(tables.centroids), "version".column.equals(version)), list)
    let definition = tables.centroidTable(dimension: clustering.dimension)
    let centroids = Relation(
      node: node, store: table.store,
      columns: list.compactMap { item in
        definition.columns.first { $0.name == item.name }
      }, key: ["id"])
    return store.dialect.vectors?.nearestCentroids(
      page: try page(after: last).fragment(), centroids: try centroids.fragment(),
      metric: vector.metric.rawValue)
  }

  /// Keys of the next rows in order with their labels; where the engine's float32 leaves a doubt, the vector is fetched and
  /// compared as always. Nil when the engine cannot.
  func pushedDownLabels(after last: SQLValue?) throws -> [(key: SQLValue, id: Int)]? {
    guard isPushedDown, let margin, let query = try pushdownQuery(after: last) else { return nil }
    let (sql, parameters) = query.statement(for: store.dialect)
    var found: [EngineLabel] = []
    try table.store.query(sql, parameters) { row in
      let isPlain = DistanceMargin.plainLengths.contains(row.float(4))
      let isSure = clustering.k == 1 || margin.isSurely(row.float(2), below: row.float(3))
      found.append(EngineLabel(key: row.value(0), id: Int(row.int(1)), isSure: isPlain && isSure))
      return true
    }
    found.sort { precedes([$0.key], [$1.key]) }
    return try settled(found)
  }

  private func settled(_ found: [EngineLabel]) throws -> [(key: SQLValue, id: Int)] {
    let doubtful = found.indices.filter { !found[$0].isSure }
    var labels = found.map { ($0.key, $0.id) }
    for start in stride(from: 0, to: doubtful.count, by: 500) {
      let places = doubtful[start..<min(start + 500, doubtful.count)]
      let keys = places.map { found[$0].key }
      let columns = [table.key.name, vector.column]
      let node = Relation.Node.select(
        .filter(.table(table.name), .isIn(table.key.name.column, keys.map { .value($0) })),
        columns.map { NamedExpression($0, .column($0)) })
      let scan = VectorScan(
        store: table.store, relation: table.relation(node, columns: columns), table: table.name,
        column: vector.column, dimension: clustering.dimension, metric: vector.metric, blockRows: keys.count)
      try scan.forEachBlock { block in
        // The rows come in key order, as the places do.
        for (place, id) in zip(places, try self.labels(of: block)) { labels[place].1 = Int(id) }
        return true
      }
    }
    return labels.map { (key: $0.0, id: $0.1) }
  }
}
