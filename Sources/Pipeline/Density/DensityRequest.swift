import Vectors

/// How rows are told apart by density.
public enum DensityMethod: Sendable, Equatable {
  case dbscan(eps: Double, minSamples: Int)
  /// `minSamples` nil: as `minClusterSize`.
  case hdbscan(minClusterSize: Int, minSamples: Int?)

  /// The verb's name.
  public var name: String {
    switch self {
    case .dbscan: "dbscan"
    case .hdbscan: "hdbscan"
    }
  }
}

/// `dbscan` and `hdbscan`: a cluster for each row of a vector column, or none.
public struct DensityRequest: Sendable {
  public var table: String
  public var input: String
  public var method: DensityMethod
  /// `l2` or `cosine`, whatever the column's own.
  public var metric: Metric = .l2
  /// With `batches`, only the first batchSize * batches rows in key order.
  public var batchSize: Int = 1000
  public var batches: Int?
  public var workers: Int
  /// Store the mean of each cluster as a centroid.
  public var means = false
  /// False: compute only, write nothing.
  public var save = true
  public var dryRun = false
  /// Refused when the vectors need more bytes than this.
  public static let largestBytes = 4 << 30

  public init(table: String, input: String, method: DensityMethod, workers: Int) {
    self.table = table
    self.input = input
    self.method = method
    self.workers = workers
  }
}

/// A clustering by density: where its labels are kept and how it went.
public struct DensityClustering: Sendable, Equatable {
  public var table: String
  public var column: String
  /// Nil when it was not saved.
  public var version: Int?
  public var method: DensityMethod
  public var metric: Metric
  /// Rows that took part.
  public var rows: Int
  /// Rows of each cluster, by id.
  public var sizes: [Int]
  public var clusters: Int { sizes.count }
  /// Rows in no cluster: labelled -1.
  public var noise: Int { rows - sizes.reduce(0, +) }
  /// Whether the centroid table holds the mean of each cluster under this version.
  public var hasMeans: Bool
  public var seconds = 0.0
  public var plannedSQL: [String] = []
}
