import Support
import Testing

/// Tried with psql, which uses libpq as vnb does.
@Suite(.enabled(if: TLSServer.isAvailable)) struct TLSServerTests {
  private func psql(_ server: TLSServer, _ url: String) throws -> CommandLineRun {
    try CommandLineRun(
      [url, "-XAtw", "-c", "select ssl from pg_stat_ssl where pid = pg_backend_pid()"],
      program: "\(server.installation.bin)/psql")
  }

  @Test func passwordsAndNamesAreChecked() throws {
    let server = try TLSServer.start()
    try server.makeRole("ann", password: "s3cr3t /?#")
    func run(_ host: String, _ options: String, password: String = "s3cr3t /?#") throws -> CommandLineRun {
      try psql(server, server.url(user: "ann", password: password, host: host, options: options))
    }
    let good = try run("localhost", server.verifying())
    #expect(good.stdout == "t\n", "\(good.summary)")
    #expect(try run("127.0.0.1", server.verifying()).stderr.contains("does not match host name"))
    let foreign = try run("localhost", server.verifying(server.certificates.foreignAuthority))
    #expect(foreign.stderr.contains("certificate verify failed"), "\(foreign.summary)")
    #expect(try run("localhost", "sslmode=disable").stderr.contains("no encryption"))
    #expect(
      try run("localhost", "sslmode=require", password: "no").stderr.contains("password authentication"))
  }

  @Test func certificatesLogIn() throws {
    let server = try TLSServer.start(login: .certificate)
    try server.makeRole("ann", password: nil)
    let ann = try server.certificates.client("ann")
    let shown = "&sslcert=\(PercentCoding.encode(ann.certificate))&sslkey=\(PercentCoding.encode(ann.key))"
    let good = try psql(server, server.url(user: "ann", options: server.verifying() + shown))
    #expect(good.stdout == "t\n", "\(good.summary)")
    let bare = try psql(server, server.url(user: "ann", options: server.verifying()))
    #expect(bare.exitCode != 0 && bare.stderr.contains("certificate"), "\(bare.summary)")
  }
}
