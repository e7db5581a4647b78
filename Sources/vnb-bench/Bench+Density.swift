import Glibc
import Synchronization
import Vectors

extension Bench {
  static let density = Bench(
    name: "density",
    about:
      "pairs|dbscan|hdbscan|silhouette|pca on clustered rows or FILE (raw float32): [rows] [columns] [FILE] [eps]"
  ) { arguments in
    let rows = number(arguments, 1, 20_000)
    let columns = number(arguments, 2, 384)
    let eps = arguments.count > 4 ? Double(arguments[4]) ?? 0.5 : 0.5
    let matrix =
      arguments.count > 3 && arguments[3] != "-"
      ? try raw(arguments[3], rows: rows, columns: columns)
      : clustered(rows: rows, columns: columns, centers: 300)
    switch arguments.first ?? "dbscan" {
    case "pairs": try pairs(matrix, eps: eps)
    case "hdbscan": try hdbscan(matrix)
    case "silhouette": try silhouette(matrix)
    case "pca": try components(matrix)
    default: try dbscan(matrix, eps: eps, minSamples: number(arguments, 5, 5))
    }
  }

  /// Row-major little-endian float32 without a header.
  private static func raw(_ path: String, rows: Int, columns: Int) throws -> Matrix {
    let matrix = try Matrix.checked(rows: rows, columns: columns)
    guard let file = fopen(path, "rb") else { return matrix }
    defer { fclose(file) }
    for row in 0..<rows { _ = fread(matrix.row(row), 4, columns, file) }
    return matrix
  }

  private static func pairs(_ rows: Matrix, eps: Double) throws {
    for threads in [1, 2] {
      let found = Counter()
      let start = now()
      let search = try PairsWithin(rows, metric: .l2, within: eps, workers: threads)
      try search.forEachTile(workers: threads) { found.add($0.count) }
      let seconds = now() - start
      let operations = Double(rows.rows) * Double(rows.rows) * Double(rows.columns)
      print(
        "pairs within \(eps), \(threads) thread(s): \(found.total) pairs in \(short(seconds)) s, "
          + "\(short(operations / seconds / 1e9)) Gop/s, \(short(operations / seconds / fmaPeak(threads: threads) * 100)) % of the FMA peak"
      )
    }
  }

  private static func dbscan(_ rows: Matrix, eps: Double, minSamples: Int) throws {
    var options = DBSCANOptions()
    (options.eps, options.minSamples, options.workers) = (eps, minSamples, 2)
    let start = now()
    let found = try DBSCAN.fit(rows, options)
    print(
      "dbscan eps=\(eps) min_samples=\(minSamples): \(short(now() - start)) s, \(found.sizes.count) clusters, "
        + "noise \(found.noise), labels \(digest(found.labels)), \(memory()) MB at most")
    dump(found.labels)
  }

  private static func hdbscan(_ rows: Matrix) throws {
    var options = HDBSCANOptions()
    options.workers = 2
    let start = now()
    let found = try HDBSCAN.fit(rows, options)
    print(
      "hdbscan: \(short(now() - start)) s, \(found.sizes.count) clusters, noise \(found.noise), "
        + "labels \(digest(found.labels)), \(memory()) MB at most")
    dump(found.labels, found.probabilities)
  }

  private static func silhouette(_ rows: Matrix) throws {
    let labels = try KMeans.fit(rows, KMeansOptions(k: 16)).assignment.labels
    for threads in [1, 2] {
      let start = now()
      let found = try Silhouette(rows, labels: labels, workers: threads)
      print("silhouette, \(threads) thread(s): \(short(now() - start)) s, mean \(found.mean ?? 0)")
    }
    dump(labels)
  }

  private static func components(_ rows: Matrix) throws {
    var start = now()
    let exact = try PrincipalComponents(rows, count: 2, workers: 2)
    print("pca exact: \(short(now() - start)) s, variances \(exact.variances)")
    var options = RandomizedOptions()
    options.workers = 2
    start = now()
    let found = try PrincipalComponents.randomized(rows, count: 2, options)
    var least = 1.0
    for direction in found.components {
      let squares = exact.components.map { other in
        let dot = zip(direction, other).reduce(0.0) { $0 + $1.0 * $1.1 }
        return dot * dot
      }
      least = min(least, squares.reduce(0, +).squareRoot())
    }
    print(
      "pca randomised: \(short(now() - start)) s, variances \(found.variances), cosine of the angle \(least)")
  }

  /// With VNB_BENCH_LABELS set, labels go to that file, one a line, to be compared with another program's.
  private static func dump(_ labels: [Int32], _ probabilities: [Double] = []) {
    guard let path = getenv("VNB_BENCH_LABELS"), let file = fopen(path, "w") else { return }
    for (row, label) in labels.enumerated() {
      fputs(probabilities.isEmpty ? "\(label)\n" : "\(label) \(probabilities[row])\n", file)
    }
    fclose(file)
  }

  private static func digest(_ labels: [Int32]) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for label in labels { hash = (hash ^ UInt64(UInt32(bitPattern: label))) &* 0x0000_0100_0000_01B3 }
    return String(hash, radix: 16)
  }

  /// The most memory this process held, in MB (proc(5), VmHWM).
  private static func memory() -> Int {
    guard let file = fopen("/proc/self/status", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    while fgets(&line, 256, file) != nil {
      let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      guard text.hasPrefix("VmHWM:") else { continue }
      return (text.split { !$0.isNumber }.first.flatMap { Int($0) } ?? 0) / 1024
    }
    return 0
  }
}

/// A sum that threads add to.
private final class Counter: Sendable {
  private let value = Atomic<Int>(0)
  func add(_ count: Int) { value.wrappingAdd(count, ordering: .relaxed) }
  var total: Int { value.load(ordering: .relaxed) }
}
