/// Where model folders are looked for.
struct ModelPlaces: Sendable {
  struct Found: Sendable, Equatable {
    let name: String
    let path: String
  }

  /// Folders that hold model folders by name, in the order they are searched.
  let folders: [String]
  /// Hugging Face cache: holds `models--org--name/snapshots/<revision>`.
  let hubs: [String]
  let home: String

  init(environment: [String: String]) {
    func path(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    home = path("HOME") ?? "/"
    let own = (path("VNB_MODELS") ?? "").split(separator: ":").map(String.init)
    folders = own + [(path("XDG_DATA_HOME") ?? home + "/.local/share") + "/vnb/models"]
    let cache = path("XDG_CACHE_HOME") ?? home + "/.cache"
    hubs = [path("HF_HUB_CACHE") ?? (path("HF_HOME") ?? cache + "/huggingface") + "/hub"]
  }

  /// The model folder a name or path leads to.
  func find(_ name: String) -> Found? {
    let known = name == MinilmModel.name || MinilmModel.aliases.contains(name)
    let folderName = known ? MinilmModel.folder : name
    let shown = known ? MinilmModel.name : name
    if !folderName.hasPrefix("/"), !folderName.split(separator: "/").contains(".."), !folderName.isEmpty {
      for folder in folders where isModel(folder + "/" + folderName) {
        return Found(name: shown, path: folder + "/" + folderName)
      }
      if let path = snapshot(folderName) { return Found(name: shown, path: path) }
    }
    let path = name == "~" || name.hasPrefix("~/") ? home + name.dropFirst() : name
    return FileSystem.isFolder(path) ? Found(name: name, path: path) : nil
  }

  /// Every model folder found, by name; the first place wins.
  func all() -> [Found] {
    var paths: [String: String] = [:]
    for folder in folders {
      for name in FileSystem.names(in: folder) where isModel(folder + "/" + name) {
        let shown = name == MinilmModel.folder ? MinilmModel.name : name
        if paths[shown] == nil { paths[shown] = folder + "/" + name }
      }
    }
    for hub in hubs {
      for entry in FileSystem.names(in: hub) where entry.hasPrefix("models--") {
        let parts = Self.parts(of: entry)
        guard let name = parts.last, let path = snapshot(parts.joined(separator: "/")) else { continue }
        let shown = name == MinilmModel.folder ? MinilmModel.name : parts.joined(separator: "/")
        if paths[shown] == nil { paths[shown] = path }
      }
    }
    return paths.map { Found(name: $0.key, path: $0.value) }
      .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  private func isModel(_ path: String) -> Bool {
    FileSystem.isFile(path + "/config.json") || FileSystem.isFile(path + "/modules.json")
  }

  /// `models--org--name` without its first part. An organisation's name holds no `--`, a model's may.
  private static func parts(of entry: String) -> [String] {
    let rest = Array(entry.dropFirst("models--".count))
    for at in rest.indices.dropLast() where at > 0 && rest[at] == "-" && rest[at + 1] == "-" {
      return [String(rest[..<at]), String(rest[(at + 2)...])]
    }
    return [String(rest)]
  }

  /// The snapshot of a cached model: the one `refs/main` names, else the first with a configuration. `name` without an
  /// organisation finds the first cached model of that name.
  private func snapshot(_ name: String) -> String? {
    let wanted = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    for hub in hubs {
      for entry in FileSystem.names(in: hub) where entry.hasPrefix("models--") {
        let parts = Self.parts(of: entry)
        if parts != wanted, !(wanted.count == 1 && parts.last == name) { continue }
        let folder = hub + "/" + entry
        if let main = try? MappedFile(path: folder + "/refs/main") {
          let revision = String(decoding: main.bytes.prefix(64).prefix { $0 > 32 }, as: UTF8.self)
          if isModel(folder + "/snapshots/" + revision) { return folder + "/snapshots/" + revision }
        }
        for revision in FileSystem.names(in: folder + "/snapshots")
        where isModel(folder + "/snapshots/" + revision) {
          return folder + "/snapshots/" + revision
        }
      }
    }
    return nil
  }
}
