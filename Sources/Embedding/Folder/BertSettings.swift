import CKernels

/// Shape of a BERT encoder, from config.json.
struct BertSettings: Sendable, Equatable {
  var vocabulary: Int
  var hidden: Int
  var layers: Int
  var heads: Int
  var intermediate: Int
  var positions: Int
  var tokenTypes: Int
  var epsilon: Float
  var activation: vnb_activation
  var headWidth: Int { hidden / heads }

  /// Larger values in a configuration are taken for damage.
  static let maxExtent = 1 << 20

  init(path: String) throws {
    let file = try JSONFile.read(ConfigFile.self, at: path)
    try Self.checkKind(file, path)
    func size(_ value: Int, _ key: String) throws -> Int {
      if value >= 1, value <= Self.maxExtent { return value }
      throw EmbeddingError.badSetting(
        path: path, key: key, reason: "should be 1 to \(Self.maxExtent), got \(value)")
    }
    vocabulary = try size(file.vocab_size, "vocab_size")
    hidden = try size(file.hidden_size, "hidden_size")
    layers = try size(file.num_hidden_layers, "num_hidden_layers")
    heads = try size(file.num_attention_heads, "num_attention_heads")
    intermediate = try size(file.intermediate_size, "intermediate_size")
    positions = try size(file.max_position_embeddings, "max_position_embeddings")
    tokenTypes = try size(file.type_vocab_size ?? 2, "type_vocab_size")
    let epsilon = file.layer_norm_eps ?? 1e-12
    if !(epsilon >= 0 && epsilon < 1) {
      throw EmbeddingError.badSetting(
        path: path, key: "layer_norm_eps", reason: "should be 0 to 1, got \(epsilon)")
    }
    self.epsilon = Float(epsilon)
    if hidden % heads != 0 {
      throw EmbeddingError.badSetting(
        path: path, key: "hidden_size", reason: "\(hidden) is not a multiple of the \(heads) attention heads")
    }
    if positions < 2 {
      throw EmbeddingError.badSetting(
        path: path, key: "max_position_embeddings", reason: "should be at least 2")
    }
    activation = try Self.activation(file.hidden_act ?? "gelu", path)
  }

  private static func checkKind(_ file: ConfigFile, _ path: String) throws {
    let kind = file.model_type ?? file.architectures?.first ?? "bert"
    if kind != "bert", kind != "BertModel" {
      throw EmbeddingError.unsupported(path: path, what: "the architecture", found: kind, supported: "bert")
    }
    if let position = file.position_embedding_type, position != "absolute" {
      throw EmbeddingError.unsupported(
        path: path, what: "position embeddings", found: position, supported: "absolute")
    }
    if file.is_decoder == true {
      throw EmbeddingError.unsupported(
        path: path, what: "a decoder", found: "(is_decoder)", supported: "encoders")
    }
  }

  private static func activation(_ name: String, _ path: String) throws -> vnb_activation {
    switch name {
    case "gelu": return VNB_GELU
    case "gelu_new", "gelu_fast", "gelu_pytorch_tanh": return VNB_GELU_TANH
    case "relu": return VNB_RELU
    default:
      throw EmbeddingError.unsupported(
        path: path, what: "the activation", found: name, supported: "gelu, gelu_new, relu")
    }
  }
}

private struct ConfigFile: Decodable {
  let model_type: String?
  let architectures: [String]?
  let hidden_act: String?
  let position_embedding_type: String?
  let is_decoder: Bool?
  let vocab_size: Int
  let hidden_size: Int
  let num_hidden_layers: Int
  let num_attention_heads: Int
  let intermediate_size: Int
  let max_position_embeddings: Int
  let type_vocab_size: Int?
  let layer_norm_eps: Double?
}
