import Basics

/// A folder of a sentence-transformers BERT model, its small files read and checked; the weights are not touched.
struct ModelFolder: Sendable {
  enum Pooling: Sendable { case mean, cls }

  let path: String
  /// Folder of config.json, vocabulary and weights: `path`, or the folder modules.json names.
  let transformer: String
  let settings: BertSettings
  let pooling: Pooling
  let normalizes: Bool

  var weights: String { transformer + "/model.safetensors" }

  init(path: String) throws {
    self.path = path
    let modules = try JSONFile.readIfPresent([Module].self, at: path + "/modules.json") ?? Self.defaultModules
    let list = path + "/modules.json"
    guard let first = modules.first, first.kind == "Transformer" else {
      throw EmbeddingError.unsupported(
        path: list, what: "a first module", found: modules.first?.kind ?? "(none)", supported: "Transformer")
    }
    transformer = try Self.folder(of: first, in: path, list)
    settings = try BertSettings(path: transformer + "/config.json")
    var pooling: Pooling?
    var normalizes = false
    for module in modules.dropFirst() {
      switch module.kind {
      case "Pooling" where pooling == nil:
        pooling = try Self.pooling(Self.folder(of: module, in: path, list) + "/config.json")
      case "Normalize": normalizes = true
      default:
        throw EmbeddingError.unsupported(
          path: list, what: "the module", found: module.kind, supported: "Transformer, Pooling, Normalize")
      }
    }
    self.pooling = pooling ?? .mean
    self.normalizes = normalizes
  }

  /// Everything but the weights that decides the vectors: the files as they are now, and what modules.json comes to.
  var recipe: String {
    let files = [
      "config.json", "vocab.txt", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json",
      "sentence_bert_config.json",
    ]
    let digests = files.map { name in
      let file = try? MappedFile(path: transformer + "/" + name)
      return "\(name) \(file.map { SHA256.hex($0.bytes) } ?? "absent")"
    }
    return (digests + ["pooling \(pooling)", "normalizes \(normalizes)"]).joined(separator: "\n")
  }

  /// A folder without modules.json is a bare encoder: mean pooling, not normalised, as the reference does.
  private static let defaultModules = [Module(type: "Transformer", path: "")]

  private static func folder(of module: Module, in path: String, _ list: String) throws -> String {
    let name = module.path ?? ""
    if name.hasPrefix("/") || name.split(separator: "/").contains("..") {
      throw EmbeddingError.badSetting(
        path: list, key: "path", reason: "leaves the folder of the model: \(name)")
    }
    return name.isEmpty ? path : path + "/" + name
  }

  private static func pooling(_ path: String) throws -> Pooling {
    guard let file = try JSONFile.readIfPresent(PoolingFile.self, at: path) else { return .mean }
    var modes = [file.pooling_mode].compactMap { $0 }
    if file.pooling_mode_cls_token == true { modes.append("cls") }
    if file.pooling_mode_mean_tokens == true { modes.append("mean") }
    if file.pooling_mode_max_tokens == true { modes.append("max") }
    if file.pooling_mode_mean_sqrt_len_tokens == true { modes.append("mean_sqrt_len") }
    if file.pooling_mode_weightedmean_tokens == true { modes.append("weightedmean") }
    if file.pooling_mode_lasttoken == true { modes.append("lasttoken") }
    switch modes {
    case ["mean"], []: return .mean
    case ["cls"]: return .cls
    default:
      throw EmbeddingError.unsupported(
        path: path, what: "the pooling", found: modes.joined(separator: " + "), supported: "mean, cls")
    }
  }
}

private struct Module: Decodable, Sendable {
  let type: String
  let path: String?
  /// The class, without the Python package it is in.
  var kind: String { type.split(separator: ".").last.map(String.init) ?? type }
}

private struct PoolingFile: Decodable {
  let pooling_mode: String?
  let pooling_mode_cls_token: Bool?
  let pooling_mode_mean_tokens: Bool?
  let pooling_mode_max_tokens: Bool?
  let pooling_mode_mean_sqrt_len_tokens: Bool?
  let pooling_mode_weightedmean_tokens: Bool?
  let pooling_mode_lasttoken: Bool?
}
