import CKernels

/// What this machine can do at best: the yardsticks of the benchmarks.
public enum MachinePeak {
  /// f32 operations a second (a multiply-add counts as 2) of independent fused multiply-adds on `threads` threads, best of `runs`.
  public static func multiplyAdds(threads: Int, runs: Int = 5, clock: () -> Double) -> Double {
    let rounds: UInt64 = 10_000_000
    let done = Slots<Double>(repeating: 0, count: max(1, threads))
    var best = 0.0
    for _ in 0..<max(1, runs) {
      let start = clock()
      parallelFor(done.count, workers: done.count) { thread in
        var sink: Float = 0.5
        let operations = vnb_peak_fma(rounds, &sink)
        // The sum is used, or the loop would be optimised away.
        done[thread] = sink.isNaN ? 0 : Double(operations)
      }
      best = max(best, done.array.reduce(0, +) / (clock() - start))
    }
    return best
  }

  /// Bytes a second read from `values`, which should be much larger than the caches, on `threads` threads, best of `runs`.
  public static func reading(_ values: Matrix, threads: Int, runs: Int = 15, clock: () -> Double) -> Double {
    let chunk = 1000
    let sums = Slots<Float>(repeating: 0, count: (values.rows + chunk - 1) / chunk)
    var best = 0.0
    for _ in 0..<max(1, runs) {
      let start = clock()
      parallelFor(sums.count, workers: threads) { part in
        let first = part * chunk
        let count = min(values.rows, first + chunk) - first
        sums[part] = vnb_peak_read(values.row(first), count * values.stride)
      }
      best = max(best, Double(values.rows * values.stride * 4) / (clock() - start))
    }
    return best
  }
}
