import CPostgres
import Glibc
import Pipeline
import Stores
import Vectors

extension Bench {
  static let servers = Bench(
    name: "servers",
    about:
      "vnb against a plain client on one PostgreSQL, which it fills and empties: URL [rows = 200000] [vectors = 100000] [runs = 3]"
  ) { arguments in
    guard let url = arguments.first else { return print("name a throw-away database by its URL") }
    let bench = ServerBench(
      url: url, rows: number(arguments, 1, 200_000), vectors: number(arguments, 2, 100_000),
      runs: number(arguments, 3, 3))
    try bench.run()
  }
}

/// One measurement, by vnb and by the plain client in turn, and the medians with their ratio.
struct ServerBench {
  let url: String
  let rows: Int
  let vectors: Int
  let runs: Int
  static let dimension = 384

  func run() throws {
    let raw = try RawClient(url)
    try raw.run("SET client_min_messages = warning")
    // Before vnb connects, so that it finds the type of vectors.
    try empty(raw)
    let store = try PostgresStore.open(url)
    defer {
      try? store.close()
      try? empty(raw)
    }
    print("                            vnb rows/s   plain rows/s   ratio   (median of \(runs))")
    try loading(raw, store)
    let points = Bench.clustered(rows: vectors, columns: Self.dimension, centers: 300)
    try writing(raw, store, points)
    try updating(raw, store, points)
    try reading(raw, store)
    for k in [16, 1024] { try assigning(raw, store, points, k: k) }
    try searching(raw, store, points)
  }

  private func empty(_ raw: RawClient) throws {
    try raw.run(
      """
      CREATE EXTENSION IF NOT EXISTS vector;
      DROP TABLE IF EXISTS bench_text, bench_point_v_clusters, bench_point_v_centroid, bench_point, bench_raw, bench_raw_text,
        bench_raw_clusters, bench_raw_centroid, vnb_columns, vnb_clusterings, vnb_marks;
      DROP SEQUENCE IF EXISTS bench_point_v_centroid_seq;
      """)
  }

  /// Times both, run by run in turn, so that a noisy neighbour meets both.
  func compare(
    _ what: String, count: Int, unit: String = "", vnb: () throws -> Double, plain: () throws -> Double
  ) throws {
    var ours: [Double] = []
    var theirs: [Double] = []
    for _ in 0..<max(1, runs) {
      ours.append(try vnb())
      theirs.append(try plain())
    }
    let (one, two) = (median(ours), median(theirs))
    let (left, right) = (Double(count) / one, Double(count) / two)
    print(pad(what, 26) + lead(left, 12) + lead(right, 15) + lead(left / right, 8, fraction: true) + unit)
    fflush(nil)
  }

  private func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
  private func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
  private func lead(_ value: Double, _ width: Int, fraction: Bool = false) -> String {
    let text = fraction ? "\((value * 100).rounded() / 100)" : "\(Int(value.rounded()))"
    return String(repeating: " ", count: max(0, width - text.count)) + text
  }

  /// Seconds of the clock.
  func seconds(_ body: () throws -> Void) rethrows -> Double {
    let start = Bench.now()
    try body()
    return Bench.now() - start
  }
}
