import Glibc
import Support
import Testing

/// Real clients, by libpq, through the proxies.
@Suite(.enabled(if: DatabaseServer.isAvailable)) struct ProxyClientTests {
  private func psql(_ url: String, _ sql: String, stop: StopRule? = nil) throws -> CommandLineRun {
    let installation = try #require(PostgresInstallation.withVector)
    return try CommandLineRun(
      [url, "-XAtq", "-c", sql], program: "\(installation.bin)/psql", limit: 20, stop: stop)
  }

  @Test(arguments: [false, true]) func logInByURL(overTCP: Bool) throws {
    let server = try DatabaseServer.shared()
    let url = try server.database()
    let proxy = try FaultProxy(before: server.place, overTCP: overTCP)
    let standIn = try CockroachStandIn(before: server, overTCP: overTCP)
    let name = try server.run("select current_database()", url)
    for place in [url, proxy.url(for: url), standIn.url(for: url)] {
      let run = try psql(place, "select current_database(), '[1]'::vector")
      #expect(run.stdout == "\(name)|[1]\n", "\(run.summary)")
    }
  }

  @Test func cancelRequestsPass() throws {
    let server = try DatabaseServer.shared()
    let url = try server.database()
    let proxy = try FaultProxy(before: server.place)
    let run = try psql(
      proxy.url(for: url), "select pg_sleep(15)",
      stop: StopRule(signal: SIGINT) { _ in proxy.count("pg_sleep") == 1 })
    #expect(run.stderr.contains("canceling statement due to user request"), "\(run.summary)")
    #expect(run.seconds < 10)
  }
}
