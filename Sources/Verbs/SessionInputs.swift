import Embedding
import Synchronization

/// What a session has read from outside its store: files and models. A saved notebook locks them.
public final class SessionInputs: Sendable {
  /// A file that was loaded, as the call named it, with the records that were taken from it.
  public struct File: Sendable, Equatable {
    public let path: String
    public var rows: Int
  }
  /// A model that made vectors.
  public struct Model: Sendable, Equatable {
    public let name: String
    /// 64 hex digits.
    public let digest: String
    public let dimension: Int
  }

  private struct State {
    var files: [File] = []
    var models: [Model] = []
  }
  private let state = Mutex(State())

  init() {}

  /// Each file once, in the order of their first reading.
  public var files: [File] { state.withLock { $0.files } }
  /// Each model once, in the order of their first use.
  public var models: [Model] { state.withLock { $0.models } }

  func add(file path: String, rows: Int) {
    state.withLock { state in
      if let at = state.files.firstIndex(where: { $0.path == path }) {
        state.files[at].rows = rows
      } else {
        state.files.append(File(path: path, rows: rows))
      }
    }
  }

  func add(model: any EmbeddingModel) {
    let used = Model(name: model.name, digest: model.digest, dimension: model.dimension)
    state.withLock { state in
      if !state.models.contains(used) { state.models.append(used) }
    }
  }
}
