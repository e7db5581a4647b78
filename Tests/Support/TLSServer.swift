import Glibc

/// A throw-away PostgreSQL with TLS, Debian's, at a port of 127.0.0.1: what logins, certificates and passwords are
/// tried on. It has no pgvector. Nobody logs in there without TLS; it ends as ``DatabaseServer`` does.
public final class TLSServer: Sendable {
  /// How its roles log in: with their password, or with a client certificate of their name.
  public enum Login: Sendable { case password, certificate }

  public let port: UInt16
  public let certificates: Certificates
  private let process: ServerProcess
  /// Where its programs are, psql among them.
  public let installation: PostgresInstallation

  /// False when Debian's server or openssl is not installed: tests are skipped by name then.
  public static var isAvailable: Bool { PostgresInstallation.withTLS != nil }

  public static func start(login: Login = .password) throws -> TLSServer {
    guard let installation = PostgresInstallation.withTLS else {
      throw FileProblem("cannot start", "PostgreSQL with TLS: run scripts/setup-packages.sh --tests")
    }
    // Another process may take the free port before the server does.
    for _ in 0..<3 { if let server = try? TLSServer(installation, login) { return server } }
    return try TLSServer(installation, login)
  }

  private init(_ installation: PostgresInstallation, _ login: Login) throws {
    self.installation = installation
    certificates = try Certificates()
    port = try StreamSocket.listen(.port(0)).port
    let method = login == .password ? "scram-sha-256" : "cert"
    process = try ServerProcess(
      ServerProcess.Recipe(
        installation: installation,
        settings: [
          "listen_addresses='127.0.0.1'", "port=\(port)", "ssl=on", "ssl_cert_file='FOLDER/server.crt'",
          "ssl_key_file='FOLDER/server.key'", "ssl_ca_file='FOLDER/ca.crt'",
        ],
        logins: ["local all vnb trust", "hostssl all all 127.0.0.1/32 \(method)"],
        files: [
          ("server.crt", certificates.server.certificate), ("server.key", certificates.server.key),
          ("ca.crt", try Files.read(certificates.authority)),
        ]))
    // The port names the socket; the tests' own client knows the usual name only.
    symlink(".s.PGSQL.\(port)", "\(process.folder)/.s.PGSQL.5432")
  }

  /// The URL of a database here. `options` as they stand in a URL: `sslmode=verify-full&sslrootcert=/tmp/x/ca.crt`.
  public func url(
    _ database: String = "postgres", user: String, password: String? = nil, host: String = "localhost",
    options: String = ""
  ) -> String {
    SocketPlace.port(port).url(database, user: user, password: password, host: host, options: options)
  }

  /// The options of a URL that verify the server against this authority, by default the right one.
  public func verifying(_ authority: String? = nil) -> String {
    "sslmode=verify-full&sslrootcert=\(PercentCoding.encode(authority ?? certificates.authority))"
  }

  /// A role that may log in; without a password only by certificate.
  public func makeRole(_ name: String, password: String?) throws {
    let secret = password.map { " password '\($0.replacing("'", with: "''"))'" } ?? ""
    try run("create role \"\(name.replacing("\"", with: "\"\""))\" login\(secret)")
  }

  /// Runs statements as the superuser through the socket, as ``DatabaseServer/run(_:_:)`` does.
  @discardableResult
  public func run(_ sql: String, _ database: String = "postgres") throws -> String {
    try WireClient(.folder(process.folder), database: database).query(sql).text
  }

  /// The server's log.
  public var log: String { process.log }
}
