import Glibc
import Synchronization

/// A throw-away PostgreSQL 18 with pgvector on a unix socket in a folder of its own under /tmp, started in about half
/// a second. As root it runs as nobody. It ends, and its folder goes, with its last reference and with this process,
/// also when that is killed.
///
///     @Test(.enabled(if: DatabaseServer.isAvailable)) func stores() throws {
///       let url = try DatabaseServer.shared().database()
///
/// The user `vnb` is a superuser and needs no password; every other role needs the one it was made with.
public final class DatabaseServer: Sendable {
  /// How a server stops: `fast` ends its sessions with 57P01, `immediate` is a crash.
  public enum StopMode: String, Sendable { case fast, immediate }

  private let process: ServerProcess
  /// The folder of its socket and data, at most 20 bytes long.
  public var folder: String { process.folder }
  public var place: SocketPlace { .folder(folder) }

  private init(_ recipe: ServerProcess.Recipe) throws {
    process = try ServerProcess(recipe)
    // Every database made from template1 has it then.
    try WireClient(place, database: "template1").query("create extension vector")
  }

  /// False when `scripts/setup-postgres.sh` has not installed it: tests are skipped by name then.
  public static var isAvailable: Bool { PostgresInstallation.withVector != nil }

  /// A locale whose order of text differs from that of its bytes, for ``start(locale:settings:)``; nil when this system
  /// has none and cannot make one.
  public static let otherLocale: String? = ["en_US.UTF-8", "de_DE.UTF-8"].first {
    Locales.isInstalled($0) || Locales.canCompile($0)
  }

  /// A server of the test's own, to be stopped and restarted. `locale` is the databases' collation and character
  /// class; `settings` are lines for postgresql.conf, as `max_connections=5`.
  public static func start(locale: String = "C", settings: [String] = []) throws -> DatabaseServer {
    guard let installation = PostgresInstallation.withVector else {
      throw FileProblem("cannot start", "PostgreSQL with pgvector: run scripts/setup-postgres.sh")
    }
    return try DatabaseServer(
      ServerProcess.Recipe(
        installation: installation, locale: locale, settings: settings,
        logins: ["local all vnb trust", "local all all scram-sha-256"]))
  }

  private static let common = Result { try start() }

  /// The one server that the tests of this process share: never stop it.
  public static func shared() throws -> DatabaseServer {
    let server = try common.get()
    endsAtExit.withLock { isSet in
      if !isSet { atexit { DatabaseServer.endShared() } }
      isSet = true
    }
    return server
  }

  private static let endsAtExit = Mutex(false)

  private static func endShared() {
    if case .success(let server) = common { server.process.endForGood() }
  }

  private static let databases = Atomic(0)

  /// The URL of a fresh, empty database with a name of its own; with the extension unless `vector` is false.
  public func database(vector: Bool = true) throws -> String {
    let name = "test_\(getpid())_\(Self.databases.add(1, ordering: .relaxed).newValue)"
    try run("create database \(name) template \(vector ? "template1" : "template0")")
    return url(name)
  }

  /// The URL of a database here.
  public func url(_ database: String, user: String = "vnb", password: String? = nil) -> String {
    place.url(database, user: user, password: password)
  }

  /// Runs statements without parameters as the superuser; `database` is a name, or a URL that ``database(vector:)``
  /// gave. Returns the rows of the last that has some, one a line, columns separated by `|`, as `psql -At` does.
  @discardableResult
  public func run(_ sql: String, _ database: String = "postgres") throws -> String {
    try client(database).query(sql).text
  }

  /// An own connection as the superuser, to hold locks with.
  public func client(_ database: String = "postgres") throws -> WireClient {
    try WireClient(place, database: Self.name(database))
  }

  /// A role that may log in with this password and nothing else yet.
  public func makeRole(_ name: String, password: String) throws {
    let text = password.replacing("'", with: "''")
    try run("create role \"\(name.replacing("\"", with: "\"\""))\" login password '\(text)'")
  }

  public func stop(_ mode: StopMode = .fast) throws { try process.control("stop", mode: mode.rawValue) }

  /// Starts it again after ``stop(_:)``.
  public func start() throws { try process.control("start") }

  /// Stops it and starts it again; returns when it takes connections.
  public func restart(_ mode: StopMode = .fast) throws {
    try process.control("restart", mode: mode.rawValue)
  }

  /// A folder's owner becomes the server's user, for a tablespace in it.
  public func own(_ path: String) { ServerUser.own(path) }

  /// The server's log.
  public var log: String { process.log }

  /// The database's name out of a URL, or the name itself.
  private static func name(_ database: String) -> String {
    database.hasPrefix("postgresql:") ? ConnectionParts(database).database : database
  }
}
