/// How the first centroids of a clustering are chosen.
public enum KMeansInit: String, Sendable, CaseIterable {
  /// Greedy k-means++ (Arthur and Vassilvitskii 2007), on a sample when there are many rows.
  case plusPlus = "k-means++"
  /// k-means|| (Bahmani et al., "Scalable k-means++", 2012) over all rows.
  case parallel = "k-means||"
  /// Different rows, each as likely as the other.
  case random
}

/// How to cluster.
public struct KMeansOptions: Sendable {
  public var k: Int
  /// `l2`, or `cosine`: spherical k-means, see ``KMeans``.
  public var metric: Metric = .l2
  /// The clustering's own seed.
  public var seed: UInt64 = 42
  /// The session's seed. Together with `seed` it keys the stream "kmeans".
  public var sessionSeed: UInt64 = 0
  public var start: KMeansInit = .plusPlus
  /// Rounds at most; a round moves every centroid to the mean of its rows.
  public var maxRounds: Int = 100
  /// It ends once at most this share of all rows changes cluster in a round; 0: once none does.
  public var tolerance = 0.0
  /// Independent starts; the lowest inertia wins, at equal inertia the earlier start.
  public var starts: Int = 1
  /// A weight of at least 0 for each row; nil when every row counts as one.
  public var weights: [Double]?
  public var workers: Int = 1
  public var isCancelled: CancelCheck?
  /// Told after each round: its number from 1, and how many rows changed cluster in it.
  public var onRound: (@Sendable (Int, Int) -> Void)?
  public init(k: Int) { self.k = k }

  /// The stream of the start of this number.
  func stream(_ number: Int) -> SeededStream {
    SeededStream(seed: sessionSeed, name: number == 0 ? "kmeans" : "kmeans \(number)", own: seed)
  }
}

/// A finished clustering.
public struct KMeansResult: Sendable {
  /// k x columns; under `cosine` of length 1.
  public var centroids: Matrix
  /// Exactly what ``assign(rows:centroids:metric:workers:isCancelled:)`` gives for these centroids.
  public var assignment: Assignment
  /// Rows of each cluster, by number.
  public var sizes: [Int]
  /// Mean over all rows, by their weights, of the squared distance to the nearest centroid (``Assignment/squaredDistances``).
  public var inertia: Double
  public var rounds: Int
  /// Rows that changed cluster when labels were last computed; 0 when it converged.
  public var moved: Int
  /// Clusters that ran empty and were given a row, over all rounds.
  public var reseeded: Int
  /// Whether it ended because no row moved (or no more than `tolerance` allows), not because of `maxRounds`.
  public var converged: Bool
}
