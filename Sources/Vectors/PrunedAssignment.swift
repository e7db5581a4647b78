import CKernels

/// Labels of rows under centroids that move from round to round, computed only where they can have changed.
///
/// For each row there is an upper bound of the real distance to its centroid and, for each group of centroids, a lower bound of the
/// real distance to all of the group but its own. When centroids move, the bounds move with them (Ding et al., "Yinyang k-means",
/// 2015; with one group Hamerly, "Making k-means even faster", 2010). A group whose lower bound stays above the upper one holds
/// no centroid of smaller or equal canonical distance: the row is skipped. The other rows are gathered for each group, and a matrix
/// product finds which centroids can win; the canonical distance decides among them. So labels are those of
/// ``NearestCentroids``, whatever was skipped.
///
/// Threads write to the rows of their own chunks only.
final class PrunedAssignment: @unchecked Sendable {
  let labels: Slots<Int32>
  /// Canonical squared distances to the own centroid; right for all rows after ``measure(_:from:workers:)`` only.
  let distances: Slots<Float>
  let squares: Slots<Float>
  let centroids: Matrix
  let bounds: DistanceBounds
  private(set) var panels: CentroidPanels
  /// At least a row's real distance to its centroid.
  let upper: Slots<Float>
  /// A row's bounds, group by group, one row after another.
  let lower: Slots<Float>
  /// How far each centroid, and the farthest of each group, moved since the bounds were set; zero at first.
  let drift: Slots<Float>
  let groupDrift: Slots<Float>
  /// Scores computed so far, of rows times centroids.
  private(set) var products = 0

  static let chunkRows = 256

  /// No row has a label yet. `squares` are the canonical squared lengths of the rows.
  init(rows: Int, squares: Slots<Float>, centroids: Matrix, width: Int) {
    self.centroids = centroids
    self.squares = squares
    bounds = DistanceBounds(columns: centroids.columns)
    panels = CentroidPanels(centroids, width: width)
    labels = Slots(repeating: -1, count: rows)
    distances = Slots(repeating: .infinity, count: rows)
    upper = Slots(repeating: .infinity, count: rows)
    lower = Slots(repeating: 0, count: rows * panels.groups)
    drift = Slots(repeating: 0, count: centroids.rows)
    groupDrift = Slots(repeating: 0, count: panels.groups)
  }

  /// Tells that the centroids have moved away from `former`, those of `changed` only.
  func centroidsMoved(from former: Matrix, changed: [Bool]) {
    groupDrift.base.update(repeating: 0, count: panels.groups)
    for index in 0..<centroids.rows {
      drift[index] = 0
      if changed[index] {
        let square = vnb_squared_l2(former.row(index), centroids.row(index), centroids.columns)
        drift[index] = bounds.reach(ofSquare: square)
      }
      let group = panels.places[index] / panels.width
      groupDrift[group] = max(groupDrift[group], drift[index])
    }
    panels.update(centroids)
  }

  /// Forgets what is known of a row that was given another label from outside.
  func forget(row: Int) {
    upper[row] = .infinity
    for group in 0..<panels.groups { lower[row * panels.groups + group] = 0 }
  }

  /// Groups the centroids anew, as they lie now, and forgets all bounds.
  func regroup() {
    panels = CentroidPanels(centroids, width: panels.width)
    for row in 0..<labels.count { upper[row] = .infinity }
    lower.base.update(repeating: 0, count: lower.count)
  }

  /// Brings the labels of rows `first ..< first + block.rows`, which are those of `block`, up to date. Returns for each centroid
  /// whether a row came to it or left it, and how many rows did.
  func update(_ block: Matrix, from first: Int, workers: Int, isCancelled: CancelCheck?) throws(Cancelled)
    -> (
      changed: [Bool], moved: Int
    )
  {
    let size = PrunedAssignment.chunkRows
    let chunks = (block.rows + size - 1) / size
    let before = Slots<Int32>(repeating: 0, count: block.rows)
    before.base.update(from: labels.base + first, count: block.rows)
    let counts = Slots<Int>(repeating: 0, count: chunks)
    try parallelChunks(of: block.rows, size: size, workers: workers, isCancelled: isCancelled) { range in
      let chunk = PrunedChunk(self, block.slice(range), first: first + range.lowerBound)
      counts[range.lowerBound / size] = chunk.run()
    }
    for chunk in 0..<chunks { products += counts[chunk] }
    var changed = [Bool](repeating: false, count: centroids.rows)
    var moved = 0
    for row in 0..<block.rows where before[row] != labels[first + row] {
      moved += 1
      changed[Int(labels[first + row])] = true
      if before[row] >= 0 { changed[Int(before[row])] = true }
    }
    return (changed, moved)
  }

  /// The canonical squared distance of every row of the block to its centroid, into ``distances``.
  func measure(_ block: Matrix, from first: Int, workers: Int) {
    parallelFor((block.rows + 4095) / 4096, workers: workers) { [self] chunk in
      let start = chunk * 4096
      vnb_squared_l2_pairs(
        block.row(start), block.stride, nil, centroids.base, centroids.stride, labels.base + first + start,
        min(4096, block.rows - start), centroids.columns, distances.base + first + start)
    }
  }
}
