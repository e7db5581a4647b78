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
  /// Only rows with these keys; counts of the report are of these, too.
  public var range = KeyRange.all
  /// Called within the transaction of each batch with the number of rows stored so far, its own included; what it throws
  /// undoes the batch. Called again for the same batch when the transaction is repeated.
  public var inBatch: (@Sendable (Int) throws -> Void)?
  /// Called for each row once it is stored: number of its batch, place in the batch, rows of the batch (both from 1),
  /// key, text.
  public var onRow: (@Sendable (Int, Int, Int, String, String) -> Void)?
  /// Called for what else a log tells, in order with `onRow`.
  public var onEvent: (@Sendable (EmbedEvent) -> Void)?
  public init(table: String, input: String, output: String, model: any EmbeddingModel, workers: Int) {
    self.table = table
    self.input = input
    self.output = output
    self.model = model
    self.workers = workers
  }
}

/// What a run of `embed` tells on its way.
public enum EmbedEvent: Sendable, Equatable {
  case columnExists(String)
  case columnMade(String)
  /// A batch is about to be stored. Runs count from 1 (more when following), batches from 1 in each run.
  case batch(run: Int, number: Int, rows: Int)
}

/// How an `embed` went; rows are counted in this run only.
public struct EmbedReport: Sendable {
  /// A row that stayed NULL, and why.
  public struct Failure: Sendable, Equatable {
    public var key: SQLValue
    public var reason: String
  }
  public var embedded = 0
  /// Rows whose input is NULL: left NULL.
  public var skippedNull = 0
  /// Rows with a text that are still without a vector: beyond `batches`, failed, or (dry run) all of them.
  public var pending = 0
  public var failures: [Failure] = []
  public var batches = 0
  public var tokens = 0
  public var seconds = 0.0
  /// How much came from the cache; nil without one.
  public var cacheUse: CacheUse?
  /// Dry run: would be.
  public var columnCreated = false
  /// The statements of a dry run, with placeholders; else empty.
  public var plannedSQL: [String] = []
  public init() {}
}

/// `kmeans`: centroids of a vector column, kept as a new version.
public struct KMeansRequest: Sendable {
  /// How centroids are found; `auto` goes by the number of rows.
  public enum Algorithm: String, Sendable { case auto, minibatch, lloyd }
  public var table: String
  public var input: String
  public var k: Int = 8
  public var seed: UInt64 = 42
  /// The seed of the whole session or notebook; random numbers come from both.
  public var sessionSeed: UInt64 = 0
  /// `auto` takes Lloyd up to ``lloydRows`` rows or with weights, and mini-batch above.
  public var algorithm: Algorithm = .auto
  /// How the first centroids are chosen.
  public var start: KMeansInit = .plusPlus
  /// Independent starts; the one of lowest inertia is kept.
  public var restarts: Int = 1
  /// Lloyd's rounds at most.
  public var maxRounds: Int = 100
  /// Lloyd ends once at most this share of the rows changes cluster in a round.
  public var tolerance = 0.0
  /// A column of numbers of at least 0: how much each row counts. Only for Lloyd.
  public var weight: String?
  /// Rows a mini-batch learns from at a time: of the algorithm, so the result depends on it, and not on `batchSize`.
  public var minibatchSize: Int = 1000
  public var batchSize: Int = 1000
  /// With `batches`, only the first batchSize * batches rows in key order.
  public var batches: Int?
  public var workers: Int
  /// Refine the latest version instead of starting anew; k must agree.
  public var increment: Bool = false
  /// With `increment`: rewrite that version instead of making a new one. Assignments made with it before stay as they are.
  public var inPlace: Bool = false
  /// False: compute only, write nothing.
  public var save: Bool = true
  public var dryRun: Bool = false
  /// Up to this many rows `auto` runs Lloyd's algorithm to its end.
  public static let lloydRows = 100_000
  /// Vectors of up to so many bytes are read once and kept in memory. Lloyd's algorithm reads more than that from the store in
  /// every round; then it needs 24 bytes a row (16 more with weights), up to 256 MB of bounds and a block, whatever the dimension:
  /// 0.6 GB for 10 million rows.
  public static let memoryBytes = 512 << 20
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
  /// The version it started from, with `increment`.
  public var refined: Int?
  /// Whether it came from the cache; nil without one, or when it was too cheap to keep.
  public var cacheUse: CacheUse?
}

/// What `assign` is to do.
public struct AssignRequest: Sendable {
  public var table: String
  public var input: String
  /// Nil: the latest version.
  public var version: Int?
  public var batchSize: Int = 10_000
  public var batches: Int?
  public var workers: Int
  public var dryRun: Bool = false
  /// Only rows with these keys; counts of the report are of these, too.
  public var range = KeyRange.all
  /// Called within the transaction of each batch with the number of rows assigned so far, its own included; what it
  /// throws undoes the batch. Called again for the same batch when the transaction is repeated.
  public var inBatch: (@Sendable (Int) throws -> Void)?
  public init(table: String, input: String, workers: Int) {
    self.table = table
    self.input = input
    self.workers = workers
  }
}

/// How an `assign` went; rows are counted in this run only.
public struct AssignReport: Sendable {
  public var version = 0
  public var assigned = 0
  /// Rows that had their assignment already.
  public var existing = 0
  /// Rows with a vector and still no assignment: beyond `batches`, or (dry run) all of them.
  public var pending = 0
  public var batches = 0
  /// The store's engine proposed the nearest centroids, so that most vectors stayed where they are.
  public var isPushedDown = false
  public var seconds = 0.0
  public var plannedSQL: [String] = []
  public init() {}
}

/// What `search` looks for, and where.
public struct SearchRequest: Sendable {
  /// What rows are compared with.
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
  /// Passes by an index that the user made on the column.
  public var exact = false
  /// Instead of the metric that the column was made for.
  public var metric: Metric?
  /// Threads that compare when there are many queries.
  public var workers = 2
  public init(relation: Relation, column: String, query: Query) {
    self.relation = relation
    self.column = column
    self.query = query
  }
}

/// The rows a search found, nearest first.
public struct SearchResult: Sendable {
  /// `distance`, after `query` where there were several; then the key, then the other columns of the relation that are not vectors.
  public var columns: [ColumnDescription]
  public var rows: [[SQLValue]] = []
  /// The key of each row, in the order of the relation's key columns.
  public var keys: [[SQLValue]] = []
  /// Rows that took part in the ranking: those an index was made of, where it answered; of many queries, the most that took
  /// part in the ranking of one.
  public var scanned = 0
  public var metric: Metric = .l2
  /// The model that encoded the query, for a text; of many queries, the last of them.
  public var model: String?
  /// The index it went through; nil when every row was compared. Of many queries, that of the first that went through one.
  public var index: IndexRecord?
  /// Queries that went through `index`; the others compared every row.
  public var indexedQueries = 0
  public var seconds = 0.0

  /// The number of the query, counted from 0.
  public static let queryColumn = ColumnDescription(name: "query", type: .int, isNullable: false)
  /// Computed in float32, as ``Metric`` says.
  public static let distanceColumn = ColumnDescription(name: "distance", type: .float, isNullable: false)

  init(columns: [ColumnDescription]) { self.columns = columns }

  /// The rows as a query of their own, in their order.
  public func relation(in store: any Store) -> Relation {
    Relation(node: .literal(columns: columns, rows: rows), store: store, columns: columns, key: [])
  }
}
