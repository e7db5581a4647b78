import Glibc
import Pipeline

/// Whether a run uses the cache of results, and which.
struct CacheChoice {
  var isOn = false
  /// Asked for by an option, not only usual.
  var isAsked = false
  /// Nil for the usual folder.
  var folder: String?

  /// The cache; nil when it is off, or when nothing says where the usual one is.
  func open(warn: @escaping @Sendable (String) -> Void) -> ResultCache? {
    guard isOn else { return nil }
    guard let path = folder ?? Self.usualFolder else {
      if isAsked { warn("warning: \(RunError.noCacheFolder.diagnostic.message)") }
      return nil
    }
    return ResultCache(path: path, warn: warn)
  }

  /// As the XDG base directory specification has it: a relative path counts as unset.
  static var usualFolder: String? {
    func path(_ name: String) -> String? {
      guard let value = getenv(name) else { return nil }
      let text = String(cString: value)
      return text.hasPrefix("/") ? text : nil
    }
    let caches = path("XDG_CACHE_HOME") ?? path("HOME").map { $0 == "/" ? "/.cache" : $0 + "/.cache" }
    return caches.map { $0 + "/vnb/results" }
  }
}
