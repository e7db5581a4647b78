import Vectors

/// What makes vectors from text. The members are those of the source toolkit's plug-in interface (label,
/// description, dimension, encode) and the metric its vectors are meant for.
public protocol EmbeddingModel: AnyObject, Sendable {
  /// Short name: `minilm`, `hash`.
  var name: String { get }
  var label: String { get }
  var description: String { get }
  var dimension: Int { get }
  var metric: Metric { get }
  /// True when every vector has length 1.
  var normalized: Bool { get }
  /// SHA-256, 64 hex digits, that names the model in lineage and locks: of the file model.safetensors for a folder, of
  /// the recipe for a built-in. May be computed on first use.
  var digest: String { get }
  /// Names everything that decides the vectors, vocabulary and settings included: models with equal recipes give every
  /// text the same bits. Nil when that is not known; then no vectors of it are kept. `digest` unless a model says otherwise.
  var recipe: String? { get }
  /// Encodes texts in order into rows 0 ..< texts.count of the result. The vectors do not depend on `workers` nor on
  /// how texts are grouped into calls. Throws ``Cancelled`` when `isCancelled` turns true.
  func encode(_ texts: [String], workers: Int, isCancelled: CancelCheck?) throws -> Matrix
}

extension EmbeddingModel {
  public var recipe: String? { digest }
}

/// One line of `models`.
public struct ModelSummary: Sendable {
  public let name: String
  public let label: String
  public let dimension: Int?
  /// Folder, or nil for a built-in.
  public let path: String?
  public init(name: String, label: String, dimension: Int?, path: String?) {
    self.name = name
    self.label = label
    self.dimension = dimension
    self.path = path
  }
}
