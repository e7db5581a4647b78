import Support
import Testing

@testable import Stores

@Suite("PostgreSQL as a store", .enabled(if: DatabaseServer.isAvailable))
struct PostgresStoreTests {
  @Test func statementsCountAndGiveTypedRows() throws {
    let store = try PostgresFixture.store()
    #expect(store.hasChanges == false)
    try store.execute(
      "CREATE TABLE t (id bigint PRIMARY KEY, s text, f float8, b boolean, d bytea, v vector(3))", [])
    let values: [SQLValue] = [
      .int(1), .text("a"), .float(1.5), .bool(true), .blob([0, 255]), .vector([1, 2, 3]),
    ]
    #expect(try store.execute("INSERT INTO t VALUES ($1, $2, $3, $4, $5, $6)", values) == 1)
    #expect(try store.allRows("SELECT * FROM t") == [values])
    #expect(try store.execute("UPDATE t SET s = 'b'", []) == 1)
    #expect(store.hasChanges)
    #expect(try store.shape(of: "SELECT id, v FROM t").columns.map(\.type) == [.int, .vector(dimension: 3)])
  }

  @Test func shapesTellWhatOnlyReads() throws {
    let store = try PostgresFixture.store()
    try store.execute("CREATE SEQUENCE q", [])
    let reads = [
      "SELECT 1", "VALUES (1)", "WITH x AS (SELECT 1) SELECT * FROM x", "SHOW work_mem", "(SELECT 1)",
    ]
    for sql in reads { #expect(try store.shape(of: sql).isReadOnly, "\(sql)") }
    let writes = [
      "SELECT nextval('q')", "SELECT 1 AS a INTO x", "CREATE TABLE y (a int)", "SELECT 1 FOR UPDATE",
      "EXPLAIN ANALYZE DELETE FROM pg_class",
    ]
    for sql in writes { #expect(try !store.shape(of: sql).isReadOnly, "\(sql)") }
  }

  @Test func parametersAreFoundByPostgresRules() throws {
    let store = try PostgresFixture.store()
    let sql =
      "SELECT :n::int8 AS a, $$ :x $$ AS b, E'\\' :y' AS c, /* /* :z */ :z */ (array[1,2,3])[1:2]::text AS d"
    guard case .rows(let relation) = try store.run(sql, named: ["n": .int(7)]) else {
      Issue.record("no rows")
      return
    }
    #expect(try relation.rows() == [[.int(7), .text(" :x "), .text("' :y"), .text("{1,2}")]])
    let script =
      "SELECT $f$ a; b $f$; CREATE FUNCTION g() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT CASE 1 WHEN 1 THEN 2 END; END; SELECT 2"
    #expect(try store.split(script).count == 3)
  }

  @Test func aQueryInsideARowCallbackRuns() throws {
    let store = try PostgresFixture.store()
    func nested() throws -> (Int64, Int) {
      var (sum, count): (Int64, Int) = (0, 0)
      try store.query("SELECT g FROM generate_series(1, 1000) g", []) { row in
        count += 1
        if count % 100 == 1 {
          try store.query("SELECT $1::int8 * 2", [.int(row.int(0))]) { inner in
            sum += inner.int(0)
            return try store.allRows("SELECT 1").count == 1
          }
        }
        return true
      }
      return (sum, count)
    }
    let (sum, count) = try nested()
    #expect(sum == 9020 && count == 1000)
    let inside = try store.transaction { try nested() }
    #expect(inside == (9020, 1000))
    try store.execute("BEGIN", [])
    let again = try nested()
    #expect(again == (9020, 1000))
    // A nested failure leaves the outer query and the transaction alive.
    var seen = 0
    try store.query("SELECT g FROM generate_series(1, 10) g", []) { _ in
      seen += 1
      if seen == 3 { #expect(store.refusal { try store.allRows("SELECT 1/0") } != nil) }
      return true
    }
    #expect(seen == 10)
    try store.execute("COMMIT", [])
  }

  @Test func transactionsNestAndUndo() throws {
    let store = try PostgresFixture.store()
    try store.execute("CREATE TABLE t (a int)", [])
    try store.transaction {
      try store.execute("INSERT INTO t VALUES (1)", [])
      _ = try? store.transaction {
        try store.execute("INSERT INTO t VALUES (2)", [])
        try store.execute("SELECT 1/0", [])
      }
      try store.execute("INSERT INTO t VALUES (3)", [])
    }
    #expect(try store.allRows("SELECT a FROM t ORDER BY a") == [[.int(1)], [.int(3)]])
    // A failure that the body hides is told at the end: nothing was stored.
    let hidden = store.refusal {
      try store.transaction {
        try store.execute("INSERT INTO t VALUES (4)", [])
        _ = try? store.execute("SELECT 1/0", [])
      }
    }
    #expect(hidden == .transactionFailed(cause: "division by zero"))
    #expect(try store.allRows("SELECT count(*) FROM t") == [[.int(2)]])
  }

  @Test func aTransactionOfTheUsersOwnOutlivesAFailure() throws {
    let store = try PostgresFixture.store()
    try store.execute("CREATE TABLE t (a int)", [])
    #expect(store.refusal { try store.execute("COMMIT", []) } == .noTransaction)
    try store.execute("BEGIN", [])
    #expect(store.isInTransaction)
    #expect(store.refusal { try store.execute("BEGIN", []) } == .transactionOpen)
    try store.execute("INSERT INTO t VALUES (1)", [])
    #expect(store.refusal { try store.execute("INSERT INTO t VALUES (1/0)", []) } != nil)
    try store.repeatable { _ = try store.execute("INSERT INTO t VALUES (2)", []) }
    try store.execute("COMMIT", [])
    #expect(try store.allRows("SELECT count(*) FROM t") == [[.int(2)]])
  }

  @Test func temporaryTablesKeepTheOrderOfRows() throws {
    let store = try PostgresFixture.store()
    let rows: [[SQLValue]] = (0..<12_000).map { [.int(Int64(($0 * 7919) % 12_000)), .text("r\($0)"), .null] }
    let relation = try Relation.literal(store, columns: ["a", "b", "c"], rows: rows)
    #expect(try relation.rows() == rows)
    #expect(try store.tables(includeInternal: false).isEmpty)
    #expect(store.hasChanges == false)
  }

  @Test func snapshotsStandStill() throws {
    let (store, other) = try PostgresFixture.pair()
    try store.execute("CREATE TABLE t (a int)", [])
    for beside in [false, true] {
      try store.snapshot(besideWrites: beside) { reader in
        let before = try reader.allRows("SELECT count(*) FROM t")
        try other.execute("INSERT INTO t VALUES (1)", [])
        if beside { try store.transaction { _ = try store.execute("INSERT INTO t VALUES (2)", []) } }
        #expect(try reader.allRows("SELECT count(*) FROM t") == before)
      }
    }
    #expect(try store.allRows("SELECT count(*) FROM t") == [[.int(3)]])
  }
}
