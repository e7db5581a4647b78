import CKernels
import Vectors

/// Memory of one forward pass, kept from batch to batch by one worker. One row more than used follows each matrix, for
/// the kernels work in steps of 16 floats.
final class BertWorkspace {
  /// Rows that go through a layer together: half a megabyte of inner values for minilm, so that they stay in the
  /// second-level cache, while the layer's weights stay in the third.
  static let blockRows = 84

  private let settings: BertSettings
  private var rows = 0
  private var block = 0
  private var longest = 0
  /// [tokens, hidden]: the residual stream.
  private(set) var hidden = Matrix(rows: 0, columns: 1)
  /// [rows of a block, 3 hidden]: queries, keys, values.
  private(set) var projected = Matrix(rows: 0, columns: 1)
  /// [rows of a block, hidden]: heads side by side.
  private(set) var context = Matrix(rows: 0, columns: 1)
  /// [blockRows, hidden]: what a step adds to the stream.
  private(set) var added = Matrix(rows: 0, columns: 1)
  /// [blockRows, intermediate]
  private(set) var inner = Matrix(rows: 0, columns: 1)
  /// [longest, longest], for one head.
  private(set) var scores = Matrix(rows: 0, columns: 1)
  /// Row sums of `scores`.
  private(set) var sums = Matrix(rows: 0, columns: 1)
  /// Keys and values of one head, packed.
  private(set) var keys = Matrix(rows: 0, columns: 1)
  private(set) var values = Matrix(rows: 0, columns: 1)

  init(_ settings: BertSettings) { self.settings = settings }

  /// Makes room for a batch of `wanted` rows whose largest block has `largest` rows.
  func prepare(rows wanted: Int, block largest: Int, longest sequence: Int) {
    if wanted > rows {
      rows = wanted
      hidden = Matrix(rows: rows + 1, columns: settings.hidden)
    }
    if largest > block {
      block = largest
      projected = Matrix(rows: block + 1, columns: 3 * settings.hidden)
      context = Matrix(rows: block + 1, columns: settings.hidden)
      added = Matrix(rows: min(block, Self.blockRows) + 1, columns: settings.hidden)
      inner = Matrix(rows: min(block, Self.blockRows) + 1, columns: settings.intermediate)
    }
    if sequence > longest {
      longest = sequence
      scores = Matrix(rows: longest + 1, columns: longest)
      sums = Matrix(rows: 1, columns: longest)
      keys = Matrix(rows: 1, columns: vnb_gemm_packed_size(longest, settings.headWidth))
      values = Matrix(rows: 1, columns: vnb_gemm_packed_size(settings.headWidth, longest))
    }
  }
}
