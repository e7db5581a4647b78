import FoundationEssentials

@testable import Embedding

/// Writes a small random sentence-transformers folder: 3 layers of width 20 (no multiple of 16), 4 heads.
struct TinyModel {
  var hidden = 20
  var heads = 4
  var layers = 3
  var inner = 36
  var positions = 40
  var words = [
    "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "b", "c", "##a", "##b", "##c", "the", ".", "é",
  ]
  var prefix = ""
  var type = "F32"
  var activation = "gelu"
  var pooling = #"{"pooling_mode_mean_tokens": true}"#
  var modules = ["Transformer", "Pooling", "Normalize"]
  var poison: String?

  /// Name and shape of every tensor.
  var shapes: [(name: String, shape: [Int])] {
    var list = [
      ("embeddings.word_embeddings.weight", [words.count, hidden]),
      ("embeddings.position_embeddings.weight", [positions, hidden]),
      ("embeddings.token_type_embeddings.weight", [2, hidden]),
      ("embeddings.LayerNorm.weight", [hidden]), ("embeddings.LayerNorm.bias", [hidden]),
    ]
    for layer in 0..<layers {
      let at = "encoder.layer.\(layer)."
      for (name, outputs, inputs) in [
        ("attention.self.query", hidden, hidden), ("attention.self.key", hidden, hidden),
        ("attention.self.value", hidden, hidden), ("attention.output.dense", hidden, hidden),
        ("intermediate.dense", inner, hidden), ("output.dense", hidden, inner),
      ] { list += [(at + name + ".weight", [outputs, inputs]), (at + name + ".bias", [outputs])] }
      for name in ["attention.output.LayerNorm", "output.LayerNorm"] {
        list += [(at + name + ".weight", [hidden]), (at + name + ".bias", [hidden])]
      }
    }
    return list
  }

  /// The same numbers on every call; large enough that attention and activation matter.
  func tensor(_ index: Int, _ name: String, _ count: Int) -> [Float] {
    var all = numbers(count, seed: UInt64(index + 11)).map { bfloat($0) }
    if name.hasSuffix("LayerNorm.weight") { all = all.map { bfloat(1 + $0 / 4) } }
    if name == poison { all[0] = .nan }
    return all
  }

  /// Rounded so that every type holds it exactly.
  private func bfloat(_ x: Float) -> Float {
    let cut = Float(bitPattern: x.bitPattern & 0xFFFF_0000)
    return abs(cut) < 0x1p-10 ? 0 : cut
  }

  var weights: [String: [Float]] {
    var all: [String: [Float]] = [:]
    for (index, item) in shapes.enumerated() {
      all[item.name] = tensor(index, item.name, item.shape.reduce(1, *))
    }
    return all
  }

  func write(to folder: String) throws {
    let files = FileManager.default
    try files.createDirectory(atPath: folder + "/1_Pooling", withIntermediateDirectories: true)
    try EmbeddingTests.write(words.joined(separator: "\n") + "\n", to: folder + "/vocab.txt")
    try EmbeddingTests.write(pooling, to: folder + "/1_Pooling/config.json")
    let list = modules.enumerated().map { index, type in
      #"{"type": "sentence_transformers.models.\#(type)", "path": "\#(type == "Pooling" ? "1_Pooling" : "")"}"#
    }
    try EmbeddingTests.write("[" + list.joined(separator: ",") + "]", to: folder + "/modules.json")
    try EmbeddingTests.write(config, to: folder + "/config.json")
    try safetensors.write(to: URL(filePath: folder + "/model.safetensors"))
  }

  var config: String {
    """
    {"model_type": "bert", "vocab_size": \(words.count), "hidden_size": \(hidden), "num_hidden_layers": \(layers),
     "num_attention_heads": \(heads), "intermediate_size": \(inner), "hidden_act": "\(activation)",
     "max_position_embeddings": \(positions), "layer_norm_eps": 1e-12}
    """
  }

  var safetensors: Data {
    var header: [String] = []
    var body = Data()
    for (index, item) in shapes.enumerated() {
      let start = body.count
      for value in tensor(index, item.name, item.shape.reduce(1, *)) { body.append(contentsOf: bytes(value)) }
      header.append(
        #""\#(prefix)\#(item.name)":{"dtype":"\#(type)","shape":\#(item.shape),"data_offsets":[\#(start),\#(body.count)]}"#
      )
    }
    return safetensorsFile(#"{"__metadata__":{"format":"pt"},"# + header.joined(separator: ",") + "}", body)
  }

  private func bytes(_ value: Float) -> [UInt8] {
    let bits = value.bitPattern
    switch type {
    case "BF16": return [UInt8(truncatingIfNeeded: bits >> 16), UInt8(truncatingIfNeeded: bits >> 24)]
    case "F16":
      let exponent = bits & 0x7F80_0000 == 0 ? 0 : (bits >> 23 & 0xFF) - 112
      let half = UInt16(truncatingIfNeeded: bits >> 16 & 0x8000 | exponent << 10 | bits >> 13 & 0x3FF)
      return [UInt8(truncatingIfNeeded: half), UInt8(truncatingIfNeeded: half >> 8)]
    default: return (0..<4).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
    }
  }
}

/// Length, header, body.
func safetensorsFile(_ header: String, _ body: Data) -> Data {
  var data = Data()
  for at in 0..<8 { data.append(UInt8(truncatingIfNeeded: header.utf8.count >> (8 * at))) }
  return data + Data(header.utf8) + body
}
