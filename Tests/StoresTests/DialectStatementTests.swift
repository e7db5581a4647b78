import Support
import Testing

@testable import Stores

/// Statements that make and fill tables.
@Suite(.enabled(if: DatabaseServer.isAvailable)) struct DialectStatementTests {
  let store: DialectStore
  var dialect: PostgresDialect { PostgresDialect(.newestPostgres) }
  init() throws { store = try DialectStore(ServerFixture.connection()) }

  private func column(_ name: String, _ type: ColumnType, declared: String? = nil) -> ColumnDescription {
    ColumnDescription(name: name, type: type, declaredType: declared)
  }

  @Test func keysOfOtherTypesWork() throws {
    try store.script(
      "CREATE TABLE d (id uuid PRIMARY KEY, day date, i int, r real)",
      "INSERT INTO d VALUES ('00000000-0000-0000-0000-00000000000a', '2026-01-02', 2147483647, 0.5)",
      "INSERT INTO d VALUES ('00000000-0000-0000-0000-00000000000b', NULL, 1, 1.5)")
    store.know(
      TableDefinition(
        name: "d",
        columns: [
          column("id", .any, declared: "uuid"), column("day", .any), column("i", .int), column("r", .float),
        ],
        key: ["id"]))
    let all = try Relation.table(store, "d")
    let id = text("00000000-0000-0000-0000-00000000000b")
    #expect(try all.filter(op(col("id"), .equal, id)).count() == 1)
    #expect(try all.filter(op(col("id"), .notEqual, id)).count() == 1)
    #expect(try all.filter(op(col("id"), .less, id)).count() == 1)
    #expect(try all.filter(.isIn(col("id"), [id, null])).count() == 1)
    #expect(try all.filter(op(col("day"), .greater, text("2025-12-31"))).count() == 1)
    #expect(try all.filter(op(call("string", col("id")), .equal, id)).count() == 1)
    #expect(
      try all.derive([named("n", op(col("i"), .add, col("i")))]).rows().first?.last == .int(4_294_967_294))
    let page = dialect.selectPage("d", columns: ["id"], key: [column("id", .any)], after: true)
    #expect(try store.rows(page, [.text("00000000-0000-0000-0000-00000000000a"), .int(5)]).count == 1)
    let copy = TableDefinition(
      name: "e", columns: [column("id", .any, declared: "uuid")], key: ["id"],
      foreignKeys: [
        ForeignKey(columns: ["id"], table: "d", referenced: ["id"])
      ])
    try store.make(copy)
  }

  @Test func schemasAndOddNames() throws {
    try store.script("CREATE SCHEMA \"s x\"")
    for name in evilNames.filter({ !$0.contains(".") }).map({ String($0.prefix(60)) }) + ["s x.t.u"] {
      let table = TableDefinition(name: name, columns: [column("k", .int), column(name, .text)], key: ["k"])
      try store.make(table)
      try store.script(
        dialect.createIndex("\(name)_i", on: name, columns: ["k"], whereNotNull: name),
        dialect.createSequence("\(name)_q"), dialect.advanceSequence("\(name)_q"))
      #expect(try store.rows(dialect.sequenceValue("\(name)_q")) == [[.int(1)]])
      let insert = dialect.insert(into: name, columns: ["k", name], key: ["k"], conflict: .replace)
      _ = try store.execute(insert, [.int(1), .text(name)])
      #expect(try Relation.table(store, name).rows() == [[.int(1), .text(name)]])
    }
    #expect(DerivedName.join("s.\(String(repeating: "t", count: 80))", "c").utf8.count == 65)
  }

  private func plan(_ action: WritePlan.Action) -> WritePlan {
    let columns = [column("k", .text), column("x", .int), column("v", .vector(dimension: 2))]
    return WritePlan(
      table: "w", columns: action == .update ? Array(columns[1...]) + [columns[0]] : columns, key: ["k"],
      action: action)
  }

  @Test func vectorIndexesServeSearches() throws {
    try store.make(TableDefinition(name: "w", columns: plan(.update).columns, key: ["k"]))
    try store.script(dialect.addColumn(column("more", .vector(dimension: 384)), to: "w"))
    let vectors = try #require(dialect.vectors)
    func index(_ kind: String, _ metric: String, _ options: [String: Int]) -> VectorIndexPlan {
      VectorIndexPlan(
        name: "w_\(kind)_\(metric)", table: "w", column: "v", dimension: 2, metric: metric, kind: kind,
        options: options)
    }
    let hnsw = ["m": 8, "ef_construction": 40, "ef_search": 100]
    for (kind, options) in [("hnsw", hnsw), ("ivfflat", ["lists": 3, "probes": 2])] {
      for metric in ["l2", "cosine", "ip"] {
        let plan = index(kind, metric, options)
        #expect(vectors.problem(with: plan) == nil)
        for sql in vectors.createIndex(plan) { try store.script(sql) }
      }
    }
    try store.script("BEGIN")
    for (kind, options) in [("hnsw", hnsw), ("ivfflat", ["probes": 2])] {
      for sql in vectors.searchSettings(index(kind, "l2", options), rows: 36) { try store.script(sql) }
    }
    try store.script("SET LOCAL enable_seqscan = off", "SET LOCAL enable_sort = off")
    let distance = try #require(
      dialect.engineDistance(SQLFragment("v"), SQLFragment("'[1,2]'"), metric: "cosine"))
    let plan = try store.rows("EXPLAIN SELECT k FROM w ORDER BY \(distance.rendered(dialect).sql) LIMIT 3")
    #expect("\(plan)".contains("_cosine"))
    try store.script("COMMIT", dialect.dropIndex("w_hnsw_l2", of: "w"))
    #expect(vectors.problem(with: index("hnsw", "l2", ["x": 1])) != nil)
    #expect(vectors.problem(with: index("hnsw", "l2", ["m": 50])) != nil)
    #expect(vectors.problem(with: index("cspann", "l2", [:])) != nil)
  }

  @Test func theNearestTwoCentroidsAreFound() throws {
    let vectors = try #require(dialect.vectors)
    let page = SQLFragment("SELECT * FROM (VALUES (1, '[0,0]'::vector), (2, '[3,4]'::vector)) AS x")
    let centroids = SQLFragment(
      "SELECT * FROM (VALUES (7, '[1,0]'::vector), (4, '[-1,0]'::vector), (5, '[3,3]'::vector)) AS y")
    let query = try #require(vectors.nearestCentroids(page: page, centroids: centroids, metric: "l2"))
    let rows = try store.rows(query.rendered(dialect).sql)
    #expect(rows[0] == [.int(1), .int(4), .float(1), .float(1), .float(0)])
    #expect(rows[1][1] == .int(5) && rows[1][2] == .float(1) && rows[1][4] == .float(5))
    var plan = VectorIndexPlan(name: "i", table: "t", column: "v", dimension: 3, metric: "l2", kind: "hnsw")
    #expect(vectors.problem(with: plan) == nil && vectors.createIndex(plan).count == 1)
    plan.options = ["m": 16, "ef_construction": 20]
    #expect(vectors.problem(with: plan) == "`ef_construction` must be at least twice `m`")
    plan.kind = "cspann"
    #expect(vectors.problem(with: plan) != nil)
  }

  @Test func aTableOfItsOwnNumbersCountsInFileOrder() throws {
    try store.script(
      "CREATE TABLE n (\(dialect.generatedKey("id")), x TEXT)",
      "INSERT INTO n (x) SELECT v FROM (VALUES ('c', 2), ('a', 0), ('b', 1)) AS q(v, o) ORDER BY o")
    #expect(
      try store.rows("SELECT id, x FROM n ORDER BY id").map { $0[1] } == [.text("a"), .text("b"), .text("c")])
  }
}
