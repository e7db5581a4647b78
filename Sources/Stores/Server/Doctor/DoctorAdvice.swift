/// The exact next step for what a doctor finds.
enum DoctorAdvice {
  static func problem(_ problem: ServerOpenFailure) -> String {
    switch problem {
    case .libraryMissing: "apt-get install libpq5"
    case .badAddress: "write it as postgresql://user@host:5432/database?sslmode=verify-full&sslrootcert=FILE"
    case .noAnswer:
      "check host and port, and that a firewall lets them through; connect_timeout=N waits longer"
    }
  }

  static func unreachable(_ failure: ServerFailure) -> String {
    if failure.needsPassword {
      return "give the password in PGPASSWORD, in a file of PGPASSFILE, or at the prompt"
    }
    switch failure.sqlState {
    case "28P01": return "check user and password (PGPASSWORD, PGPASSFILE, or the URL)"
    case "28000": return "have pg_hba.conf let this user, database and host in, with the sslmode it asks for"
    case "3D000": return "make the database first (createdb NAME), or name another one in the URL"
    case "53300": return "end other sessions, or raise max_connections"
    case "57P03": return "the server is starting or stopping: try again in a moment"
    default: break
    }
    if failure.isAboutTrust { return trust(failure.message.lowercased()) }
    return "start the server, or correct host and port: `pg_isready -h HOST -p PORT` tells"
  }

  private static func trust(_ message: String) -> String {
    if message.contains("host name") { return "use the host name that the server's certificate has" }
    if message.contains("root certificate file") {
      return "give sslrootcert=FILE, the authority's certificate"
    }
    if message.contains("verify failed") {
      return "give sslrootcert=FILE of the authority that signed the server"
    }
    if message.contains("does not support ssl") {
      return "switch TLS on at the server, or use sslmode=disable on a network you trust"
    }
    return "check sslmode, sslrootcert, sslcert and sslkey in the URL"
  }

  /// A name as SQL takes it.
  static func quoted(_ name: String) -> String { ServerFacts.newestPostgres.dialect.quote(name) }
}
