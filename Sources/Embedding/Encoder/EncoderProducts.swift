import CKernels
import Vectors

/// The matrix products of the encoder alone, to state what share of the machine's peak they reach.
public enum EncoderProducts {
  /// Operations a second (two for a multiply-add) of the four products of a minilm layer on a batch of 200 tokens for each
  /// worker; the best of several runs. `clock` gives seconds.
  public static func rate(workers: Int, clock: @Sendable () -> Double) -> Double {
    let (rows, hidden, inner) = (200, 384, 1536)
    let inputs = (0..<workers).map { _ in Matrix(rows: rows, columns: inner) }
    let weights = (0..<workers).map { _ in Matrix(rows: 1, columns: inner * hidden) }
    let outputs = (0..<workers).map { _ in Matrix(rows: rows, columns: inner) }
    let operations = 3 * 2 * Double(rows * (4 * hidden * hidden + 2 * hidden * inner))
    var best = 0.0
    for _ in 0..<10 {
      let rates = Matrix(rows: workers, columns: 1)
      parallelFor(workers, workers: workers) { worker in
        let (a, w, c) = (inputs[worker], weights[worker], outputs[worker])
        let start = clock()
        for _ in 0..<3 {
          for (n, k) in [(3 * hidden, hidden), (hidden, hidden), (inner, hidden), (hidden, inner)] {
            vnb_gemm(a.base, a.stride, rows, w.base, n, k, nil, c.base, c.stride)
          }
        }
        rates.row(worker)[0] = Float(operations / (clock() - start))
      }
      best = max(best, (0..<workers).reduce(0.0) { $0 + Double(rates.row($1)[0]) })
    }
    return best
  }
}
