/// Why a model could not be found, read or run. The words are in EmbeddingError+Words.swift.
public enum EmbeddingError: Error, Sendable, Equatable {
  /// No such model; `nearest` is a known name close to it.
  case unknownModel(String, nearest: String?)
  case missingFile(String)
  case unreadable(path: String, reason: String)
  /// Not valid JSON, or a value of the wrong kind.
  case badJSON(path: String, reason: String)
  /// A configuration value that no working model has.
  case badSetting(path: String, key: String, reason: String)
  /// A model of another kind: architecture, activation, pooling, module.
  case unsupported(path: String, what: String, found: String, supported: String)
  /// Weights are there, but not as one safetensors file.
  case otherWeights(folder: String, found: String)
  case badVocabulary(path: String, reason: String)
  case badSafetensors(path: String, reason: String)
  case missingTensor(path: String, name: String)
  case wrongShape(path: String, name: String, expected: [Int], found: [Int])
  case wrongType(path: String, name: String, found: String)
  /// A vector came out with NaN or infinity: the weights hold one.
  case notFinite(model: String, text: Int)
  /// A dimension the built-in `hash` model does not have.
  case badDimension(Int)
}
