/// How to cluster by density at every scale.
public struct HDBSCANOptions: Sendable {
  /// Groups of fewer rows are no clusters. Below 2 counts as 2.
  public var minClusterSize = 5
  /// A row's core distance is that to its nearest row of this rank, itself the first; nil: as `minClusterSize`.
  public var minSamples: Int?
  /// `l2` or `cosine`.
  public var metric: Metric = .l2
  public var workers = 1
  public var isCancelled: CancelCheck?
  /// Told now and then how many rows the spanning tree holds.
  public var onRows: (@Sendable (Int) -> Void)?

  public init() {}
}

/// A finished clustering by density.
public struct HDBSCANResult: Sendable, Equatable {
  /// For each row the number of its cluster, -1 for noise.
  public var labels: [Int32]
  /// How firmly each row belongs to its cluster, 0 to 1: its density at which it leaves, as a share of its cluster's greatest.
  public var probabilities: [Double]
  /// Rows of each cluster, by number.
  public var sizes: [Int]
  public var noise: Int { labels.count - sizes.reduce(0, +) }
}

/// HDBSCAN (Campello, Moulavi and Sander 2013; the condensed tree of McInnes and Healy 2017) as scikit-learn defines it, clusters
/// chosen by excess of mass, never all rows as one. Distances are canonical float32. Clusters are numbered by their first row.
///
/// Ties: a row may hang on two clusters at exactly its core distance. The spanning tree is grown from row 0, the nearest row first, at
/// equal distance the smaller; its edges are merged by length, at equal length in the order they were found. So the answer depends
/// on the order of rows in such places, and on nothing else.
///
/// Time: twice all pairs of rows at most, less what core distances rule out. Memory: about 100 bytes a row beside the rows.
public enum HDBSCAN {
  /// - Throws: ``VectorsError/metricWithoutRange(_:)`` unless `l2` or `cosine`; what is wrong with a row; ``Cancelled``.
  public static func fit(_ rows: Matrix, _ options: HDBSCANOptions) throws -> HDBSCANResult {
    guard options.metric == .l2 || options.metric == .cosine else {
      throw VectorsError.metricWithoutRange(options.metric)
    }
    guard rows.rows <= Int(Int32.max) / 2 else {
      throw VectorsError.badShape(rows: rows.rows, columns: rows.columns)
    }
    let smallest = max(2, options.minClusterSize)
    let measure = try PairMeasure(rows, options.metric, workers: options.workers)
    let cores = try CoreDistances.of(rows, rank: max(1, options.minSamples ?? smallest), options)
    let edges = try ReachabilityTree.edges(measure, cores, options)
    let merges = Dendrogram(edges, rows: rows.rows)
    return CondensedTree(merges, minClusterSize: smallest).chosen(rows: rows.rows)
  }
}

/// The distance of each row to its nearest of a rank, itself the first.
enum CoreDistances {
  private static let blockRows = 1024

  static func of(_ rows: Matrix, rank: Int, _ options: HDBSCANOptions) throws -> Slots<Float> {
    let cores = Slots<Float>(repeating: 0, count: rows.rows)
    let search = ExactSearch(
      metric: options.metric, limit: min(rank, rows.rows), workers: options.workers,
      isCancelled: options.isCancelled)
    for start in stride(from: 0, to: rows.rows, by: blockRows) {
      let block = start..<min(rows.rows, start + blockRows)
      for (at, found) in try search.nearest(toEach: rows.slice(block), in: rows).enumerated() {
        cores[start + at] = found.last?.distance ?? 0
      }
    }
    return cores
  }
}

/// Canonical distances between rows of one matrix.
struct PairMeasure: Sendable {
  let rows: Matrix
  let metric: Metric
  private let squares: Slots<Float>

  init(_ rows: Matrix, _ metric: Metric, workers: Int) throws(VectorsError) {
    self.rows = rows
    self.metric = metric
    squares = try rows.squaredNorms(workers: workers)
    guard metric == .cosine else { return }
    for row in 0..<rows.rows where !(squares[row] > 0) { throw .zeroVector(row: row) }
  }

  @inline(__always) func distance(_ a: Int, _ b: Int) -> Float {
    if metric == .cosine {
      let dot = Distance.dot(rows.row(a), rows.row(b), count: rows.columns)
      return Distance.cosine(dot: dot, squares[a], squares[b])
    }
    return Distance.squaredL2(rows.row(a), rows.row(b), count: rows.columns).squareRoot()
  }
}
