import Glibc
import Support
import Testing

@Suite(.enabled(if: DatabaseServer.isAvailable)) struct DatabaseServerTests {
  @Test func everyDatabaseIsFreshAndHasVectors() throws {
    let server = try DatabaseServer.shared()
    let (first, second) = (try server.database(), try server.database())
    #expect(first != second)
    try server.run("create table t (id int primary key, v vector(2))", first)
    try server.run("insert into t values (1, '[1,2]'), (2, null)", first)
    #expect(try server.run("select id, v from t order by id", first) == "1|[1,2]\n2|")
    #expect(try server.run("select count(*) from pg_class where relname = 't'", second) == "0")
    let bare = try server.database(vector: false)
    #expect(try server.run("select count(*) from pg_extension where extname = 'vector'", bare) == "0")
  }

  @Test func errorsHaveTheirSQLSTATE() throws {
    let url = try DatabaseServer.shared().database()
    let problem = #expect(throws: WireProblem.self) {
      try DatabaseServer.shared().run("select * from absent", url)
    }
    #expect(problem?.code == "42P01")
  }

  @Test func parametersGoByTheExtendedProtocol() throws {
    let client = try DatabaseServer.shared().client()
    #expect(try client.execute("select $1::int + 1, $2::text", ["41", nil]).text == "42|")
    #expect(try client.query("select 1").text == "1")
  }

  @Test func rolesNeedTheirPassword() throws {
    let server = try DatabaseServer.shared()
    try server.makeRole("reader one", password: "it's")
    #expect(throws: WireProblem.self) { try WireClient(server.place, user: "reader one") }
    let url = server.url("postgres", user: "reader one", password: "it's")
    #expect(url.contains("user=reader%20one&password=it%27s"))
  }

  @Test func stopsCrashesStartsAgainAndLeavesNothing() throws {
    let folder = try stopAndStart()
    #expect(folder.hasPrefix("/tmp/") && !Files.exists(folder))
  }

  private func stopAndStart() throws -> String {
    let server = try DatabaseServer.start(settings: ["max_connections=7"])
    let url = try server.database()
    try server.run("create table t as select 7 as n", url)
    let held = try server.client(url)
    try server.restart(.immediate)
    #expect(throws: WireProblem.self) { try held.query("select 1") }
    #expect(try server.run("select n from t", url) == "7")
    #expect(try server.run("show max_connections") == "7")
    try server.stop()
    #expect(throws: (any Error).self) { try server.run("select 1") }
    // What this process has open stays its own.
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    try server.start()
    close(ends[1])
    var request = pollfd(fd: ends[0], events: Int16(POLLIN), revents: 0)
    #expect(poll(&request, 1, 5_000) == 1)
    close(ends[0])
    #expect(try server.run("select n from t", url) == "7")
    return server.folder
  }

  @Test(.enabled(if: DatabaseServer.otherLocale != nil)) func anotherLocaleSortsOtherwise() throws {
    let order = "select string_agg(x, ',' order by x) from unnest(array['B','a','C']) x"
    let server = try DatabaseServer.start(locale: try #require(DatabaseServer.otherLocale))
    #expect(try server.run(order) == "a,B,C")
    #expect(try DatabaseServer.shared().run(order) == "B,C,a")
  }
}
