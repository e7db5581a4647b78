import CKernels
import Vectors

/// y = x wᵀ + b with the weights packed for ``vnb_gemm``.
struct PackedLinear: Sendable {
  let inputs: Int
  let outputs: Int
  private let packed: Matrix
  private let bias: Matrix

  /// Parts (each [outputs, inputs] and [outputs]) are laid side by side into one product.
  init(_ parts: [(weight: FloatTensor, bias: FloatTensor)], inputs: Int) {
    self.inputs = inputs
    outputs = parts.reduce(0) { $0 + $1.bias.count }
    bias = Matrix(rows: 1, columns: outputs)
    var all = Matrix(rows: 0, columns: 1)
    var weights = parts[0].weight.base
    if parts.count > 1 {
      all = Matrix(rows: 1, columns: outputs * inputs)
      weights = UnsafePointer(all.base)
    }
    var row = 0
    for part in parts {
      (bias.base + row).update(from: part.bias.base, count: part.bias.count)
      if parts.count > 1 {
        (all.base + row * inputs).update(from: part.weight.base, count: part.weight.count)
      }
      row += part.bias.count
    }
    packed = Matrix(rows: 1, columns: vnb_gemm_packed_size(outputs, inputs))
    vnb_gemm_pack(weights, outputs, inputs, inputs, packed.base)
    // `weights` points into one of them.
    withExtendedLifetime((all, parts)) {}
  }

  /// `rows` rows of `x` into `y`.
  func apply(_ level: Int32, _ x: UnsafePointer<Float>, stride: Int, rows: Int, to y: Matrix) {
    vnb_gemm_at(level, x, stride, rows, packed.base, outputs, inputs, bias.base, y.base, y.stride)
  }
}

/// Scale and shift of a layer norm, padded for the kernels.
struct PackedNorm: Sendable {
  private let values: Matrix
  private let epsilon: Float

  init(gamma: FloatTensor, beta: FloatTensor, epsilon: Float) {
    values = Matrix(rows: 2, columns: gamma.count)
    values.row(0).update(from: gamma.base, count: gamma.count)
    values.row(1).update(from: beta.base, count: beta.count)
    withExtendedLifetime((gamma, beta)) {}
    self.epsilon = epsilon
  }

  /// out = norm(x + y), row by row.
  func apply(
    _ level: Int32, _ x: UnsafePointer<Float>, _ ldx: Int, _ y: UnsafePointer<Float>, _ ldy: Int, rows: Int,
    to out: UnsafeMutablePointer<Float>, _ ldo: Int
  ) {
    vnb_add_layer_norm(
      level, x, ldx, y, ldy, rows, values.columns, values.row(0), values.row(1), epsilon, out, ldo)
  }
}

/// One layer: attention and feed-forward, each added to its input and normalised.
struct PackedLayer: Sendable {
  /// Queries, keys and values in one product: [3 hidden, hidden].
  let attention: PackedLinear
  let attentionOutput: PackedLinear
  let attentionNorm: PackedNorm
  let up: PackedLinear
  let down: PackedLinear
  let outputNorm: PackedNorm
}
