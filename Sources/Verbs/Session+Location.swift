import Glibc
import Language
import Stores

extension Session {
  /// The store a location names. Only files are known here; a server's URL is refused by name.
  static func store(at location: String, folder: String) throws -> any Store {
    if location.hasPrefix("postgresql://") || location.hasPrefix("postgres://") {
      throw VerbError.serverLocation.diagnostic(at: nil)
    }
    let name = location.hasPrefix("sqlite:") ? String(location.dropFirst("sqlite:".count)) : location
    return try SQLiteStore.open(path: path(name, in: folder))
  }

  /// A path as given when absolute, else under the folder. `~/` is the home folder.
  static func path(_ path: String, in folder: String) -> String {
    if path.hasPrefix("~/"), let home = getenv("HOME") { return String(cString: home) + path.dropFirst() }
    if path.hasPrefix("/") || folder.isEmpty || folder == "." { return path }
    return folder.hasSuffix("/") ? folder + path : folder + "/" + path
  }
}
