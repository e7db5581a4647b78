import Glibc
import Vectors

extension Bench {
  static let clustering = Bench(
    name: "clustering",
    about:
      "k-means from given rows and start, for bench/kmeans.py: ROWS.f32 DIMENSION START.f32 ROUNDS THREADS RUNS"
  ) { arguments in
    guard arguments.count >= 3, let columns = Int(arguments[1]), columns > 0 else { throw BadArguments() }
    let rows = try rawRows(arguments[0], columns: columns)
    let start = try rawRows(arguments[2], columns: columns)
    var options = KMeansOptions(k: start.rows)
    options.maxRounds = number(arguments, 3, 25)
    options.workers = number(arguments, 4, 2)
    var result: KMeansResult?
    let clock = RoundClock()
    options.onRound = { number, moved in clock.note(number, moved) }
    let seconds = try time(runs: number(arguments, 5, 3)) {
      clock.begin()
      result = try KMeans.fit(rows, options, start: start)
    }
    let nearest = try NearestCentroids(start, metric: .l2)
    let assigned = try time(runs: number(arguments, 5, 3)) {
      _ = try nearest.assign(rows, workers: options.workers)
    }
    print(
      #"{"seconds": \#(seconds.median), "best": \#(seconds.best), "rounds": \#(result?.rounds ?? 0), "#
        + #""moved": \#(result?.moved ?? 0), "inertia": \#(result?.inertia ?? 0), "#
        + #""assign_rows_per_second": \#(Double(rows.rows) / assigned.median), "round_ms": [\#(clock.words)]}"#
    )
  }

  struct BadArguments: Error {}

  /// Rows of little-endian float32 without a header.
  static func rawRows(_ path: String, columns: Int) throws -> Matrix {
    guard let file = fopen(path, "rb") else { throw BadArguments() }
    defer { fclose(file) }
    fseek(file, 0, SEEK_END)
    let count = ftell(file) / (4 * columns)
    rewind(file)
    let rows = try Matrix.checked(rows: count, columns: columns)
    for row in 0..<count where fread(rows.row(row), 4, columns, file) != columns { throw BadArguments() }
    return rows
  }
}

/// When each round ended.
private final class RoundClock: @unchecked Sendable {
  private var last = 0.0
  private var milliseconds: [Int] = []
  private var moved: [Int] = []

  func begin() {
    last = Bench.now()
    milliseconds = []
    moved = []
  }

  func note(_ round: Int, _ count: Int) {
    let now = Bench.now()
    milliseconds.append(Int((now - last) * 1000))
    moved.append(count)
    last = now
  }

  var words: String {
    milliseconds.map(String.init).joined(separator: ", ")
  }
}
