import Basics
import FoundationEssentials
import Glibc
import Synchronization

/// Finds and opens models: the built-in `hash`, the folders of `$VNB_MODELS` (separated by `:`), the XDG data folder
/// (`$XDG_DATA_HOME/vnb/models/<name>`), Hugging Face cache folders by `org/name` or `name`, or a folder path. Opened
/// models are kept. Making a registry reads nothing.
public final class ModelRegistry: Sendable {
  private let places: ModelPlaces
  private let kept = Mutex<[String: any EmbeddingModel]>([:])

  /// Looks in the places the process's environment names.
  public convenience init() { self.init(environment: ProcessInfo.processInfo.environment) }

  /// Looks in the places these variables name.
  public init(environment: [String: String]) { places = ModelPlaces(environment: environment) }

  /// The models opened so far by name, in the byte order of the names they were asked by.
  public var opened: [(name: String, model: any EmbeddingModel)] {
    let all = kept.withLock { $0 }.filter { !$0.key.hasPrefix(Self.folderMark) }
    return all.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { ($0.key, $0.value) }
  }

  /// Begins the keys of models kept by their folder; no name begins so.
  private static let folderMark = "folder "

  /// Built-ins first, then what is found, in byte order of the names. Folders this program cannot run are left out.
  public func list() -> [ModelSummary] {
    var result = [builtIn].compactMap { $0 }
    for found in places.all() {
      guard let model = try? open(found) else { continue }
      result.append(
        ModelSummary(name: found.name, label: model.label, dimension: model.dimension, path: found.path))
    }
    return result
  }

  private var builtIn: ModelSummary? {
    guard let model = try? HashModel() else { return nil }
    return ModelSummary(name: model.name, label: model.label, dimension: model.dimension, path: nil)
  }

  /// Throws ``EmbeddingError/unknownModel(_:nearest:)`` when the name is unknown, or what is wrong with the folder.
  public func model(named name: String) throws -> any EmbeddingModel {
    if let model = kept.withLock({ $0[name] }) { return model }
    let model = try find(name)
    return kept.withLock { opened in
      if let other = opened[name] { return other }
      opened[name] = model
      return model
    }
  }

  private func find(_ name: String) throws -> any EmbeddingModel {
    if name == "hash" { return try HashModel() }
    if name.hasPrefix("hash:"), let dimension = Int(name.dropFirst(5)) {
      return try HashModel(dimension: dimension)
    }
    if let found = places.find(name) { return try openOnce(found) }
    throw EmbeddingError.unknownModel(name, nearest: nearest(to: name))
  }

  /// One object for one folder, whatever name it is asked by.
  private func openOnce(_ found: ModelPlaces.Found) throws -> any EmbeddingModel {
    let key = Self.folderMark + found.path
    if let model = kept.withLock({ $0[key] }) { return model }
    let model = try open(found)
    kept.withLock { $0[key] = model }
    return model
  }

  private func open(_ found: ModelPlaces.Found) throws -> BertModel {
    let isMinilm = found.name == MinilmModel.name
    return try BertModel(
      path: found.path, name: found.name, label: isMinilm ? MinilmModel.label : nil,
      description: isMinilm ? MinilmModel.description : nil)
  }

  private func nearest(to name: String) -> String? {
    let known = ["hash", MinilmModel.name] + MinilmModel.aliases + places.all().map(\.name)
    return didYouMean(name, in: known)
  }
}

/// What is said of all-MiniLM-L6-v2, the model the tools vnb follows use.
enum MinilmModel {
  static let name = "minilm"
  static let aliases = ["all-MiniLM-L6-v2", "hf_st_all_minilm_l6"]
  static let folder = "all-MiniLM-L6-v2"
  static let label = "Hugging Face Sentence Transformer all-MiniLM-L6-v2"
  static let description = """
    A small general model for English sentences and short passages (MiniLM, 6 layers).
    Made for similarity, clustering and retrieval; 384 dimensions, length 1; reads
    the first 256 tokens of a text. Not for other languages.
    https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2
    """
}
