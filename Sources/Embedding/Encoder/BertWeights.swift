import CKernels
import Vectors

/// All weights of an encoder, in the layout the kernels read.
struct BertWeights: Sendable {
  let settings: BertSettings
  /// [vocabulary, hidden], row stride `wordStride`.
  let words: FloatTensor
  let wordStride: Int
  /// [positions, hidden]: position embedding plus that of token type 0, the only type a single text has.
  let positions: Matrix
  let embeddingNorm: PackedNorm
  let layers: [PackedLayer]

  init(_ file: Safetensors, settings: BertSettings) throws {
    self.settings = settings
    let source = try TensorSource(file)
    let hidden = settings.hidden
    let words = try source["embeddings.word_embeddings.weight", settings.vocabulary, hidden]
    (self.words, wordStride) = Self.rows(words, count: settings.vocabulary, hidden: hidden)
    let place = try source["embeddings.position_embeddings.weight", settings.positions, hidden]
    let type = try source["embeddings.token_type_embeddings.weight", settings.tokenTypes, hidden]
    positions = Matrix(rows: settings.positions, columns: hidden)
    for row in 0..<settings.positions {
      for at in 0..<hidden { positions.row(row)[at] = type.base[at] + place.base[row * hidden + at] }
    }
    withExtendedLifetime((type, place)) {}
    embeddingNorm = try source.norm("embeddings.LayerNorm", hidden, settings.epsilon)
    layers = try (0..<settings.layers).map { try source.layer($0, settings) }
  }

  /// The kernels read rows in steps of 16 floats: other widths are copied into padded rows.
  private static func rows(_ tensor: FloatTensor, count: Int, hidden: Int) -> (FloatTensor, Int) {
    if hidden % 16 == 0 { return (tensor, hidden) }
    let copy = Matrix(rows: count, columns: hidden)
    for row in 0..<count { copy.row(row).update(from: tensor.base + row * hidden, count: hidden) }
    return (FloatTensor(base: UnsafePointer(copy.base), count: count * copy.stride, owner: copy), copy.stride)
  }
}

/// Tensors by their names in BertModel, whatever comes before them in the file (`bert.` or nothing).
private struct TensorSource {
  let file: Safetensors
  let prefix: String

  init(_ file: Safetensors) throws {
    self.file = file
    let known = "embeddings.word_embeddings.weight"
    guard let name = file.header.entries.keys.filter({ $0.hasSuffix(known) }).min() else {
      throw EmbeddingError.missingTensor(path: file.file.path, name: known)
    }
    prefix = String(name.dropLast(known.count))
  }

  subscript(name: String, shape: Int...) -> FloatTensor {
    get throws { try file.floats(prefix + name, shape: shape) }
  }

  /// Checkpoints converted from TensorFlow call the two gamma and beta.
  func norm(_ name: String, _ width: Int, _ epsilon: Float) throws -> PackedNorm {
    let old = file.has(prefix + name + ".gamma")
    return PackedNorm(
      gamma: try self[name + (old ? ".gamma" : ".weight"), width],
      beta: try self[name + (old ? ".beta" : ".bias"), width], epsilon: epsilon)
  }

  func linear(_ names: [String], _ outputs: Int, _ inputs: Int) throws -> PackedLinear {
    PackedLinear(
      try names.map { (try self[$0 + ".weight", outputs, inputs], try self[$0 + ".bias", outputs]) },
      inputs: inputs)
  }

  func layer(_ index: Int, _ settings: BertSettings) throws -> PackedLayer {
    let (hidden, intermediate) = (settings.hidden, settings.intermediate)
    let at = "encoder.layer.\(index)."
    return PackedLayer(
      attention: try linear(
        ["query", "key", "value"].map { at + "attention.self." + $0 }, hidden, hidden),
      attentionOutput: try linear([at + "attention.output.dense"], hidden, hidden),
      attentionNorm: try norm(at + "attention.output.LayerNorm", hidden, settings.epsilon),
      up: try linear([at + "intermediate.dense"], intermediate, hidden),
      down: try linear([at + "output.dense"], hidden, intermediate),
      outputNorm: try norm(at + "output.LayerNorm", hidden, settings.epsilon))
  }
}
