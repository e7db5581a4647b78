import CKernels
import Vectors

/// The forward pass of BERT (https://arxiv.org/abs/1810.04805) over a batch of sequences laid one after the other,
/// without padding. Every row is computed on its own and attention stays within a sequence, so a vector does not
/// depend on its neighbours.
struct BertEncoder {
  let weights: BertWeights
  let pooling: ModelFolder.Pooling
  let normalizes: Bool
  /// Instruction set of the kernels; the result is the same for all.
  let level: Int32

  /// Encodes the sequences `ids[bounds[i] ..< bounds[i + 1]]`; `row(i)` is where vector i goes.
  func encode(
    _ ids: [Int32], bounds: [Int], space: BertWorkspace, row: (Int) -> UnsafeMutablePointer<Float>
  ) {
    let sequences = zip(bounds, bounds.dropFirst()).map { $0..<$1 }
    let blocks = Self.blocks(sequences)
    space.prepare(
      rows: ids.count, block: blocks.reduce(0) { max($0, $1.rows.count) },
      longest: sequences.reduce(0) { max($0, $1.count) })
    for sequence in sequences { embed(ids, sequence, space) }
    for layer in weights.layers {
      for block in blocks { run(layer, block, space) }
    }
    for (index, sequence) in sequences.enumerated() { pool(sequence, space, to: row(index)) }
  }

  /// Consecutive sequences that go through a layer together, and their rows.
  struct Block {
    var sequences: [Range<Int>]
    var rows: Range<Int>
  }

  /// Blocks of at most ``BertWorkspace/blockRows`` rows, or one longer sequence.
  static func blocks(_ sequences: [Range<Int>]) -> [Block] {
    var blocks: [Block] = []
    for sequence in sequences {
      if let last = blocks.last, sequence.upperBound - last.rows.lowerBound <= BertWorkspace.blockRows {
        blocks[blocks.count - 1].sequences.append(sequence)
        blocks[blocks.count - 1].rows = last.rows.lowerBound..<sequence.upperBound
      } else {
        blocks.append(Block(sequences: [sequence], rows: sequence))
      }
    }
    return blocks
  }

  private func run(_ layer: PackedLayer, _ block: Block, _ space: BertWorkspace) {
    let from = block.rows.lowerBound
    layer.attention.apply(
      level, space.hidden.row(from), stride: space.hidden.stride, rows: block.rows.count, to: space.projected)
    for sequence in block.sequences {
      let inBlock = sequence.lowerBound - from..<sequence.upperBound - from
      for head in 0..<weights.settings.heads { attend(inBlock, head: head, space) }
    }
    finish(layer, block.rows, space)
  }

  /// Word plus position embedding, normalised.
  private func embed(_ ids: [Int32], _ sequence: Range<Int>, _ space: BertWorkspace) {
    for (position, at) in sequence.enumerated() {
      weights.embeddingNorm.apply(
        level, weights.words.base + Int(ids[at]) * weights.wordStride, 0, weights.positions.row(position), 0,
        rows: 1, to: space.hidden.row(at), 0)
    }
  }

  /// softmax(Q Kᵀ / √width) V of one head: the terms of the softmax are used first and their sum divided out last.
  private func attend(_ sequence: Range<Int>, head: Int, _ space: BertWorkspace) {
    let width = weights.settings.headWidth
    let count = sequence.count
    let stride = space.projected.stride
    let query = space.projected.row(sequence.lowerBound) + head * width
    let scores = space.scores
    vnb_gemm_pack(query + weights.settings.hidden, count, width, stride, space.keys.base)
    vnb_gemm_at(
      level, query, stride, count, space.keys.base, count, width, nil, scores.base, scores.stride)
    vnb_softmax_terms(
      level, scores.base, scores.stride, count, count, 1 / Float(width).squareRoot(), space.sums.base)
    vnb_gemm_pack_transposed(query + 2 * weights.settings.hidden, width, count, stride, space.values.base)
    let context = space.context.row(sequence.lowerBound) + head * width
    vnb_gemm_at(
      level, scores.base, scores.stride, count, space.values.base, width, count, nil, context,
      space.context.stride)
    vnb_divide_rows(level, context, space.context.stride, count, width, space.sums.base)
  }

  /// The rest of a layer, row by row, in steps whose inner values stay in the second-level cache.
  private func finish(_ layer: PackedLayer, _ rows: Range<Int>, _ space: BertWorkspace) {
    let hidden = space.hidden
    let steps = (rows.count + BertWorkspace.blockRows - 1) / BertWorkspace.blockRows
    for step in 0..<steps {
      let from = step * rows.count / steps
      let count = (step + 1) * rows.count / steps - from
      let stream = hidden.row(rows.lowerBound + from)
      layer.attentionOutput.apply(
        level, space.context.row(from), stride: space.context.stride, rows: count, to: space.added)
      add(space.added, to: stream, layer.attentionNorm, rows: count)
      layer.up.apply(level, stream, stride: hidden.stride, rows: count, to: space.inner)
      vnb_activate(
        level, weights.settings.activation, space.inner.base, space.inner.stride, count,
        weights.settings.intermediate)
      layer.down.apply(level, space.inner.base, stride: space.inner.stride, rows: count, to: space.added)
      add(space.added, to: stream, layer.outputNorm, rows: count)
    }
  }

  /// stream = norm(added + stream)
  private func add(_ added: Matrix, to stream: UnsafeMutablePointer<Float>, _ norm: PackedNorm, rows: Int) {
    norm.apply(level, added.base, added.stride, stream, added.stride, rows: rows, to: stream, added.stride)
  }

  private func pool(_ sequence: Range<Int>, _ space: BertWorkspace, to out: UnsafeMutablePointer<Float>) {
    let width = weights.settings.hidden
    let first = space.hidden.row(sequence.lowerBound)
    switch pooling {
    case .mean: vnb_mean_rows(level, first, space.hidden.stride, sequence.count, width, out)
    case .cls: out.update(from: first, count: width)
    }
    if normalizes { vnb_unit_length(level, out, width) }
  }
}
