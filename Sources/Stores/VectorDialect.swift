/// Vector SQL of an engine of its own, used to find candidates: its float32 distances may differ from vnb's in their last
/// bits, so what it finds is compared again before it is shown or stored.
public protocol VectorDialect: Sendable {
  /// `<->`, `<=>`, `<#>`, …; `metric` is the name of a ``Metric``. Nil: has none.
  func distance(_ left: SQLFragment, _ right: SQLFragment, metric: String) -> SQLFragment?
  /// Euclidean length.
  func norm(_ vector: SQLFragment) -> SQLFragment
  /// Kinds of index, the default first.
  var indexKinds: [String] { get }
  /// The statement that makes an index, after loading. The plan has no ``problem(with:)``.
  func createIndex(_ plan: VectorIndexPlan) -> [String]
  func dropIndex(_ name: String, on table: String) -> String
  /// What is wrong with a plan, in words; nil when this server can make it.
  func problem(with plan: VectorIndexPlan) -> String?
  /// To be sent inside the transaction of a search that wants at least `rows` candidates.
  func searchSettings(_ plan: VectorIndexPlan, rows: Int) -> [String]
  /// For each row of `page` (columns `k`, the key, and `v`): `k`, id of the nearest centroid, its distance, that of the
  /// second nearest (the same when there is one centroid only), and the vector's length. `centroids` selects `id, c`.
  func nearestCentroids(page: SQLFragment, centroids: SQLFragment, metric: String) -> SQLFragment?
}

/// A vector index to be made or used.
public struct VectorIndexPlan: Sendable, Equatable {
  public var name: String
  public var table: String
  public var column: String
  /// Nil when the column was declared without one.
  public var dimension: Int?
  /// `l2`, `cosine`, `ip`.
  public var metric: String
  /// `hnsw`, `ivfflat`, `cspann`.
  public var kind: String
  /// By name, in name order: `m`, `ef_construction`, `lists`, `min_partition_size` when making it; `ef_search`, `probes`,
  /// `beam_size` when searching.
  public var options: [String: Int]
  public init(
    name: String, table: String, column: String, dimension: Int?, metric: String, kind: String,
    options: [String: Int] = [:]
  ) {
    self.name = name
    self.table = table
    self.column = column
    self.dimension = dimension
    self.metric = metric
    self.kind = kind
    self.options = options
  }
}
