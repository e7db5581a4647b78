import Support
import Testing

@Suite(.enabled(if: DatabaseServer.isAvailable)) struct CockroachStandInTests {
  private typealias Version = CockroachStandIn.Version

  private func make(
    _ version: CockroachStandIn.Version = Version(25, 4), isSerializable: Bool = false
  ) throws -> (standIn: CockroachStandIn, client: WireClient) {
    let server = try DatabaseServer.shared()
    let url = try server.database()
    try server.run("create table t (id int primary key, g int, v vector(2))", url)
    let standIn = try CockroachStandIn(before: server, version: version, isSerializable: isSerializable)
    return (standIn, try WireClient(standIn.place, url: standIn.url(for: url)))
  }
  private func code(_ body: () throws -> Void) -> String? {
    do { try body() } catch { return (error as? WireProblem)?.code ?? "\(error)" }
    return nil
  }

  @Test func saysWhatItIs() throws {
    let (_, client) = try make(Version(25, 2))
    #expect(client.parameters["crdb_version"]?.hasPrefix("CockroachDB CCL v25.2.") == true)
    let answer = try client.query("select version()")
    #expect(answer.text.hasPrefix("CockroachDB CCL v25.2.") && answer.columns == ["version"])
    #expect(try client.query("show transaction_isolation").text == "read committed")
    #expect(try make(isSerializable: true).client.query("show transaction_isolation").text == "serializable")
  }

  @Test func vectorsHaveCockroachsOID() throws {
    let (_, client) = try make()
    try client.execute("insert into t (id, v) values (1, $1)", ["[1,2]"], types: [90006])
    #expect(try client.query("select id, v from t").types == [23, 90006])
    #expect(
      try client.execute("select v, array[v] from t where v = $1::vector", ["[1,2]"]).types == [90006, 90007])
    #expect(try client.execute("select $1::vector <-> v from t", ["[1,1]"]).text == "1")
  }

  static let taken = [
    "CREATE VECTOR INDEX i ON t (v)",
    "CREATE VECTOR INDEX IF NOT EXISTS i ON t (g, v vector_cosine_ops) WITH (min_partition_size=16)",
    "CREATE INDEX i ON t USING cspann (v vector_l2_ops)",
    "CREATE TABLE u (id INT PRIMARY KEY, v VECTOR(2), FAMILY f (id), FAMILY (v))",
    "ALTER TABLE t ADD COLUMN IF NOT EXISTS w VECTOR(3) CREATE IF NOT EXISTS FAMILY vec",
    "ALTER TABLE t ADD COLUMN w VECTOR(3) FAMILY vec", "CREATE TABLE u (id INT, family TEXT)",
    "SELECT id FROM t AS OF SYSTEM TIME '-10s' WHERE id = 1",
    "SELECT id FROM t AS OF SYSTEM TIME follower_read_timestamp() ORDER BY id",
    "BEGIN AS OF SYSTEM TIME '-10s'", "BEGIN TRANSACTION READ ONLY, AS OF SYSTEM TIME '-1s'",
    "BEGIN; SET TRANSACTION AS OF SYSTEM TIME '-1s'; SELECT 1; COMMIT",
    "SET vector_search_beam_size = 64", "SET LOCAL vector_search_beam_size TO 8",
    "RESET vector_search_beam_size",
    "SET CLUSTER SETTING feature.vector_index.enabled = true",
    "SHOW CLUSTER SETTING feature.vector_index.enabled",
    "SET experimental_enable_temp_tables = 'on'", "SHOW RANGES FROM TABLE t WITH KEYS, DETAILS",
    "SELECT cluster_logical_timestamp() > 1000", "SAVEPOINT cockroach_restart",
    "CREATE SEQUENCE s PER NODE CACHE 10",
    "INSERT INTO t (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET g = excluded.g RETURNING id",
    "SELECT 'USING ivfflat <+> VACUUM'",
  ]

  @Test func takesItsOwnStatements() throws {
    let (_, client) = try make()
    for sql in Self.taken {
      do { try take(sql, client) } catch { Issue.record("\(sql): \(error)") }
      try client.query("rollback; drop table if exists u; drop sequence if exists s; drop table t")
      try client.query("create table t (id int primary key, g int, v vector(2))")
    }
  }

  private func take(_ sql: String, _ client: WireClient) throws {
    if sql.hasPrefix("SAVEPOINT") { try client.query("begin") }
    try client.query(sql)
    if sql.hasPrefix("BEGIN AS") { #expect(code { try client.query("insert into t values (9)") } == "25006") }
    if sql.contains("family TEXT") { #expect(try client.query("select family from u").columns == ["family"]) }
  }

  @Test func settingsAreKept() throws {
    let (_, client) = try make()
    #expect(try client.query("show vector_search_beam_size").text == "32")
    try client.query("set vector_search_beam_size = 64")
    #expect(try client.query("show vector_search_beam_size").text == "64")
    try client.query("begin; set local vector_search_beam_size = 8")
    #expect(try client.query("show vector_search_beam_size").text == "8")
    try client.query("rollback")
    #expect(try client.query("show vector_search_beam_size").text == "64")
  }

  static let ungrammatical = [
    "CREATE INDEX i ON t USING ivfflat (v)", "SELECT v <+> '[1,2]' FROM t", "SELECT x::halfvec(2)",
    "SELECT x::sparsevec(2)", "CREATE TABLE u (id INT) PARTITION BY HASH (id)",
    "SELECT * FROM t TABLESAMPLE system (1)",
    "MERGE INTO t USING t AS s ON true WHEN MATCHED THEN DELETE", "VACUUM t", "LOCK TABLE t IN SHARE MODE",
    "CREATE TEMP TABLE u (id INT) ON COMMIT DROP", "COPY t FROM STDIN WITH (FREEZE)",
    "EXPLAIN (ANALYZE, BUFFERS) SELECT 1", "CREATE SEQUENCE s PER SESSION CACHE 10",
    "SELECT id FROM t AS OF SYSTEM TIME $1",
  ]

  @Test func refusesWhatTheGrammarDoes() throws {
    let (_, client) = try make()
    for sql in Self.ungrammatical {
      #expect(code { try client.query(sql) } == "42601", "\(sql)")
      #expect(code { try client.execute(sql) } == "42601", "\(sql)")
      #expect(try client.query("select 1").text == "1")
    }
  }

  static let unimplemented = [
    ("COPY t TO STDOUT WITH (FORMAT binary)", "0A000"), ("COPY t TO STDOUT BINARY", "0A000"),
    ("DECLARE c BINARY CURSOR FOR SELECT 1", "0A000"), ("SET hnsw.ef_search = 10", "42704"),
    ("SELECT sum('[1]'::vector)", "42883"), ("SELECT l2_normalize(v) FROM t", "42883"),
  ]

  @Test func refusesWhatTheServerDoes() throws {
    let (_, client) = try make()
    for (sql, expected) in Self.unimplemented {
      #expect(code { try client.query(sql) } == expected, "\(sql)")
    }
  }

  @Test func olderReleasesKnowLess() throws {
    let (_, client) = try make(Version(25, 2))
    #expect(code { try client.query("CREATE VECTOR INDEX i ON t (v vector_cosine_ops)") } == "42704")
    #expect(code { try client.query("COPY t FROM STDIN BINARY") } == "08P01")
    let value: [UInt8] = [0, 2, 0, 0, 0x3F, 0x80, 0, 0, 0x40, 0, 0, 0]
    let insert = "insert into t (id, v) values (1, $1)"
    #expect(code { try client.execute(insert, binary: value) } == "08P01")
    #expect(code { try client.execute(insert, binary: value, type: 90006) } == "08P01")
    #expect(try client.execute("select $1::int", binary: [0, 0, 0, 7]).text == "7")
    let newer = try make().client
    try newer.execute(insert, binary: value, type: 90006)
    #expect(try newer.query("select v from t").text == "[1,2]")
  }

  @Test func retriesAreAskedForOnDemand() throws {
    let (standIn, client) = try make()
    standIn.inject(.restartTransaction, at: .statement("insert"), times: 2)
    standIn.inject(.ambiguous, at: .statement("commit"))
    for _ in 0..<2 { #expect(code { try client.execute("insert into t (id) values (1)") } == "40001") }
    try client.query("begin")
    try client.execute("insert into t (id) values (1)")
    #expect(code { try client.query("commit") } == "40003")
    #expect(standIn.count("insert") == 3)
    try client.query("set inject_retry_errors_enabled = true")
    try client.query("begin")
    #expect(code { try client.execute("select 1") } == "40001")
    try client.query("rollback; set inject_retry_errors_enabled = false; begin")
    #expect(try client.execute("select 1").text == "1")
  }

  @Test func longMessagesAreRefused() throws {
    let (_, client) = try make()
    let long = String(repeating: "x", count: 17 << 20)
    #expect(code { try client.query("select length('\(long)')") } == "08P01")
    #expect(code { try client.execute("select length($1)", [long]) } == "08P01")
    #expect(try client.query("select 1").text == "1")
  }
}
