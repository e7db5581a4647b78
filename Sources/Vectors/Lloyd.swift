/// One run of Lloyd's rounds from given centroids. Rows are finite and, under cosine, of length 1.
///
/// Rows in memory are read once a round where bounds fail. Rows of another source are read whole once a round, once more when a
/// cluster ran empty; beside one block and the centroids that needs ``bytesPerRow(groups:)`` for each row. Both give the same bits.
struct Lloyd {
  private let source: any RowSource
  /// The rows, when they are in memory.
  private let matrix: Matrix?
  private let centroids: Matrix
  private let options: KMeansOptions
  private let weights: RowWeights?
  private let state: PrunedAssignment
  /// Centroids lie anywhere at the start and among their rows after a few rounds: then they are grouped again.
  private static let regroupRounds = [1, 3]
  /// Bounds of rows that are not in memory take no more than this.
  static let boundBytes = 256 << 20

  /// Bytes of working memory for a row with bounds for `groups` groups of centroids: label, distance, squared length, upper bound, and
  /// a lower bound for each group.
  static func bytesPerRow(groups: Int) -> Int { 16 + 4 * groups }

  init(
    _ source: any RowSource, squares: Slots<Float>, _ centroids: Matrix, _ options: KMeansOptions,
    _ weights: RowWeights?
  ) {
    self.source = source
    matrix = (source as? MatrixRows)?.matrix
    self.centroids = centroids
    self.options = options
    self.weights = weights
    let panels = (options.k + 31) / 32
    let allowed = matrix == nil ? max(1, Self.boundBytes / (4 * max(1, source.rows))) : panels
    let groups = min(panels, allowed)
    state = PrunedAssignment(
      rows: source.rows, squares: squares, centroids: centroids, width: (panels + groups - 1) / groups * 32)
  }

  func run() throws -> KMeansResult {
    var rounds = 0
    var reseeded = 0
    while true {
      var pass = try assign()
      var sizes = countedSizes()
      if rounds > 0 { options.onRound?(rounds, pass.moved) }
      let isSettled = Double(pass.moved) <= options.tolerance * Double(source.rows)
      if rounds >= max(0, options.maxRounds) || (isSettled && !sizes.contains(0)) {
        return try finish(rounds, pass.moved, reseeded)
      }
      if sizes.contains(0) {
        if let matrix { state.measure(matrix, from: 0, workers: options.workers) }
        let filled = EmptyClusters.fill(state.labels, state.distances, sizes: &sizes, weights: weights)
        if isSettled && filled.isEmpty { return try finish(rounds, pass.moved, reseeded) }
        note(filled, &pass)
        reseeded += filled.count
      }
      try moveCentroids(pass)
      rounds += 1
      if Self.regroupRounds.contains(rounds) { state.regroup() }
    }
  }

  private struct Pass {
    /// Clusters that a row came to or left.
    var changed: [Bool]
    var moved = 0
    /// The sums of their rows; nil when they are not known, or not any more.
    var sums: ClusterSums?
  }

  /// Brings labels up to date. Sums are gathered on the way when the rows would have to be read again for them.
  private func assign() throws -> Pass {
    var pass = Pass(changed: [Bool](repeating: false, count: options.k))
    let sums = matrix == nil ? StreamedSums(k: options.k, columns: source.columns, weights: weights) : nil
    try forEachBlock { block, first in
      let (changed, moved) = try state.update(
        block, from: first, workers: options.workers, isCancelled: options.isCancelled)
      for cluster in changed.indices where changed[cluster] { pass.changed[cluster] = true }
      pass.moved += moved
      guard let sums else { return }
      state.measure(block, from: first, workers: options.workers)
      sums.add(block, from: first, labels: state.labels, workers: options.workers)
    }
    pass.sums = sums?.finished()
    return pass
  }

  private func forEachBlock(_ body: (Matrix, Int) throws -> Void) throws {
    var first = 0
    try source.forEachBlock { block in
      guard first + block.rows <= source.rows else {
        throw VectorsError.rowsChanged(expected: source.rows, actual: first + block.rows)
      }
      if let isCancelled = options.isCancelled, isCancelled() { throw Cancelled() }
      try body(block, first)
      first += block.rows
    }
    guard first == source.rows else {
      throw VectorsError.rowsChanged(expected: source.rows, actual: first)
    }
  }

  /// Rows of each cluster, of those that count.
  private func countedSizes() -> [Int] {
    var sizes = [Int](repeating: 0, count: options.k)
    for row in 0..<source.rows where weights.map({ $0[row] > 0 }) ?? true {
      sizes[Int(state.labels[row])] += 1
    }
    return sizes
  }

  /// Takes account of rows that were given to empty clusters.
  private func note(_ filled: [(row: Int, label: Int)], _ pass: inout Pass) {
    for (row, label) in filled {
      pass.changed[label] = true
      pass.changed[Int(state.labels[row])] = true
      state.forget(row: row)
      pass.sums = nil
    }
  }

  /// Moves the centroids of changed clusters to the means of their rows.
  private func moveCentroids(_ pass: Pass) throws {
    let former = centroids.copy(rows: 0..<centroids.rows)
    let sums = try pass.sums ?? sumAll(pass.changed)
    for cluster in 0..<options.k where pass.changed[cluster] && sums.totals[cluster] > 0 {
      sums.writeMean(
        of: cluster, weight: 0, spherical: options.metric == .cosine, to: centroids.row(cluster))
    }
    state.centroidsMoved(from: former, changed: pass.changed)
  }

  private func sumAll(_ changed: [Bool]) throws -> ClusterSums {
    if let matrix {
      let groups = RowsByCluster(labels: state.labels, k: options.k)
      return ClusterSums(matrix, groups, workers: options.workers, weights: weights, of: changed)
    }
    let sums = StreamedSums(k: options.k, columns: source.columns, weights: weights)
    try forEachBlock { block, first in
      sums.add(block, from: first, labels: state.labels, workers: options.workers)
    }
    return sums.finished()
  }

  private func finish(_ rounds: Int, _ moved: Int, _ reseeded: Int) throws -> KMeansResult {
    if let matrix { state.measure(matrix, from: 0, workers: options.workers) }
    let assignment = Assignment(labels: state.labels.array, squaredDistances: state.distances.array)
    var sizes = [Int](repeating: 0, count: options.k)
    for label in assignment.labels { sizes[Int(label)] += 1 }
    return KMeansResult(
      centroids: centroids, assignment: assignment, sizes: sizes,
      inertia: KMeans.inertia(of: state.distances, weights), rounds: rounds, moved: moved, reseeded: reseeded,
      converged: Double(moved) <= options.tolerance * Double(source.rows))
  }
}
