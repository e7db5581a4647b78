import Glibc
import Support
import Testing

@testable import Stores

@Suite("A PostgreSQL store and faults", .enabled(if: DatabaseServer.isAvailable))
struct PostgresFaultTests {
  @Test func writeSkewRunsTheBodyAgain() throws {
    let (one, two) = try PostgresFixture.pair()
    try one.execute("CREATE TABLE t (a int)", [])
    for store in [one, two] {
      try store.execute("SET default_transaction_isolation = 'serializable'", [])
    }
    var runs = 0
    try one.repeatable {
      runs += 1
      let count = try one.allRows("SELECT count(*) FROM t")
      if runs == 1 {
        try two.transaction {
          _ = try two.allRows("SELECT count(*) FROM t")
          try two.execute("INSERT INTO t VALUES (1)", [])
        }
      }
      guard case .int(let number) = count[0][0] else { return }
      try one.execute("INSERT INTO t VALUES ($1::int)", [.int(number + 100)])
    }
    #expect(runs == 2)
    #expect(try one.allRows("SELECT a FROM t ORDER BY a") == [[.int(1)], [.int(101)]])
  }

  @Test func aKilledBackendCostsNothing() throws {
    let (store, other) = try PostgresFixture.pair()
    try store.execute("CREATE TABLE t (a int)", [])
    func kill() throws {
      let pid = try store.locked { $0.backendPID }
      try other.execute("SELECT pg_terminate_backend(\(pid))", [])
      usleep(50_000)
    }
    try kill()
    // Idle: nobody notices.
    try store.execute("INSERT INTO t VALUES (1)", [])
    var runs = 0
    let result = try store.repeatable {
      runs += 1
      try store.execute("INSERT INTO t VALUES (2)", [])
      if runs == 1 { try kill() }
      try store.execute("INSERT INTO t VALUES (3)", [])
      return runs
    }
    #expect(result == 2)
    #expect(try store.allRows("SELECT a FROM t ORDER BY a") == [[.int(1)], [.int(2)], [.int(3)]])
    // A plain transaction tells.
    let error = store.refusal {
      try store.transaction {
        try store.execute("INSERT INTO t VALUES (4)", [])
        try kill()
        try store.execute("INSERT INTO t VALUES (5)", [])
      }
    }
    #expect(error == .connectionLost(server: store.name, wasInTransaction: true))
    #expect(try store.allRows("SELECT count(*) FROM t") == [[.int(3)]])
  }

  @Test func temporaryRowsThatWentAreNamed() throws {
    let (store, other) = try PostgresFixture.pair()
    let name = try store.temporaryTable([ColumnDescription(name: "a", type: .int)], rows: [[.int(1)]])
    let pid = try store.locked { $0.backendPID }
    try other.execute("SELECT pg_terminate_backend(\(pid))", [])
    usleep(50_000)
    let error = store.refusal { try store.allRows("SELECT * FROM \(name)") }
    #expect(error == .temporaryTableLost(server: store.name))
  }

  @Test(arguments: [DatabaseServer.StopMode.fast, .immediate])
  func aRestartInTheMiddleOfABatchIsNotSeen(_ mode: DatabaseServer.StopMode) throws {
    let server = try DatabaseServer.start()
    let store = try PostgresStore.open(server.database())
    try store.execute("CREATE TABLE t (a bigint PRIMARY KEY)", [])
    var runs = 0
    try store.repeatable {
      runs += 1
      let columns = [ColumnDescription(name: "a", type: .int)]
      let writer = try store.writer(
        WritePlan(table: "t", columns: columns, key: ["a"], action: .insert(.error)))
      for number in 0..<100 {
        try writer.bindInt(1, Int64(number))
        try writer.endRow()
      }
      try writer.flush()
      if runs == 1 { try server.restart(mode) }
    }
    #expect(runs == 2)
    #expect(try store.allRows("SELECT count(*) FROM t") == [[.int(100)]])
  }

  @Test func aMarkTellsThatABatchIsStored() throws {
    let (store, other) = try PostgresFixture.pair()
    try store.execute("CREATE TABLE t (a int)", [])
    try store.repeatable { _ = try store.execute("INSERT INTO t VALUES (1)", []) }
    #expect(try other.allRows("SELECT batch FROM vnb_marks") == [[.int(1)]])
    try store.transaction {
      let isNew = try store.locked { try store.marks.write($0) }
      #expect(isNew == false)
    }
    try store.close()
    #expect(try other.allRows("SELECT count(*) FROM vnb_marks") == [[.int(0)]])
  }

  @Test func refusedConnectionsSayWhy() throws {
    let server = try DatabaseServer.shared()
    try? server.makeRole("someone", password: "s3cr3t-canary")
    func error(_ url: String) -> StoreError? {
      do {
        _ = try PostgresStore.open(url)
        return nil
      } catch { return error as? StoreError }
    }
    let cases: [(String, String)] = [
      (server.url("postgres", user: "someone", password: "s3cr3t-canarx"), "V0371"),
      (server.url("postgres", user: "someone"), "V0371"),
      (server.url("nothing_here"), "V0372"),
      ("postgresql://vnb:s3cr3t-canary@127.0.0.1:1/x", "V0370"),
      ("postgresql://vnb:s3cr3t-canary@[", "V0379"),
    ]
    for (url, code) in cases {
      let found = error(url)
      #expect(found?.code == code, "\(url)")
      let words = [found?.message, found?.help].compactMap { $0 } + (found?.notes ?? [])
      #expect(!words.joined().contains("s3cr3t"))
    }
  }

  @Test func vectorsWithoutTheExtensionAreExplained() throws {
    let server = try DatabaseServer.shared()
    let url = try server.database(vector: false)
    try? server.makeRole("plain", password: "p")
    let name = String(url.drop { $0 != "/" }.dropFirst(3).prefix { $0 != "?" })
    try server.run("GRANT ALL ON SCHEMA public TO plain", url)
    let store = try PostgresStore.open(server.url(name, user: "plain", password: "p"))
    try store.execute("CREATE TABLE t (a int)", [])
    let error = store.refusal { try store.execute("ALTER TABLE t ADD COLUMN v vector(3)", []) }
    #expect(error?.code == "V0377")
    // Who may, gets it made.
    let owner = try PostgresStore.open(url)
    try owner.execute("ALTER TABLE t ADD COLUMN v vector(3)", [])
    #expect(try owner.describe("t")?.column("v")?.type == .vector(dimension: 3))
  }
}
