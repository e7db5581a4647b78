/// The vectors of PostgreSQL with pgvector and of CockroachDB: their operators, indexes and settings.
struct ServerVectors<D: ServerDialect>: VectorDialect {
  let dialect: D

  func distance(_ left: SQLFragment, _ right: SQLFragment, metric: String) -> SQLFragment? {
    dialect.engineDistance(left, right, metric: metric)
  }

  func norm(_ vector: SQLFragment) -> SQLFragment { .call("vector_norm", [vector]) }

  var indexKinds: [String] {
    let first = dialect.vectorIndexKind
    return first == .hnsw ? ["hnsw", "ivfflat"] : [first.rawValue]
  }

  func createIndex(_ plan: VectorIndexPlan) -> [String] {
    guard let index = definition(plan) else { return [] }
    return (try? dialect.createVectorIndex(index)) ?? []
  }

  func dropIndex(_ name: String, on table: String) -> String { dialect.dropIndex(name, of: table) }

  func problem(with plan: VectorIndexPlan) -> String? {
    guard let index = definition(plan) else { return "there is no index of kind `\(plan.kind)`" }
    do {
      _ = try dialect.createVectorIndex(index)
    } catch StoreError.unsupported(let what) {
      return "this server does not take \(what)"
    } catch { return "this server does not take it" }
    if let m = plan.options["m"], let effort = plan.options["ef_construction"], effort < 2 * m {
      return "`ef_construction` must be at least twice `m`"
    }
    return nil
  }

  /// How much of an index a search looks at, unless the plan says: pgvector's and CockroachDB's own defaults, or the rows wanted.
  func searchSettings(_ plan: VectorIndexPlan, rows: Int) -> [String] {
    guard let kind = VectorIndexDefinition.Kind(rawValue: plan.kind) else { return [] }
    switch kind {
    case .hnsw: return dialect.searchSettings(kind, effort: plan.options["ef_search"] ?? max(40, rows))
    case .ivfflat: return dialect.searchSettings(kind, effort: plan.options["probes"] ?? 10)
    case .cspann: return dialect.searchSettings(kind, effort: plan.options["beam_size"] ?? 32)
    }
  }

  /// The two nearest by the engine's own arithmetic, equal distances by the lowest id; centroids are read once.
  func nearestCentroids(page: SQLFragment, centroids: SQLFragment, metric: String) -> SQLFragment? {
    let columns = (SQLFragment("c.c"), SQLFragment("p.v"))
    let distance = dialect.engineDistance(columns.0, columns.1, metric: metric)
    let order = "ORDER BY q.d, q.id"
    return SQLFragment("WITH vnb_centroids(id, c) AS MATERIALIZED (") + centroids + ") "
      + "SELECT p.k, n.ids[1], n.ds[1], coalesce(n.ds[2], n.ds[1]), vector_norm(p.v) FROM (" + page
      + ") AS p(k, v) CROSS JOIN LATERAL (SELECT array_agg(q.id \(order)) AS ids, array_agg(q.d \(order)) AS ds "
      + "FROM (SELECT c.id, " + distance
      + " AS d FROM vnb_centroids AS c ORDER BY d, c.id LIMIT 2) AS q) AS n"
  }

  /// With the options that are for making it.
  private func definition(_ plan: VectorIndexPlan) -> VectorIndexDefinition? {
    guard let kind = VectorIndexDefinition.Kind(rawValue: plan.kind) else { return nil }
    let searching = ["ef_search", "probes", "beam_size"]
    let options = plan.options.filter { !searching.contains($0.key) }.sorted { $0.key < $1.key }
    return VectorIndexDefinition(
      name: plan.name, table: plan.table, column: plan.column, dimension: plan.dimension, metric: plan.metric,
      kind: kind, options: options.map { (name: $0.key, value: $0.value) })
  }
}
