import CKernels
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

  /// Float operations a second, best of a few runs: the yardstick for matrix products.
  static func fmaPeak(threads: Int) -> Double {
    let rounds: UInt64 = 10_000_000
    var done = 0.0
    let seconds = time(runs: 5) {
      let counts = Matrix(rows: threads, columns: 1)
      parallelFor(threads, workers: threads) { thread in
        var sink: Float = 0.5
        counts.row(thread)[0] = Float(vnb_peak_fma(rounds, &sink)) + (sink == 12345 ? 1 : 0)
      }
      done = (0..<threads).reduce(0) { $0 + Double(counts.row($1)[0]) }
    }
    return done / seconds.best
  }

  /// Bytes a second read from a matrix much larger than the caches, best of a few runs.
  static func readPeak(_ values: Matrix, threads: Int) -> Double {
    let chunk = 1000
    let sums = Matrix(rows: (values.rows + chunk - 1) / chunk, columns: 1)
    let seconds = time(runs: 15) {
      parallelFor(sums.rows, workers: threads) { part in
        let first = part * chunk
        let count = min(values.rows, first + chunk) - first
        sums.row(part)[0] = vnb_peak_read(values.row(first), count * values.stride)
      }
    }
    return Double(values.rows * values.stride * 4) / seconds.best
  }
}
