import Vectors

extension Bench {
  static let kmeans = Bench(
    name: "kmeans", about: "Lloyd and mini-batch on 100,000 x 384: [k = 256] [rounds = 25] [rows = 100000]"
  ) { arguments in
    let k = number(arguments, 0, 256)
    let rows = clustered(rows: number(arguments, 2, 100_000), columns: 384, centers: 300)
    for threads in [1, 2] {
      var options = KMeansOptions(k: k)
      options.workers = threads
      options.maxRounds = 0
      let start = try time(runs: 3) { _ = try KMeans.fit(rows, options) }
      options.maxRounds = number(arguments, 1, 25)
      var result: KMeansResult?
      let whole = try time(runs: 3) { result = try KMeans.fit(rows, options) }
      print(
        "Lloyd k=\(k), \(threads) thread(s): \(short(whole.median)) s for \(result?.rounds ?? 0) rounds "
          + "(start and one assignment \(short(start.median)) s), inertia \(short(result?.inertia ?? 0)), "
          + "moved \(result?.moved ?? 0)")
      var inertia = 0.0
      let pass = try time(runs: 3) {
        var state = try MiniBatchKMeans(options)
        let size = max(1000, 4 * k)
        for first in stride(from: 0, to: rows.rows, by: size) {
          try state.partialFit(rows.slice(first..<min(rows.rows, first + size)))
        }
        guard let centroids = state.centroids else { return }
        inertia = KMeans.inertia(
          of: try Vectors.assign(rows: rows, centroids: centroids, metric: .l2, workers: threads)
            .squaredDistances)
      }
      print("mini-batch, one pass and one assignment: \(short(pass.median)) s, inertia \(short(inertia))")
    }
  }

  static let assign = Bench(
    name: "assign", about: "nearest of k centroids for 100,000 x 384 rows: [k = 1024] [rows = 100000]"
  ) { arguments in
    let rows = clustered(rows: number(arguments, 1, 100_000), columns: 384, centers: 300)
    let k = number(arguments, 0, 1024)
    let centroids = rows.copy(rows: 0..<min(k, rows.rows))
    for threads in [1, 2] {
      let nearest = try NearestCentroids(centroids, metric: .l2)
      let seconds = try time(runs: 3) { _ = try nearest.assign(rows, workers: threads) }
      let operations = 2 * Double(rows.rows) * Double(rows.columns) * Double(nearest.count) / seconds.median
      print(
        "assign to \(nearest.count), \(threads) thread(s): \(short(Double(rows.rows) / seconds.median)) rows/s, "
          + "\(short(operations / 1e9)) Gop/s, \(short(operations / fmaPeak(threads: threads) * 100)) % of the FMA peak"
      )
    }
  }
}
