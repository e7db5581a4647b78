/// One run of Lloyd's rounds from given centroids. Rows are finite and, under cosine, of length 1.
struct Lloyd {
  private let rows: Matrix
  private let centroids: Matrix
  private let options: KMeansOptions
  private let labels: Slots<Int32>
  private let previous: Slots<Int32>
  private let distances: Slots<Float>

  init(_ rows: Matrix, _ centroids: Matrix, _ options: KMeansOptions) {
    self.rows = rows
    self.centroids = centroids
    self.options = options
    labels = Slots(repeating: -1, count: rows.rows)
    previous = Slots(repeating: -1, count: rows.rows)
    distances = Slots(repeating: 0, count: rows.rows)
  }

  func run() throws -> KMeansResult {
    var rounds = 0
    var reseeded = 0
    while true {
      previous.base.update(from: labels.base, count: rows.rows)
      // Unit rows and centroids: the squared distance orders them as the cosine does.
      try NearestCentroids(centroids, metric: .l2)
        .fill(labels, distances, rows, workers: options.workers, isCancelled: options.isCancelled)
      let moved = countMoved()
      var groups = RowsByCluster(labels: labels, k: options.k)
      var sizes = groups.sizes
      if rounds > 0 { options.onRound?(rounds, moved) }
      if rounds >= max(0, options.maxRounds) || (moved == 0 && !sizes.contains(0)) {
        return finish(rounds, moved, reseeded, sizes)
      }
      let filled = EmptyClusters.fill(labels, distances, sizes: &sizes, weights: nil)
      if moved == 0 && filled == 0 { return finish(rounds, moved, reseeded, sizes) }
      if filled > 0 { groups = RowsByCluster(labels: labels, k: options.k) }
      reseeded += filled
      update(groups)
      rounds += 1
    }
  }

  private func countMoved() -> Int {
    var moved = 0
    for row in 0..<rows.rows where labels[row] != previous[row] { moved += 1 }
    return moved
  }

  private func update(_ groups: RowsByCluster) {
    let sums = ClusterSums(rows, groups, workers: options.workers)
    for (cluster, size) in groups.sizes.enumerated() where size > 0 {
      sums.writeMean(
        of: cluster, rows: size, weight: 0, spherical: options.metric == .cosine, to: centroids.row(cluster))
    }
  }

  private func finish(_ rounds: Int, _ moved: Int, _ reseeded: Int, _ sizes: [Int]) -> KMeansResult {
    let assignment = Assignment(labels: labels.array, squaredDistances: distances.array)
    return KMeansResult(
      centroids: centroids, assignment: assignment, sizes: sizes,
      inertia: KMeans.inertia(of: assignment.squaredDistances), rounds: rounds, moved: moved,
      reseeded: reseeded)
  }
}
