import Vectors

extension Bench {
  static let peak = Bench(name: "peak", about: "f32 multiply-add peak and memory reading, 1 and 2 threads") {
    _ in
    for threads in [1, 2] {
      print("f32 FMA, \(threads) thread(s): \(short(fmaPeak(threads: threads) / 1e9)) Gop/s")
    }
    let values = Matrix(rows: 100_000, columns: 384)
    for threads in [1, 2] {
      print("memory reading, \(threads) thread(s): \(short(readPeak(values, threads: threads) / 1e9)) GB/s")
    }
  }

  /// f32 operations a second, best of a few runs: the yardstick for matrix products.
  static func fmaPeak(threads: Int) -> Double { MachinePeak.multiplyAdds(threads: threads, clock: now) }

  /// Bytes a second read from a matrix much larger than the caches.
  static func readPeak(_ values: Matrix, threads: Int) -> Double {
    MachinePeak.reading(values, threads: threads, clock: now)
  }
}
