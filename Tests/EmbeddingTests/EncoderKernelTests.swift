import CKernels
import Glibc
import Testing

/// Every kernel at every level against scalar loops that follow the defined order, bit for bit.
@Suite struct EncoderKernelTests {
  static let levels = (0...Int(vnb_simd_level_supported())).map(Int32.init)
  static let widths = [1, 2, 15, 16, 17, 31, 48, 63, 64, 65, 80, 127, 128, 130, 200]

  @Test(arguments: levels) func layerNorm(level: Int32) {
    for width in Self.widths {
      let x = numbers(width + 16, seed: 1)
      let y = numbers(width + 16, seed: 2)
      let gamma = numbers(width + 16, seed: 3)
      let beta = numbers(width + 16, seed: 4)
      var out = [Float](repeating: 5, count: width + 16)
      vnb_add_layer_norm(level, x, 0, y, 0, 1, width, gamma, beta, 1e-5, &out, 0)
      let v = (0..<width).map { x[$0] + y[$0] }
      let mean = laneSum(v) / Float(width)
      let square = laneSum(v.map { ($0 - mean) * ($0 - mean) })
      let scale = 1 / (square / Float(width) + 1e-5).squareRoot()
      let expected = (0..<width).map { at -> Float in
        let unit: Float = (v[at] - mean) * scale
        return beta[at].addingProduct(unit, gamma[at])
      }
      #expect(out[..<width].map(\.bitPattern) == expected.map(\.bitPattern), "width \(width)")
      #expect(out[width...].allSatisfy { $0 == 5 }, "writes past the row")
    }
  }

  @Test(arguments: levels) func unitLengthAndMeanOfRows(level: Int32) {
    for width in Self.widths {
      let x = numbers(3 * width + 16, seed: 6)
      var one = x
      vnb_unit_length(level, &one, width)
      let length = laneSum(x[..<width].map { $0 * $0 }).squareRoot()
      #expect(one[..<width].map(\.bitPattern) == x[..<width].map { ($0 / length).bitPattern })
      #expect(one[width...] == x[width...])
      var mean = [Float](repeating: 5, count: width + 16)
      vnb_mean_rows(level, x, width, 3, width, &mean)
      let expected = (0..<width).map { at -> Float in
        let sum: Float = x[at] + x[width + at] + x[2 * width + at]
        return sum / 3
      }
      #expect(mean[..<width].map(\.bitPattern) == expected.map(\.bitPattern))
    }
    var zeros = [Float](repeating: 0, count: 16)
    vnb_unit_length(level, &zeros, 16)
    #expect(zeros.allSatisfy { $0 == 0 })
  }

  /// The terms equal those of the portable level, are near the true ones, and their sum is that of the lanes.
  @Test(arguments: levels) func softmax(level: Int32) {
    for width in Self.widths {
      let x = numbers(width + 16, seed: 7).map { $0 * 40 }
      var terms = x
      var plain = x
      var sum = [Float](repeating: 0, count: 1)
      var plainSum = sum
      vnb_softmax_terms(level, &terms, width, 1, width, 0.7, &sum)
      vnb_softmax_terms(VNB_PORTABLE, &plain, width, 1, width, 0.7, &plainSum)
      #expect(terms.map(\.bitPattern) == plain.map(\.bitPattern) && sum == plainSum)
      #expect(sum[0].bitPattern == laneSum(Array(terms[..<width])).bitPattern)
      let most = x[..<width].max() ?? 0
      for at in 0..<width {
        let true_ = exp(Double((x[at] - most) * 0.7))
        #expect(abs(Double(terms[at]) - true_) <= 3e-7 * true_ + 1e-37)
      }
      #expect(terms[width...] == x[width...])
    }
  }

  /// Far below the maximum a term is exactly zero.
  @Test(arguments: levels) func softmaxOfExtremes(level: Int32) {
    var x: [Float] = [1e30, -1e30, 1e30, 0] + [Float](repeating: 0, count: 16)
    var sum: Float = 0
    vnb_softmax_terms(level, &x, 4, 1, 4, 1, &sum)
    #expect(Array(x[..<4]) == [1, 0, 1, 0] && sum == 2)
  }

  @Test(arguments: levels) func activations(level: Int32) {
    let count = 40_001
    let x = (0..<count).map { Float($0 - 20_000) / 2000 } + [Float](repeating: 0, count: 16)
    for kind in [VNB_GELU, VNB_GELU_TANH, VNB_RELU] {
      var fast = x
      vnb_activate(level, kind, &fast, count, 1, count)
      var plain = x
      vnb_activate(VNB_PORTABLE, kind, &plain, count, 1, count)
      #expect(fast.map(\.bitPattern) == plain.map(\.bitPattern))
      var worst = 0.0
      for at in 0..<count {
        let error: Double = Double(fast[at]) - activated(kind, Double(x[at]))
        worst = max(worst, abs(error))
      }
      #expect(worst < 1e-6, "\(kind)")
    }
    var extremes: [Float] = [1e30, -1e30, .infinity, -0.0] + [Float](repeating: 0, count: 16)
    vnb_activate(level, VNB_GELU, &extremes, 4, 1, 4)
    #expect(Array(extremes[..<4]) == [1e30, 0, .infinity, 0])
  }

  private func activated(_ kind: vnb_activation, _ x: Double) -> Double {
    switch kind {
    case VNB_GELU: return x / 2 * erfc(-x * 0.5.squareRoot())
    case VNB_GELU_TANH:
      let cubic = x + 0.044715 * pow(x, 3)
      let root = (2 / Double.pi).squareRoot()
      return x / 2 * (1 + tanh(root * cubic))
    default: return max(0, x)
    }
  }

  /// 64 lanes, element i to lane i mod 64; (a0+a1)+(a2+a3), then by 8, 4, 2, 1.
  private func laneSum(_ x: [Float]) -> Float {
    var lanes = [Float](repeating: 0, count: 64)
    for (at, value) in x.enumerated() { lanes[at % 64] += value }
    var folded = (0..<16).map { at -> Float in
      let low: Float = lanes[at] + lanes[16 + at]
      let high: Float = lanes[32 + at] + lanes[48 + at]
      return low + high
    }
    for half in [8, 4, 2, 1] { for at in 0..<half { folded[at] += folded[at + half] } }
    return folded[0]
  }
}
