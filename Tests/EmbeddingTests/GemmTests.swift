import CKernels
import Testing

/// Packed matrix products against a plain loop: one accumulator per output, k ascending, fused, from the bias.
@Suite struct GemmTests {
  static let levels = (0...Int(vnb_simd_level_supported())).map(Int32.init)

  @Test(arguments: levels, [1, 2, 5, 6, 7, 13, 14, 15, 29])
  func everyLevelEqualsThePlainLoop(level: Int32, m: Int) {
    for n in [1, 7, 16, 17, 31, 32, 33, 70] {
      for k in [0, 1, 3, 4, 33, 65] {
        #expect(differences(level: level, m: m, n: n, k: k) == 0, "m \(m) n \(n) k \(k)")
      }
    }
  }

  /// More rows than one cache block holds.
  @Test(arguments: levels) func blocksOfRowsJoin(level: Int32) {
    #expect(differences(level: level, m: 70, n: 40, k: 4096) == 0)
  }

  @Test func packingTheTransposeEqualsPackingTransposed() {
    let (n, k) = (45, 37)
    let w = numbers(n * k, seed: 3)
    var flipped = [Float](repeating: 0, count: n * k)
    for row in 0..<n { for column in 0..<k { flipped[column * n + row] = w[row * k + column] } }
    var one = [Float](repeating: .nan, count: vnb_gemm_packed_size(n, k))
    var other = one
    vnb_gemm_pack(w, n, k, k, &one)
    vnb_gemm_pack_transposed(flipped, n, k, n, &other)
    #expect(one == other)
  }

  /// Count of outputs whose bits differ from the plain loop, and of writes past the end of a row.
  private func differences(level: Int32, m: Int, n: Int, k: Int) -> Int {
    let (lda, ldc) = (k + 2, n + 3)
    let a = numbers(m * lda, seed: 1)
    let w = numbers(n * k, seed: 2)
    let bias = numbers(n, seed: 5)
    var packed = [Float](repeating: .nan, count: max(1, vnb_gemm_packed_size(n, k)))
    vnb_gemm_pack(w, n, k, k, &packed)
    var c = [Float](repeating: 77, count: m * ldc)
    vnb_gemm_at(level, a, lda, m, packed, n, k, bias, &c, ldc)
    var wrong = 0
    for row in 0..<m {
      for column in 0..<ldc {
        var sum = column < n ? bias[column] : 77
        if column < n { for i in 0..<k { sum.addProduct(a[row * lda + i], w[column * k + i]) } }
        if sum.bitPattern != c[row * ldc + column].bitPattern { wrong += 1 }
      }
    }
    return wrong
  }
}

/// Repeatable numbers in -1 ..< 1 (a linear congruential sequence).
func numbers(_ count: Int, seed: UInt64) -> [Float] {
  var state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
  return (0..<count).map { _ in
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Float(Int64(bitPattern: state) >> 40) / Float(1 << 23)
  }
}
