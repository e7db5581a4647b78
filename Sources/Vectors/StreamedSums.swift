/// The sums of ``ClusterSums`` gathered block by block: the same additions in the same order, so the same bits, whatever the
/// blocks. Memory: two doubles for each element of the centroids.
final class StreamedSums {
  private let k: Int
  private let columns: Int
  private let weights: RowWeights?
  private let sums: Slots<Double>
  private let totals: Slots<Double>
  /// The run each cluster is in: its sums, its weight, and how many rows it has.
  private let run: Slots<Double>
  private let runTotal: Slots<Double>
  private let runRows: Slots<Int>

  init(k: Int, columns: Int, weights: RowWeights?) {
    self.k = k
    self.columns = columns
    self.weights = weights
    sums = Slots(repeating: 0, count: k * columns)
    totals = Slots(repeating: 0, count: k)
    run = Slots(repeating: 0, count: k * columns)
    runTotal = Slots(repeating: 0, count: k)
    runRows = Slots(repeating: 0, count: k)
  }

  /// Adds a block whose first row has the number `first`.
  func add(_ block: Matrix, from first: Int, labels: Slots<Int32>, workers: Int) {
    let groups = RowsByCluster(labels: labels, k: k, from: first, count: block.rows)
    let adder = Adder(sums: self, block: block, first: first, groups: groups)
    parallelFor(k, workers: workers) { adder.add($0) }
  }

  /// The sums of everything added. Nothing may be added afterwards.
  func finished() -> ClusterSums {
    for cluster in 0..<k { close(cluster) }
    return ClusterSums(sums: sums, totals: totals, columns: columns)
  }

  private func close(_ cluster: Int) {
    guard runRows[cluster] > 0 else { return }
    let start = cluster * columns
    for at in start..<start + columns {
      sums[at] += run[at]
      run[at] = 0
    }
    totals[cluster] += runTotal[cluster]
    runTotal[cluster] = 0
    runRows[cluster] = 0
  }

  /// One block being added; each cluster is the business of one thread.
  private struct Adder: @unchecked Sendable {
    let sums: StreamedSums
    let block: Matrix
    let first: Int
    let groups: RowsByCluster

    func add(_ cluster: Int) {
      var start = groups.starts[cluster]
      while start < groups.starts[cluster + 1] {
        let room = ClusterSums.runRows - sums.runRows[cluster]
        let end = min(groups.starts[cluster + 1], start + room)
        sums.runTotal[cluster] = addRows(
          block, groups.order.base + start, end - start, sums.weights, first: first,
          to: sums.run.base + cluster * sums.columns, total: sums.runTotal[cluster])
        sums.runRows[cluster] += end - start
        if sums.runRows[cluster] == ClusterSums.runRows { sums.close(cluster) }
        start = end
      }
    }
  }
}
