import CKernels

/// Rows grouped by label: `order` lists them cluster by cluster, rows ascending within each.
struct RowsByCluster {
  let order: Slots<UInt32>
  /// Cluster c holds order[starts[c] ..< starts[c + 1]].
  let starts: [Int]

  /// Rows `first ..< first + count` of `labels`, numbered from 0; all of them by default.
  init(labels: Slots<Int32>, k: Int, from first: Int = 0, count: Int? = nil) {
    let count = count ?? labels.count
    var starts = [Int](repeating: 0, count: k + 1)
    for row in first..<first + count { starts[Int(labels[row]) + 1] += 1 }
    for cluster in 0..<k { starts[cluster + 1] += starts[cluster] }
    let order = Slots<UInt32>(repeating: 0, count: count)
    var next = starts
    for row in 0..<count {
      let cluster = Int(labels[first + row])
      order[next[cluster]] = UInt32(row)
      next[cluster] += 1
    }
    self.order = order
    self.starts = starts
  }

  var sizes: [Int] { (0..<starts.count - 1).map { starts[$0 + 1] - starts[$0] } }
}

/// Column sums of each cluster's rows and the sum of their weights, in double. The order of additions: rows ascending within runs of
/// `runRows` of one cluster, then the runs in order. It does not depend on the workers.
struct ClusterSums {
  /// Rows of one run: enough to keep both threads busy when a single cluster holds everything.
  static let runRows = 2048
  /// columns sums a cluster, one cluster after another.
  let sums: Slots<Double>
  /// The sum of the weights of each cluster's rows; without weights their number.
  let totals: Slots<Double>
  let columns: Int

  init(sums: Slots<Double>, totals: Slots<Double>, columns: Int) {
    self.sums = sums
    self.totals = totals
    self.columns = columns
  }

  /// Sums of all clusters, or of those `chosen`; the others are zero.
  init(
    _ rows: Matrix, _ groups: RowsByCluster, workers: Int, weights: RowWeights? = nil,
    of chosen: [Bool]? = nil
  ) {
    let columns = rows.columns
    let k = groups.starts.count - 1
    var runs: [(cluster: Int, range: Range<Int>)] = []
    for cluster in 0..<k where chosen?[cluster] ?? true {
      var start = groups.starts[cluster]
      while start < groups.starts[cluster + 1] {
        let end = min(groups.starts[cluster + 1], start + ClusterSums.runRows)
        runs.append((cluster, start..<end))
        start = end
      }
    }
    let partial = Slots<Double>(repeating: 0, count: runs.count * columns)
    let parts = Slots<Double>(repeating: 0, count: runs.count)
    let order = groups.order
    parallelFor(runs.count, workers: workers) { [runs] run in
      let range = runs[run].range
      parts[run] = addRows(
        rows, order.base + range.lowerBound, range.count, weights, first: 0,
        to: partial.base + run * columns, total: 0)
    }
    sums = Slots<Double>(repeating: 0, count: k * columns)
    totals = Slots<Double>(repeating: 0, count: k)
    for (run, part) in runs.enumerated() {
      for at in 0..<columns { sums[part.cluster * columns + at] += partial[run * columns + at] }
      totals[part.cluster] += parts[run]
    }
    self.columns = columns
  }

  /// Writes the mean of cluster `index` to `target`, mixing in `weight` rows that lie at `target` already. Under `spherical` the
  /// mean is scaled to length 1 instead; a mean of length zero leaves `target` as it was.
  func writeMean(of index: Int, weight: Int, spherical: Bool, to target: UnsafeMutablePointer<Float>) {
    let sum = sums.base + index * columns
    if weight > 0 { for at in 0..<columns { sum[at] += Double(target[at]) * Double(weight) } }
    var divisor = totals[index] + Double(weight)
    if spherical {
      var square = 0.0
      for at in 0..<columns { square += sum[at] * sum[at] }
      divisor = square.squareRoot()
      // Directions that cancel out leave rounding only, no mean.
      guard divisor > 1e-6 * totals[index] else { return }
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
    sums.writeMean(of: cluster, weight: 0, spherical: false, to: means.row(cluster))
  }
  return means
}

/// Adds chosen rows, weighted or not, to `sums` in their order; returns `total` and their weights. Row r of `rows` has the weight of
/// row `first` + r.
func addRows(
  _ rows: Matrix, _ chosen: UnsafePointer<UInt32>, _ count: Int, _ weights: RowWeights?, first: Int,
  to sums: UnsafeMutablePointer<Double>, total: Double
) -> Double {
  guard let weights else {
    vnb_add_rows(rows.base, rows.stride, chosen, count, rows.columns, sums)
    return total + Double(count)
  }
  var total = total
  vnb_add_weighted_rows(
    rows.base, rows.stride, chosen, weights.values.base + first, count, rows.columns, sums)
  for at in 0..<count { total += weights[first + Int(chosen[at])] }
  return total
}
