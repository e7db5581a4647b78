/// How to cluster by density.
public struct DBSCANOptions: Sendable {
  /// Two rows at most this far apart are neighbours, as ``Metric`` reports distances.
  public var eps = 0.5
  /// A row with at least so many rows within `eps`, itself included, is a core row.
  public var minSamples = 5
  /// `l2` or `cosine`.
  public var metric: Metric = .l2
  public var workers = 1
  public var isCancelled: CancelCheck?

  public init() {}
}

/// A finished density clustering.
public struct DBSCANResult: Sendable, Equatable {
  /// For each row the number of its cluster, -1 for noise.
  public var labels: [Int32]
  public var isCore: [Bool]
  /// Rows of each cluster, by number.
  public var sizes: [Int]
  public var noise: Int { labels.count - sizes.reduce(0, +) }
}

/// DBSCAN (Ester, Kriegel, Sander and Xu 1996) as scikit-learn defines it. Core rows within eps of one another share a cluster; clusters
/// are numbered by their first core row; a row that is not core but has core neighbours belongs to the cluster of smallest number
/// among them; every other row is noise. The answer depends on the rows alone.
///
/// Time: one pass over all pairs of rows (``PairsWithin``), and up to two more when more than ``pairsKept`` pairs are within eps. Memory: 6
/// bytes a row beside what that pass needs, and at most twice 8 bytes for each of ``pairsKept`` pairs.
public enum DBSCAN {
  /// Pairs kept from one pass to the next: 128 MB. When there are more, they are found again instead.
  public static let pairsKept = 1 << 24

  /// - Throws: as ``PairsWithin/init(_:metric:within:workers:)``; ``Cancelled``.
  public static func fit(_ rows: Matrix, _ options: DBSCANOptions) throws -> DBSCANResult {
    try fit(rows, options, pairsKept: pairsKept)
  }

  static func fit(_ rows: Matrix, _ options: DBSCANOptions, pairsKept: Int) throws -> DBSCANResult {
    let search = try PairsWithin(
      rows, metric: options.metric, within: options.eps, workers: options.workers)
    let forest = DensityForest(rows: rows.rows)
    let near = KeptPairs(search, limit: pairsKept, options)
    try near.first { forest.count($0) }
    forest.choose(minSamples: options.minSamples)
    let edges = KeptPairs(search, limit: pairsKept, options)
    try near.again { forest.link($0) { edges.keep($0) } }
    forest.number()
    // Pairs of a core row and another are few: each such row has fewer than minSamples neighbours.
    edges.source = near
    try edges.again { forest.attach($0) }
    return forest.result
  }
}

/// Pairs of one pass, kept for the next while they fit.
private final class KeptPairs: @unchecked Sendable {
  private let search: PairsWithin
  private let options: DBSCANOptions
  private let limit: Int
  private var pairs: [(UInt32, UInt32)] = []
  private var overflowed = false
  private let turn = Turn()
  /// Whose pairs hold these, asked when these did not fit.
  var source: KeptPairs?

  init(_ search: PairsWithin, limit: Int, _ options: DBSCANOptions) {
    self.search = search
    self.limit = limit
    self.options = options
  }

  /// Finds all pairs, keeps them, and gives them tile by tile to `body`, one at a time.
  func first(_ body: @Sendable (PairsWithin.Tile) -> Void) throws {
    try pass { tile in
      self.keep(tile)
      body(tile)
    }
  }

  /// For `body`s that run one at a time.
  func keep(_ tile: PairsWithin.Tile) {
    if overflowed || pairs.count + tile.count > limit {
      overflowed = true
      pairs = []
    } else {
      pairs.append(contentsOf: tile)
    }
  }

  /// Gives all pairs once more, from memory or by finding them.
  func again(_ body: @Sendable (PairsWithin.Tile) -> Void) throws {
    if overflowed {
      if let source { try source.again(body) } else { try pass(body) }
    } else {
      pairs.withUnsafeBufferPointer { body($0) }
    }
  }

  private func pass(_ body: @Sendable (PairsWithin.Tile) -> Void) throws {
    let turn = turn
    try search.forEachTile(workers: options.workers, isCancelled: options.isCancelled) { tile in
      turn.take { body(tile) }
    }
  }
}
