import Vectors

extension Bench {
  static let scan = Bench(name: "scan", about: "exact search: one query and many over 100,000 x 384 rows") {
    _ in
    let rows = clustered(rows: 100_000, columns: 384, centers: 300)
    let bytes = Double(rows.rows * rows.stride * 4)
    let query = rows.rowArray(7)
    for threads in [1, 2] {
      let peak = readPeak(rows, threads: threads)
      for metric in Metric.allCases {
        let search = ExactSearch(metric: metric, limit: 10, workers: threads)
        let seconds = try time(runs: 15) { _ = try search.nearest(to: query, in: rows) }
        let rate = bytes / seconds.median
        print(
          "\(metric), \(threads) thread(s): \(short(seconds.median * 1e3)) ms, \(short(rate / 1e9)) GB/s, "
            + "\(short(rate / peak * 100)) % of reading")
      }
    }
    let queries = rows.copy(rows: 0..<1000)
    let search = ExactSearch(metric: .l2, limit: 10, workers: 2)
    let seconds = try time(runs: 3) { _ = try search.nearest(toEach: queries, in: rows) }
    print("1,000 queries, l2, 2 threads: \(short(seconds.median)) s")
  }

  /// Rows of length 1 that overlap as embeddings of real text do: each mixes three of `centers` random points in random
  /// shares and adds noise.
  static func clustered(rows: Int, columns: Int, centers: Int, noise: Float = 0.6) -> Matrix {
    let points = Matrix(rows: centers, columns: columns)
    var stream = SeededStream(seed: 1, name: "bench centers")
    for center in 0..<centers {
      for at in 0..<columns { points.row(center)[at] = Float(stream.uniform() - 0.5) }
    }
    let matrix = Matrix(rows: rows, columns: columns)
    parallelFor(rows, workers: 2) { row in
      var stream = SeededStream(seed: 2, name: "bench rows", own: UInt64(row))
      let target = matrix.row(row)
      for _ in 0..<3 {
        let center = points.row(stream.below(centers))
        let share = Float(stream.uniform())
        for at in 0..<columns { target[at] += share * center[at] }
      }
      for at in 0..<columns { target[at] += noise * Float(stream.uniform() - 0.5) }
    }
    try? matrix.normalizeRows(workers: 2)
    return matrix
  }
}
