import Basics
import CKernels
import Synchronization
import Vectors

/// A sentence-transformers BERT folder as a model. Reading the configuration is cheap; vocabulary and weights are
/// loaded on the first call of ``encode(_:workers:isCancelled:)`` and then kept.
public final class BertModel: EmbeddingModel {
  public let name: String
  public let label: String
  public let description: String
  public var dimension: Int { folder.settings.hidden }
  public let metric = Metric.cosine
  public var normalized: Bool { folder.normalizes }
  /// Folder of the model.
  public var path: String { folder.path }

  let folder: ModelFolder
  private let level: Int32
  private let loaded = Mutex<Loaded?>(nil)
  private let weightsDigest = Mutex<String?>(nil)
  private let knownRecipe = Mutex<String?>(nil)

  struct Loaded: Sendable {
    let tokenizer: WordPieceTokenizer
    let weights: BertWeights
  }

  /// Throws ``EmbeddingError`` when the folder is no BERT encoder this program can run.
  public convenience init(path: String, name: String? = nil, label: String? = nil, description: String? = nil)
    throws
  {
    try self.init(path: path, name: name, label: label, description: description, level: vnb_simd_level())
  }

  init(path: String, name: String? = nil, label: String? = nil, description: String? = nil, level: Int32)
    throws
  {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    folder = try ModelFolder(path: path)
    try Self.checkWeightsPresent(folder)
    let last = path.split(separator: "/").last.map(String.init) ?? path
    self.name = name ?? last
    self.label = label ?? "Sentence Transformer \(last)"
    self.description =
      description ?? "A BERT encoder with \(folder.settings.layers) layers, from \(path)."
    self.level = level
  }

  private static func checkWeightsPresent(_ folder: ModelFolder) throws {
    if FileSystem.isFile(folder.weights) { return }
    for other in ["model.safetensors.index.json", "pytorch_model.bin", "tf_model.h5"]
    where FileSystem.isFile(folder.transformer + "/" + other) {
      throw EmbeddingError.otherWeights(folder: folder.transformer, found: other)
    }
    throw EmbeddingError.missingFile(folder.weights)
  }

  /// SHA-256 of model.safetensors; all zeros when the file cannot be read any more. Computed on the first use (0.05 s
  /// for minilm).
  public var digest: String {
    weightsDigest.withLock { known in
      if let known { return known }
      guard let file = try? MappedFile(path: folder.weights) else { return String(repeating: "0", count: 64) }
      let digest = SHA256.hex(file.bytes)
      known = digest
      return digest
    }
  }

  /// SHA-256 over ``digest`` and the small files that decide tokens and pooling, which the digest leaves out. Nil when the
  /// weights cannot be read. Computed on the first use.
  public var recipe: String? {
    let weights = digest
    guard weights.contains(where: { $0 != "0" }) else { return nil }
    return knownRecipe.withLock { known in
      if let known { return known }
      let recipe = SHA256.hex(Array("\(weights) \(folder.recipe)".utf8))
      known = recipe
      return recipe
    }
  }

  /// Loads vocabulary and weights unless they are loaded.
  func load() throws -> Loaded {
    try loaded.withLock { current in
      if let current { return current }
      let tokenizer = try folder.tokenizer()
      let weights = try BertWeights(Safetensors(path: folder.weights), settings: folder.settings)
      let new = Loaded(tokenizer: tokenizer, weights: weights)
      current = new
      return new
    }
  }

  /// Ids of a text, as the encoder reads them.
  public func tokens(of text: String) throws -> [Int32] { try load().tokenizer.ids(of: text) }

  public func encode(_ texts: [String], workers: Int, isCancelled: CancelCheck?) throws -> Matrix {
    let loaded = try load()
    let encoder = BertEncoder(
      weights: loaded.weights, pooling: folder.pooling, normalizes: folder.normalizes, level: level)
    let result = Matrix(rows: texts.count, columns: dimension)
    let work = EncodeWork(
      texts: texts, tokenizer: loaded.tokenizer, encoder: encoder, result: result, isCancelled: isCancelled)
    try work.run(workers: workers)
    for row in 0..<texts.count where !result.row(row)[0].isFinite || !isFinite(result.row(row), dimension) {
      throw EmbeddingError.notFinite(model: name, text: row)
    }
    return result
  }

  private func isFinite(_ row: UnsafePointer<Float>, _ count: Int) -> Bool {
    var all = true
    for at in 0..<count { all = all && row[at].isFinite }
    return all
  }
}
