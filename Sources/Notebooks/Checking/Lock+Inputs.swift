import Basics
import Embedding
import Formats
import Pipeline
import Verbs

extension Lock {
  /// The lines of the block.
  var lines: [String] {
    ["vnb \(version) engine \(engine)"]
      + data.map { "data \($0.path) sha256:\($0.sha256) rows \($0.rows)" }
      + models.map { "model \($0.name) sha256:\($0.sha256) dim \($0.dimension)" }
  }

  /// What a session has read so far, in order of first use; with `leavingOut` without the files that are gone.
  ///
  /// - Throws: `FormatsError` when a file that was read cannot be read again.
  public init(of session: Session, leavingOut: Bool = false) throws {
    version = Engine.version
    engine = Engine.level
    data = try session.filesRead.compactMap { file in
      let place = resolvedPath(file.path, in: session.settings.folder)
      let digest = leavingOut ? try? fileDigest(place) : try fileDigest(place, display: file.path)
      return digest.map { Data(path: file.path, sha256: $0, rows: file.rows) }
    }
    models = session.models.opened.map {
      Model(name: $0.name, sha256: $0.model.digest, dimension: $0.model.dimension)
    }
  }

  /// What differs between what is locked and what is there now, a sentence each; reads every locked file.
  /// Paths start at `folder`.
  public func changes(folder: String, models registry: ModelRegistry) -> [String] {
    inputChanges(folder: folder, models: registry) + engineChanges
  }

  /// Those of files and models alone.
  public func inputChanges(folder: String, models registry: ModelRegistry) -> [String] {
    data.compactMap { entry in
      let path = resolvedPath(entry.path, in: folder)
      guard let digest = try? fileDigest(path) else { return "data \(entry.path) cannot be read" }
      return Self.change("data \(entry.path)", entry.sha256, digest)
    }
      + models.compactMap { entry in
        guard let model = try? registry.model(named: entry.name) else {
          return "model \(entry.name) is not installed"
        }
        return Self.change("model \(entry.name)", entry.sha256, model.digest)
      }
  }

  /// Another version with the same engine gives the same results.
  private var engineChanges: [String] {
    guard engine != Engine.level else { return [] }
    return [
      "engine \(engine) of vnb \(version) is locked, this is engine \(Engine.level) of vnb \(Engine.version)"
    ]
  }

  private static func change(_ name: String, _ locked: String, _ now: String) -> String? {
    locked == now
      ? nil : "\(name) has changed: sha256:\(locked.prefix(12))… is locked, it is sha256:\(now.prefix(12))…"
  }

  /// What a run used that is not locked as it is, and, after a whole run, what is locked and was not used.
  public func changes(after used: Lock, isWhole: Bool) -> [String] {
    var changes: [String] = []
    for entry in used.data where !data.contains(entry) {
      if let old = data.first(where: { $0.path == entry.path }) {
        changes.append(
          Self.change("data \(entry.path)", old.sha256, entry.sha256)
            ?? "data \(entry.path) gave \(counted(entry.rows, "row")), \(old.rows) are locked")
      } else {
        changes.append("data \(entry.path) was read and is not locked")
      }
    }
    for entry in used.models where !models.contains(entry) {
      changes.append("model \(entry.name) was used and is not locked as it is")
    }
    guard isWhole else { return changes }
    let isRead = { (entry: Data) in used.data.contains { $0.path == entry.path } }
    let isUsed = { (entry: Model) in used.models.contains { $0.name == entry.name } }
    changes += data.filter { !isRead($0) }.map { "data \($0.path) is locked and was not read" }
    changes += models.filter { !isUsed($0) }.map { "model \($0.name) is locked and was not used" }
    return changes
  }

  /// True when a lock need not be rewritten: the same engine and the same inputs, in any order.
  func agrees(with other: Lock) -> Bool {
    engine == other.engine && data.count == other.data.count && models.count == other.models.count
      && data.allSatisfy(other.data.contains) && models.allSatisfy(other.models.contains)
  }
}
