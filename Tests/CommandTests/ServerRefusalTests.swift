import Glibc
import Testing

@testable import Support

/// What a server refuses, and one that cannot be reached: told in words that say what to do, with nothing changed.
@Suite(.enabled(if: DatabaseServer.isAvailable), .timeLimit(.minutes(2)))
struct ServerRefusalTests {
  private func expectRefusal(
    _ run: CommandLineRun, _ code: String, _ words: String...,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(run.exitCode == 1, "\(run.summary)", sourceLocation: sourceLocation)
    for text in ["error[\(code)]"] + words {
      #expect(run.stderr.contains(text), "\(text)\n\(run.summary)", sourceLocation: sourceLocation)
    }
  }

  @Test func logins() throws {
    let store = try ServerFolder()
    try store.server.makeRole("login_role", password: "right")
    let name = ConnectionParts(store.database).database
    let place = store.server.place
    let wrong = store.through(place.url(name, user: "login_role", password: "s3cr3t-wrong"))
    expectRefusal(try wrong.eval("tables"), "V0371", "password authentication failed for user \"login_role\"")
    expectRefusal(
      try store.through(place.url(name, user: "login_role")).eval("tables"), "V0371", "asks for a password")
    expectRefusal(
      try store.through(place.url(name, user: "nobody_here", password: "x")).eval("tables"), "V0371")
    expectRefusal(
      try store.through(place.url("no_such_database", user: "vnb")).eval("tables"), "V0372",
      "database \"no_such_database\" does not exist", "createdb")
  }

  @Test func rights() throws {
    let store = try ServerFolder()
    try store.writeRecords(200)
    for step in ServerFolder.steps { try store.must(step.verb, step.arguments) }
    try store.server.makeRole("reader_role", password: "right")
    _ = try store.select(
      "grant select on all tables in schema public to reader_role; create table hidden (a int)")
    _ = try store.select("revoke select on plain from reader_role")
    let name = ConnectionParts(store.database).database
    let reader = store.through(store.server.place.url(name, user: "reader_role", password: "right"))
    let before = try store.dump()
    for step in ServerFolder.steps {
      let arguments = step.arguments.map { $0 == "v" && step.verb == "embed" ? "w" : $0 }
      let run = try reader.run(step.verb, arguments)
      // Nothing is left to assign: that needs no right to write.
      if step.verb == "assign", run.exitCode == 0 { continue }
      expectRefusal(run, "V0385", "GRANT")
    }
    expectRefusal(try reader.run("load", ["rows.jsonl", "-t", "fresh"]), "V0385", "schema public")
    #expect(try store.dump() == before)
    let found = try reader.run(
      "search", ["-t", "passage", "-i", "passage", "-o", "v", "-l", "3", "word1 of text"])
    #expect(found.exitCode == 0, "\(found.summary)")
    // Tables that may not be read are listed all the same.
    let tables = try reader.eval("tables")
    #expect(tables.exitCode == 0 && tables.stdout.contains("hidden"), "\(tables.summary)")
  }

  @Test func fullAndStartingServers() throws {
    let store = try ServerFolder()
    let proxy = try FaultProxy(before: store.server.place)
    let through = store.through(proxy.url(for: store.database))
    for code in ["53300", "57P03"] {
      proxy.inject(.fatal(code: code, message: "not now"), at: .connection, times: 3)
      let run = try through.eval("tables | count")
      #expect(run.exitCode == 0, "\(run.summary)")
    }
    proxy.inject(
      .fatal(code: "53300", message: "sorry, too many clients already"), at: .connection, times: 10_000)
    let full = try through.eval("tables")
    expectRefusal(full, "V0374", "no connection left", "max_connections")
    #expect(full.seconds < 20)
  }

  /// Other programs have all places but one: what reads while it writes needs two.
  @Test func noPlaceForASecondConnection() throws {
    let server = try DatabaseServer.start(settings: [
      "max_connections=4", "superuser_reserved_connections=0", "reserved_connections=0", "max_wal_senders=0",
    ])
    let store = try ServerFolder(server)
    try store.writeRecords(500)
    for step in ServerFolder.steps[..<4] { try store.must(step.verb, step.arguments) }
    var others = try (0..<3).map { _ in try server.client(store.database) }
    let assign = ServerFolder.steps[4]
    let run = try store.run(assign.verb, assign.arguments)
    if run.exitCode != 0 { expectRefusal(run, "V0374", "max_connections") }
    others.removeLast()
    try store.must(assign.verb, assign.arguments)
    #expect(try others[0].query("select count(*) from passage_v_clusters").text == "500")
  }

  @Test func oldServers() throws {
    let store = try ServerFolder()
    let proxy = try WireProxy(before: store.server.place, overTCP: false, filters: [OldVersion("12.22")])
    defer { proxy.stop() }
    expectRefusal(
      try store.through(proxy.place.url(replacingPlaceOf: store.database)).eval("tables"), "V0376",
      "PostgreSQL 12.22", "PostgreSQL 13")
    let stand = try CockroachStandIn(before: store.server, version: .init(24, 3))
    defer { stand.stop() }
    expectRefusal(try store.through(stand.url(for: store.database)).eval("tables"), "V0376", "24.3", "25.2")
  }

  /// Reports another version than the server's.
  private struct OldVersion: WireFilter {
    let version: String
    init(_ version: String) { self.version = version }
    func fromClient(_ message: WireMessage, _ session: ProxySession) -> [WireStep] { [.pass(message)] }
    func fromServer(_ message: WireMessage, _ session: ProxySession) -> [WireStep] {
      var reader = WireReader(message.body)
      guard message.kind == "S", reader.cString() == "server_version" else { return [.pass(message)] }
      return [.pass(WireMessage("S", WireBytes.cString("server_version") + WireBytes.cString(version)))]
    }
  }

  @Test func missingExtension() throws {
    let store = try ServerFolder()
    let bare = try store.server.database(vector: false)
    try store.writeRecords(50)
    let step = ServerFolder.steps[2]
    // Where we may, it is made.
    let made = store.through(bare)
    try made.must("load", ServerFolder.steps[0].arguments)
    try made.must(step.verb, step.arguments)
    // Where we may not, an administrator is asked for it.
    let other = try store.server.database(vector: false)
    try store.server.makeRole("no_extension_role", password: "right")
    let name = ConnectionParts(other).database
    _ = try store.server.run("grant create on schema public to no_extension_role", other)
    let role = store.through(store.server.place.url(name, user: "no_extension_role", password: "right"))
    try role.must("load", ServerFolder.steps[0].arguments)
    let run = try role.run(step.verb, step.arguments)
    expectRefusal(run, "V0377", "create extension vector")
  }

  @Test(.enabled(if: TLSServer.isAvailable)) func noExtensionToBeHad() throws {
    let server = try TLSServer.start()
    try server.makeRole("ada", password: "right")
    try server.run("create database work owner ada")
    let folder = TemporaryFolder()
    try folder.write("rows.jsonl", ServerFolder.records(20))
    let url = server.url("work", user: "ada", password: "right", options: server.verifying())
    func run(_ verb: String, _ arguments: [String]) throws -> CommandLineRun {
      try CommandLineRun([verb, "-u", url] + arguments, folder: folder.path)
    }
    let load = try run("load", ServerFolder.steps[0].arguments)
    #expect(load.exitCode == 0, "\(load.summary)")
    expectRefusal(try run("embed", ServerFolder.steps[2].arguments), "V0377", "create extension vector")
    #expect(try server.run("select count(*) from passage", "work") == "20")
  }

  @Test func wrongVectors() throws {
    let store = try ServerFolder()
    _ = try store.select(
      "create table t (id int primary key, s text, v vector(3)); insert into t values (1, 'a', null), (2, 'b', null)"
    )
    let run = try store.run("embed", ["-t", "t", "-i", "s", "-o", "v", "-m", "hash"])
    #expect(run.exitCode == 1 && run.stderr.contains("384") && run.stderr.contains("3"), "\(run.summary)")
    #expect(try store.select("select count(*) from pg_class where relname like 't_v%'") == "0")
  }

  @Test func limitsOfTime() throws {
    let store = try ServerFolder()
    let slow = try store.eval("sql \"set statement_timeout = 100\"; sql \"select pg_sleep(5)\"")
    expectRefusal(slow, "V0386", "statement timeout", "statement_timeout")
    _ = try store.select("create table t (id int primary key)")
    let other = try store.server.client(store.database)
    try other.query("begin; lock table t")
    expectRefusal(
      try store.eval("sql \"set lock_timeout = 100\"; sql \"insert into t values (1)\""), "V0387", "locked")
    try other.query("rollback")
    // An open transaction that the server gave up is told of, and what comes after does not count as part of it.
    let idle = try store.eval(
      """
      sql "set idle_in_transaction_session_timeout = 100"
      sql "begin"
      sql "insert into t values (2)"
      sql "select 1" | collect
      let until = 0
      let x = 0
      while x < 600000 { x = x + 1 }
      sql "insert into t values (3)"
      """)
    expectRefusal(idle, "V0380", "the open transaction was undone")
    #expect(try store.select("select count(*) from t") == "0")
  }

  @Test func unreachable() throws {
    let folder = TemporaryFolder()
    let listener = try StreamSocket.listen(.port(0))
    let silent = SocketPlace.port(listener.port).url("b", user: "u", options: "connect_timeout=2")
    let quiet = try CommandLineRun(["eval", "tables", "-u", silent], folder: folder.path)
    expectRefusal(quiet, "V0370", "no answer within 2")
    #expect(quiet.seconds < 6)
    let nothing = try StreamSocket.listen(.port(0)).port
    let closed = SocketPlace.port(nothing).url("b", user: "u")
    expectRefusal(
      try CommandLineRun(["eval", "tables", "-u", closed], folder: folder.path), "V0370", "refused")
    expectRefusal(
      try CommandLineRun(
        ["eval", "tables", "-u", "postgresql://u@no-such-host.invalid/b"], folder: folder.path), "V0370")
  }

  /// A tablespace of 16 MB; needs root for the mount.
  @Test(.enabled(if: getuid() == 0)) func diskFull() throws {
    let store = try ServerFolder(DatabaseServer.start())
    let space = TemporaryFolder()
    let mounted = try CommandLineRun(
      ["-t", "tmpfs", "-o", "size=16m", "tmpfs", space.path], program: "/bin/mount")
    guard mounted.exitCode == 0 else { return }
    defer { _ = try? CommandLineRun(["-l", space.path], program: "/bin/umount") }
    store.server.own(space.path)
    _ = try store.server.run("create tablespace small location '\(space.path)'")
    _ = try store.select(
      "create table passage (pid text primary key, passage text storage external) tablespace small")
    let text = String(repeating: "word ", count: 400)
    try store.folder.write(
      "big.jsonl", (0..<20_000).map { "{\"pid\": \"p\($0)\", \"passage\": \"\($0) \(text)\"}\n" }.joined())
    let load = ["big.jsonl", "-t", "passage", "-k", "pid"]
    let run = try store.run("load", load)
    expectRefusal(run, "V0308")
    let kept = Int(try store.select("select count(*) from passage")) ?? -1
    #expect(kept >= 0 && kept < 20_000 && kept % 1000 == 0, "\(kept)")
    _ = try store.server.run("alter table passage set tablespace pg_default", store.database)
    _ = try store.select("alter index passage_pkey set tablespace pg_default")
    try store.must("load", load)
    #expect(try store.select("select count(*), count(distinct pid) from passage") == "20000|20000")
  }
}
