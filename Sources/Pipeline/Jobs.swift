import Embedding
import Stores
import Vectors

/// `embed`: text of a column into vectors of another, for rows where the vector is NULL.
public struct EmbedRequest: Sendable {
  public var table: String
  public var input: String
  public var output: String
  public var model: any EmbeddingModel
  public var batchSize: Int = 1000
  /// At most this many batches; nil = all.
  public var batches: Int?
  public var workers: Int
  public var dryRun: Bool = false
  /// Called for each row as it is stored: batch, place in batch, count, key, text (row 0.20 of the seeds).
  public var onRow: (@Sendable (Int, Int, Int, String, String) -> Void)?
  public init(table: String, input: String, output: String, model: any EmbeddingModel, workers: Int) {
    self.table = table
    self.input = input
    self.output = output
    self.model = model
    self.workers = workers
  }
}

public struct EmbedReport: Sendable {
  public var embedded = 0
  /// Rows whose input is NULL: left NULL.
  public var skippedNull = 0
  public var batches = 0
  public var tokens = 0
  public var seconds = 0.0
  public var columnCreated = false
  public var plannedSQL: [String] = []
  public init() {}
}

/// `kmeans`: centroids of a vector column, kept as a new version.
public struct KMeansRequest: Sendable {
  public enum Algorithm: String, Sendable { case auto, minibatch, lloyd }
  public var table: String
  public var input: String
  public var k: Int = 8
  public var seed: UInt64 = 42
  public var algorithm: Algorithm = .auto
  public var maxRounds: Int = 100
  public var batchSize: Int = 1000
  /// With `batches`, only the first batchSize * batches rows in key order.
  public var batches: Int?
  public var workers: Int
  /// Refine the latest version instead of starting anew; k must agree.
  public var increment: Bool = false
  /// With `increment`: rewrite that version instead of making a new one.
  public var inPlace: Bool = false
  /// False: compute only, write nothing.
  public var save: Bool = true
  public var dryRun: Bool = false
  public init(table: String, input: String, workers: Int) {
    self.table = table
    self.input = input
    self.workers = workers
  }
}

/// A clustering: where it is kept and how it went.
public struct Clustering: Sendable {
  public var table: String
  public var column: String
  /// Nil when it was not saved.
  public var version: Int?
  public var k: Int
  public var dimension: Int
  public var metric: Metric
  public var seed: UInt64
  public var algorithm: String
  public var rows: Int
  /// Mean squared distance to the nearest centroid over all rows.
  public var inertia: Double
  public var rounds: Int
  /// Rows that changed cluster in the last round.
  public var moved: Int
  /// Clusters that ran empty and were re-seeded.
  public var reseeded: Int
  /// Rows of each cluster, by id.
  public var sizes: [Int]
  public var centroids: Matrix
  public var seconds: Double
  public var plannedSQL: [String]
}

public struct AssignRequest: Sendable {
  public var table: String
  public var input: String
  /// Nil: the latest version.
  public var version: Int?
  public var batchSize: Int = 10_000
  public var batches: Int?
  public var workers: Int
  public var dryRun: Bool = false
  public init(table: String, input: String, workers: Int) {
    self.table = table
    self.input = input
    self.workers = workers
  }
}

public struct AssignReport: Sendable {
  public var version = 0
  public var assigned = 0
  /// Rows that had their assignment already.
  public var existing = 0
  public var batches = 0
  public var seconds = 0.0
  public var plannedSQL: [String] = []
  public init() {}
}

public struct SearchRequest: Sendable {
  public enum Query: Sendable {
    /// Encoded by the column's own model.
    case text(String, model: String?)
    case vector([Float])
    /// The row with this key; it finds itself first.
    case key(SQLValue)
  }
  /// A relation over one table that keeps its key and the vector column: filters are applied before ranking.
  public var relation: Relation
  public var column: String
  public var query: Query
  public var limit: Int = 10
  /// Only rows at most this far.
  public var within: Double?
  public init(relation: Relation, column: String, query: Query) {
    self.relation = relation
    self.column = column
    self.query = query
  }
}
