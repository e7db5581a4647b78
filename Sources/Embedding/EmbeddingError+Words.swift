extension EmbeddingError {
  public var code: String {
    switch self {
    case .unknownModel: "V0501"
    case .missingFile: "V0502"
    case .unreadable: "V0503"
    case .badJSON: "V0504"
    case .badSetting: "V0505"
    case .unsupported: "V0506"
    case .otherWeights: "V0507"
    case .badVocabulary: "V0508"
    case .badSafetensors: "V0509"
    case .missingTensor: "V0510"
    case .wrongShape: "V0511"
    case .wrongType: "V0512"
    case .notFinite: "V0513"
    case .badDimension: "V0514"
    }
  }

  public var message: String {
    switch self {
    case .unknownModel(let name, _): "Invalid embedding model \(name)"
    case .missingFile(let path): "the model has no file \(path)"
    case .unreadable(let path, let reason): "cannot read \(path): \(reason)"
    case .badJSON(let path, let reason): "\(path) is not the JSON a model has: \(reason)"
    case .badSetting(let path, let key, let reason): "\(path): `\(key)` \(reason)"
    case .unsupported(let path, let what, let found, _): "\(path): cannot run \(what) \(found)"
    case .otherWeights(let folder, let found): "\(folder) has no model.safetensors, but \(found)"
    case .badVocabulary(let path, let reason): "\(path) is not a WordPiece vocabulary: \(reason)"
    case .badSafetensors(let path, let reason): "\(path) is damaged or not a safetensors file: \(reason)"
    case .missingTensor(let path, let name): "\(path) has no tensor \(name)"
    case .wrongShape(let path, let name, let expected, let found):
      "\(path): tensor \(name) should have the shape \(expected), got \(found)"
    case .wrongType(let path, let name, let found):
      "\(path): tensor \(name) has the type \(found); F32, F16 or BF16 is needed"
    case .notFinite(let model, let text):
      "the model \(model) gave NaN or infinity for text \(text + 1) of the call"
    case .badDimension(let count):
      "the hash model has between \(HashModel.dimensions.lowerBound) and "
        + "\(HashModel.dimensions.upperBound) dimensions, got \(count)"
    }
  }

  public var notes: [String] {
    switch self {
    case .unsupported(_, _, _, let supported): ["supported: \(supported)"]
    case .notFinite: ["no vector of this call was kept"]
    default: []
    }
  }

  public var help: String? {
    switch self {
    case .unknownModel(_, let nearest):
      (nearest.map { "did you mean \($0)? " } ?? "")
        + "`models` lists what is there; for minilm run `make demo` in a checkout of vnb, "
        + "or give the folder of a sentence-transformers model"
    case .missingFile, .badVocabulary, .badSafetensors, .missingTensor, .wrongShape, .wrongType, .notFinite:
      "fetch the model again; for minilm run `make demo` in a checkout of vnb"
    case .unsupported: "give a sentence-transformers model that is a BERT encoder, such as minilm"
    case .otherWeights: "save the model again with safe_serialization=True, in one file"
    case .badDimension: "write a dimension in this range after the name, as in hash:384"
    case .unreadable, .badJSON, .badSetting: nil
    }
  }
}
