import Glibc

/// One measurement a person can run by name. A new one is a file `Bench+Name.swift` and a line in ``Bench/all``.
struct Bench: Sendable {
  let name: String
  /// What it measures, one line.
  let about: String
  /// The rest of the command line. Prints figures; fails on nothing but bad arguments.
  let run: @Sendable ([String]) throws -> Void

  static let all: [Bench] = [
    .peak, .scan, .exact, .kmeans, .assign, .clustering, .passes, .density, .search, .hnsw, .load, .encoder,
    .pipeline, .servers,
  ]

  /// Seconds of the clock since some fixed point.
  static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// Processor seconds this process has used on all threads: steadier than the clock on a busy machine.
  static func processor() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// Runs `body` a few times; returns the median and the best of its seconds.
  static func time(runs: Int = 5, _ body: () throws -> Void) rethrows -> (median: Double, best: Double) {
    var seconds: [Double] = []
    for _ in 0..<max(1, runs) {
      let start = now()
      try body()
      seconds.append(now() - start)
    }
    seconds.sort()
    return (seconds[seconds.count / 2], seconds[0])
  }

  /// Three significant digits, enough for a figure that varies by a few percent.
  static func short(_ value: Double) -> String {
    guard value.isFinite, value > 0 else { return "\(value)" }
    var scale = 1.0
    while value * scale < 100 { scale *= 10 }
    let rounded = (value * scale).rounded() / scale
    return rounded >= 100 ? "\(Int(rounded))" : "\(rounded)"
  }

  /// The whole number at `index` of the arguments, or a default.
  static func number(_ arguments: [String], _ index: Int, _ fallback: Int) -> Int {
    index < arguments.count ? Int(arguments[index]) ?? fallback : fallback
  }
}
