import Support
import Testing

@Suite(.enabled(if: DatabaseServer.isAvailable)) struct FaultProxyTests {
  /// A fresh database with an empty table, and a proxy before it.
  private func make(overTCP: Bool = false) throws -> (proxy: FaultProxy, database: String) {
    let server = try DatabaseServer.shared()
    let url = try server.database()
    try server.run("create table t (id int)", url)
    return (try FaultProxy(before: server.place, overTCP: overTCP), url)
  }
  private func connect(_ proxy: FaultProxy, _ url: String) throws -> WireClient {
    try WireClient(proxy.place, url: proxy.url(for: url))
  }
  private func rows(_ url: String) throws -> String {
    try DatabaseServer.shared().run("select string_agg(id::text, ',' order by id) from t", url)
  }
  private func code(_ body: () throws -> Void) -> String? {
    do { try body() } catch { return (error as? WireProblem)?.code ?? "\(error)" }
    return nil
  }

  @Test(arguments: [false, true]) func passesEverythingAndCounts(overTCP: Bool) throws {
    let (proxy, url) = try make(overTCP: overTCP)
    let client = try connect(proxy, url)
    try client.query("insert into t values (1)")
    #expect(try client.execute("select id + $1::int from t", ["1"]).text == "2")
    #expect(try client.execute("select repeat('x', 3000000)").text.utf8.count == 3_000_000)
    #expect(proxy.count("SELECT") == 2 && proxy.connections == 1)
    #expect(proxy.statements.first == "insert into t values (1)")
  }

  @Test(arguments: [false, true], [false, true]) func cutBeforeCommitStoresNothing(
    overTCP: Bool, isPrepared: Bool
  ) throws {
    let (proxy, url) = try make(overTCP: overTCP)
    proxy.inject(.cut, at: .statement("commit"))
    let client = try connect(proxy, url)
    try client.query("begin; insert into t values (1)")
    #expect(code { _ = isPrepared ? try client.execute("COMMIT") : try client.query("COMMIT") } == "08006")
    #expect(try rows(url) == "")
    let again = try connect(proxy, url)
    try again.query("begin; insert into t values (2)")
    try again.query("commit")
    #expect(try rows(url) == "2")
  }

  @Test(arguments: [false, true]) func lostReplyLeavesItCommitted(isPrepared: Bool) throws {
    let (proxy, url) = try make()
    proxy.inject(.loseReply, at: .statement("commit"))
    let client = try connect(proxy, url)
    try client.query("begin; insert into t values (1)")
    #expect(code { _ = isPrepared ? try client.execute("COMMIT") : try client.query("COMMIT") } == "08006")
    #expect(try rows(url) == "1")
  }

  @Test(arguments: [false, true]) func errorsComeWhenAndAsOftenAsTold(isPrepared: Bool) throws {
    let (proxy, url) = try make()
    proxy.inject(.error(code: "40001", message: "try again"), at: .statement("insert"), after: 1, times: 2)
    let client = try connect(proxy, url)
    func insert(_ id: Int) throws {
      _ =
        isPrepared
        ? try client.execute("insert into t values ($1)", ["\(id)"])
        : try client.query("insert into t values (\(id))")
    }
    try insert(1)
    #expect(code { try insert(2) } == "40001")
    try client.query("begin")
    #expect(code { try insert(3) } == "40001")
    #expect(code { try insert(4) } == "25P02")
    try client.query("rollback")
    try insert(5)
    #expect(try rows(url) == "1,5")
  }

  @Test func failedCommitEndsItsTransaction() throws {
    let (proxy, url) = try make()
    proxy.inject(.error(code: "40003", message: "result is ambiguous"), at: .statement("commit"))
    let client = try connect(proxy, url)
    try client.query("begin; insert into t values (1)")
    #expect(code { try client.query("commit") } == "40003")
    #expect(try client.query("insert into t values (2)").tag == "INSERT 0 1")
    #expect(try rows(url) == "2")
  }

  @Test func sessionsAreEndedAndRefused() throws {
    let (proxy, url) = try make()
    let client = try connect(proxy, url)
    proxy.inject(.fatal(code: "57P01", message: "terminating connection"), at: .statement("select"))
    #expect(
      code { try client.query("select 1") } == "57P01" || code { try client.query("select 1") } == "08006")
    proxy.inject(.fatal(code: "53300", message: "sorry, too many clients already"), at: .connection, times: 2)
    #expect(code { _ = try connect(proxy, url) } == "53300")
    #expect(code { _ = try connect(proxy, url) } == "53300")
    let last = try connect(proxy, url)
    proxy.cutAll()
    #expect(code { try last.query("select 1") } == "08006")
  }

  @Test func copyIsCut() throws {
    let (proxy, url) = try make()
    proxy.inject(.cut, at: .copyBytes(1000))
    let client = try connect(proxy, url)
    #expect(code { try client.copy("copy t from stdin", lines: (1...2000).map { "\($0)" }) } == "08006")
    #expect(try rows(url) == "")
    let again = try connect(proxy, url)
    try again.copy("copy t from stdin", lines: ["1", "2"])
    #expect(try rows(url) == "1,2")
  }

  @Test func silenceLasts() throws {
    let (proxy, url) = try make()
    proxy.inject(.silence, at: .statement("insert"))
    let client = try WireClient(proxy.place, url: proxy.url(for: url), patience: 1)
    #expect(code { try client.query("insert into t values (1)") } == "08006")
    #expect(try rows(url) == "1")
  }
}
