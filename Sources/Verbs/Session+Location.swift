import Basics
import Language
import Stores

extension Session {
  /// The store a location names. Only files are known here; a server's URL is refused by name.
  static func store(at location: String, folder: String) throws -> any Store {
    if location.hasPrefix("postgresql://") || location.hasPrefix("postgres://") {
      throw VerbError.serverLocation.diagnostic(at: nil)
    }
    let name = location.hasPrefix("sqlite:") ? String(location.dropFirst("sqlite:".count)) : location
    return try SQLiteStore.open(path: resolvedPath(name, in: folder))
  }
}
