import Support
import Synchronization
import Testing

/// Three `vnb worker` processes on one PostgreSQL server, one of them killed.
@Suite(.serialized, .enabled(if: DatabaseServer.isAvailable, "PostgreSQL with pgvector is absent"))
struct WorkerServerTests {
  static let rows = 50_000

  /// Counts every update of `passage` and every insert into its clusters in `audit(what, n)`: what is done twice is seen,
  /// what is rolled back is not.
  static let audit = """
    create table audit (what text, key text, n integer, primary key (what, key));
    create function audited() returns trigger language plpgsql as $$ begin
      insert into audit values (tg_argv[0], new.pid, 1)
        on conflict (what, key) do update set n = audit.n + 1;
      return null; end $$;
    create trigger audited after update on passage for each row execute function audited('embed')
    """
  static let auditAssign = """
    create trigger audited after insert or update on passage_v_clusters
      for each row execute function audited('assign')
    """

  @Test(.timeLimit(.minutes(2))) func fiftyThousandRowsAreDoneOnce() throws {
    let server = try DatabaseServer.shared()
    let run = WorkerRun(store: try server.database())
    try server.run("create table passage (pid text collate \"C\" primary key, passage text)", run.store)
    try server.run(
      """
      insert into passage select 'p' || n, case when n % 11 = 0 then null else
        'passage ' || n || ' of ' || n % 13 || ' and ' || n % 101 end from generate_series(1, \(Self.rows)) n
      """, run.store)
    try server.run(Self.audit, run.store)
    let embedded = Self.rows - Self.rows / 11

    let reports = try run.threeWorkersOneKilled(
      ["--job", "embed", "-w", "1"] + WorkerRun.embedding)
    #expect(reports.contains { $0.contains("\"taken_over\":1") }, "\(reports)")
    #expect(reports.contains { $0.contains("\"finished\":true") }, "\(reports)")
    #expect(try server.run(Self.counts, run.store) == "embed|1|\(embedded)")
    #expect(
      try server.run("select count(*) from passage where (v is null) <> (passage is null)", run.store) == "0")

    // The same vectors as one process makes, of some of the rows; the server compares.
    try server.run(
      "create table sample (pid text primary key, passage text); "
        + "insert into sample select pid, passage from passage where pid like 'p%7_'", run.store)
    try run.vnb(["embed", "-u", run.store, "-t", "sample", "-i", "passage", "-o", "v", "-m", "hash"])
    let others =
      "select count(*) > 1000, count(*) filter (where a.v is distinct from b.v) from passage a join sample b using (pid)"
    #expect(try server.run(others, run.store) == "t|0")

    try run.vnb([
      "kmeans", "-u", run.store, "-t", "passage", "-i", "v", "-c", "50", "-a", "minibatch", "-n", "5",
    ])
    try server.run("truncate audit", run.store)
    try run.vnb(
      [
        "worker", "-u", run.store, "--job", "assign", "--chunk-rows", "5000", "--max-chunks", "1", "-b",
        "1000",
      ]
        + WorkerRun.assigning)
    try server.run(Self.auditAssign, run.store)
    let first = Int(try server.run("select count(*) from passage_v_clusters", run.store)) ?? 0
    let assigned = try run.threeWorkersOneKilled(
      ["--job", "assign", "-b", "1000", "-w", "1"] + WorkerRun.assigning)
    #expect(assigned.contains { $0.contains("\"finished\":true") }, "\(assigned)")
    #expect(try server.run(Self.counts, run.store) == "assign|1|\(embedded - first)")

    // And the same clusters as one process finds.
    try server.run(
      "create table shared as select * from passage_v_clusters; "
        + "delete from passage_v_clusters where pid like 'p%7_'", run.store)
    try run.vnb(["assign", "-u", run.store] + WorkerRun.assigning)
    let differ = "select count(*) from (select * from shared except select * from passage_v_clusters) d"
    #expect(try server.run(differ, run.store) == "0")
    #expect(try server.run("select count(*) from shared", run.store) == "\(embedded)")
  }

  /// A table of texts with its audit.
  private func passages(_ rows: Int, in server: DatabaseServer, _ database: String) throws {
    try server.run("create table passage (pid bigint primary key, passage text)", database)
    try server.run(
      "insert into passage select n, 'text ' || n || ' of ' || n % 101 from generate_series(1, \(rows)) n",
      database)
    try server.run(Self.audit, database)
  }

  private static let counts = "select what, n, count(*) from audit group by what, n order by what, n"

  @Test func aCrashOfTheServerLosesAndRepeatsNothing() throws {
    let server = try DatabaseServer.start()
    let run = WorkerRun(store: try server.database())
    try passages(10_000, in: server, run.store)
    let crashes = Atomic<Int>(0)
    let words = ["worker", "-u", run.store, "--job", "embed", "-b", "100", "--chunk-rows", "1000", "-p"]
    let crash = StopRule { state in
      // Never due: it only looks on, and crashes the server once some batches are stored.
      let seen = state.stderr().split(separator: "\n").filter { $0.hasPrefix("embed: ") }.count
      let so = crashes.load(ordering: .relaxed)
      if so < 2, seen > so {
        crashes.add(1, ordering: .relaxed)
        try? server.restart(so == 0 ? .immediate : .fast)
      }
      return false
    }
    let done = try CommandLineRun(words + WorkerRun.embedding, stop: crash)
    #expect(done.exitCode == 0 && crashes.load(ordering: .relaxed) > 0, "\(done.summary)")
    #expect(done.stdout.contains("finished    true"), "\(done.summary)")
    #expect(try server.run(Self.counts, run.store) == "embed|1|10000")
  }

  /// CockroachDB's statements, and transactions that it wants repeated, before PostgreSQL.
  @Test func workersShareAJobOnTheStandInForCockroachDB() throws {
    let server = try DatabaseServer.shared()
    let database = try server.database()
    try passages(4_000, in: server, database)
    let standIn = try CockroachStandIn(before: server, isSerializable: true)
    let run = WorkerRun(store: standIn.url(for: database))
    standIn.inject(.restartTransaction, at: .statement("COMMIT"), after: 12, times: 3)
    standIn.inject(.ambiguous, at: .statement("COMMIT"), after: 40)
    let reports = try run.threeWorkersOneKilled(
      ["--job", "embed", "-b", "100", "--chunk-rows", "500", "-w", "1"] + WorkerRun.embedding)
    #expect(reports.contains { $0.contains("\"finished\":true") }, "\(reports)")
    #expect(try server.run(Self.counts, database) == "embed|1|4000")
    try run.vnb(["kmeans", "-u", run.store, "-t", "passage", "-i", "v", "-c", "3", "-n", "1"])
    try run.vnb(["worker", "-u", run.store, "--job", "assign", "--chunk-rows", "900"] + WorkerRun.assigning)
    #expect(try server.run("select count(*) from passage_v_clusters", database) == "4000")
    #expect(standIn.statements.contains { $0.contains("FOR UPDATE SKIP LOCKED") })
  }

  /// Keys of other types than text, in the server's own order.
  @Test(arguments: [
    ("bigint", "n * 7919 % 1009 - 500"), ("uuid", "md5(n::text)::uuid"), ("integer", "-n"),
    ("timestamptz", "timestamptz '2020-01-01 00:00:00+00' + n * interval '1 hour'"),
    ("numeric", "n * 1.5 - 700"), ("text", "chr(32 + n % 90) || n"), ("bytea", "decode(md5(n::text), 'hex')"),
  ])
  func keysOfAnyTypeBoundRanges(_ type: String, _ key: String) throws {
    let server = try DatabaseServer.shared()
    let run = WorkerRun(store: try server.database())
    try server.run("create table passage (pid \(type) primary key, passage text)", run.store)
    try server.run(
      "insert into passage select \(key), 'text ' || n from generate_series(1, 1000) n", run.store)
    let words = ["worker", "-u", run.store, "--format", "csv", "--chunk-rows", "90"]
    try run.vnb(words + ["--job", "embed", "-b", "40", "--max-chunks", "2"] + WorkerRun.embedding)
    let rest = try run.vnb(words + ["--job", "embed", "-b", "40"] + WorkerRun.embedding)
    #expect(rest.contains(",true"), "\(rest)")
    #expect(try server.run("select count(v) from passage", run.store) == "1000")
    let chunks = try server.run("select count(*) from vnb_chunks where not is_look", run.store)
    #expect(chunks == (type == "bytea" ? "1" : "12"))
  }
}
