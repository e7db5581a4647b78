/// The vectors of PostgreSQL with pgvector and of CockroachDB: their operators, indexes and settings.
struct ServerVectors<D: ServerDialect>: VectorDialect {
  let dialect: D

  func distance(_ left: SQLFragment, _ right: SQLFragment, metric: String) -> SQLFragment? {
    dialect.engineDistance(left, right, metric: metric)
  }

  func norm(_ vector: SQLFragment) -> SQLFragment { .call("vector_norm", [vector]) }

  var indexKinds: [String] { dialect.vectorIndexKinds }

  func createIndex(_ plan: VectorIndexPlan) -> [String] { dialect.createVectorIndex(plan) }

  func dropIndex(_ name: String, on table: String) -> String { dialect.dropIndex(name, of: table) }

  func problem(with plan: VectorIndexPlan) -> String? { dialect.vectorIndexProblem(plan) }

  func searchSettings(_ plan: VectorIndexPlan, rows: Int) -> [String] {
    dialect.vectorSearchSettings(plan, rows: rows)
  }

  /// The two nearest by the engine's own arithmetic, equal distances by the lowest id; centroids are read once.
  func nearestCentroids(page: SQLFragment, centroids: SQLFragment, metric: String) -> SQLFragment? {
    // What it costs there is not known: the vectors are read instead.
    if dialect.facts.isCockroach { return nil }
    let columns = (SQLFragment("c.c"), SQLFragment("p.v"))
    guard let distance = dialect.engineDistance(columns.0, columns.1, metric: metric) else { return nil }
    let order = "ORDER BY q.d, q.id"
    return SQLFragment("WITH vnb_centroids(id, c) AS MATERIALIZED (") + centroids + ") "
      + "SELECT p.k, n.ids[1], n.ds[1], coalesce(n.ds[2], n.ds[1]), vector_norm(p.v) FROM (" + page
      + ") AS p(k, v) CROSS JOIN LATERAL (SELECT array_agg(q.id \(order)) AS ids, array_agg(q.d \(order)) AS ds "
      + "FROM (SELECT c.id, " + distance
      + " AS d FROM vnb_centroids AS c ORDER BY d, c.id LIMIT 2) AS q) AS n"
  }
}
