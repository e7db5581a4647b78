import Basics
import Language
import Stores

extension Session {
  /// The store a location names: a server by its `postgresql://` URL, else a file.
  func store(at location: String) throws -> any Store {
    if ServerAddress.isServer(location) {
      var hooks = PostgresStore.Hooks(
        askPassword: settings.askPassword, onWarning: { [output] in output.warn($0) })
      hooks.onStart = { [interruption] in interruption.opening($0) }
      defer { interruption.opening(nil) }
      return try PostgresStore.open(location, hooks: hooks)
    }
    let name = location.hasPrefix("sqlite:") ? String(location.dropFirst("sqlite:".count)) : location
    return try SQLiteStore.open(path: resolvedPath(name, in: settings.folder))
  }
}
