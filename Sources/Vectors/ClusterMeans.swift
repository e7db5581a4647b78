import CKernels

/// Rows grouped by label: `order` lists them cluster by cluster, rows ascending within each.
struct RowsByCluster {
  let order: Slots<UInt32>
  /// Cluster c holds order[starts[c] ..< starts[c + 1]].
  let starts: [Int]

  init(labels: Slots<Int32>, k: Int) {
    var starts = [Int](repeating: 0, count: k + 1)
    for row in 0..<labels.count { starts[Int(labels[row]) + 1] += 1 }
    for cluster in 0..<k { starts[cluster + 1] += starts[cluster] }
    let order = Slots<UInt32>(repeating: 0, count: labels.count)
    var next = starts
    for row in 0..<labels.count {
      let cluster = Int(labels[row])
      order[next[cluster]] = UInt32(row)
      next[cluster] += 1
    }
    self.order = order
    self.starts = starts
  }

  var sizes: [Int] { (0..<starts.count - 1).map { starts[$0 + 1] - starts[$0] } }
}

/// Column sums of each cluster's rows, in double. The order of additions: rows ascending within runs of `runRows` of one cluster,
/// then the runs in order. It does not depend on the workers.
struct ClusterSums {
  /// Rows of one run: enough to keep both threads busy when a single cluster holds everything.
  static let runRows = 2048

  /// columns sums a cluster, one cluster after another.
  let sums: Slots<Double>
  let columns: Int

  init(_ rows: Matrix, _ groups: RowsByCluster, workers: Int) {
    let columns = rows.columns
    let k = groups.starts.count - 1
    var runs: [(cluster: Int, range: Range<Int>)] = []
    for cluster in 0..<k {
      var start = groups.starts[cluster]
      while start < groups.starts[cluster + 1] {
        let end = min(groups.starts[cluster + 1], start + ClusterSums.runRows)
        runs.append((cluster, start..<end))
        start = end
      }
    }
    let partial = Slots<Double>(repeating: 0, count: runs.count * columns)
    let order = groups.order
    parallelFor(runs.count, workers: workers) { [runs] run in
      let range = runs[run].range
      vnb_add_rows(
        rows.base, rows.stride, order.base + range.lowerBound, range.count, columns,
        partial.base + run * columns)
    }
    let sums = Slots<Double>(repeating: 0, count: k * columns)
    for (run, part) in runs.enumerated() {
      for at in 0..<columns { sums[part.cluster * columns + at] += partial[run * columns + at] }
    }
    self.sums = sums
    self.columns = columns
  }

  /// Writes the mean of cluster `index` to `target`, mixing in `weight` rows that lie at `target` already. Under `spherical` the
  /// mean is scaled to length 1 instead; a mean of length zero leaves `target` as it was.
  func writeMean(
    of index: Int, rows count: Int, weight: Int, spherical: Bool, to target: UnsafeMutablePointer<Float>
  ) {
    let sum = sums.base + index * columns
    if weight > 0 { for at in 0..<columns { sum[at] += Double(target[at]) * Double(weight) } }
    var divisor = Double(count) + Double(weight)
    if spherical {
      var square = 0.0
      for at in 0..<columns { square += sum[at] * sum[at] }
      divisor = square.squareRoot()
      // Directions that cancel out leave rounding only, no mean.
      guard divisor > 1e-6 * Double(count) else { return }
    }
    guard divisor > 0 else { return }
    for at in 0..<columns { target[at] = Float(sum[at] / divisor) }
  }
}

/// The mean row of each cluster 0 ..< count; rows with a label outside are left out. A cluster without rows gives zeros.
/// - Throws: ``VectorsError/badCounts`` when there are not as many labels as rows.
public func clusterMeans(of rows: Matrix, labels: [Int32], count: Int, workers: Int) throws(VectorsError)
  -> Matrix
{
  guard labels.count == rows.rows, count >= 0 else { throw .badCounts }
  // What has no cluster goes to one more, which is dropped.
  let places = Slots<Int32>(repeating: Int32(count), count: rows.rows)
  for (row, label) in labels.enumerated() where label >= 0 && Int(label) < count { places[row] = label }
  let groups = RowsByCluster(labels: places, k: count + 1)
  let sums = ClusterSums(rows, groups, workers: workers)
  let means = Matrix(rows: count, columns: rows.columns)
  for cluster in 0..<count {
    sums.writeMean(
      of: cluster, rows: groups.sizes[cluster], weight: 0, spherical: false, to: means.row(cluster))
  }
  return means
}
