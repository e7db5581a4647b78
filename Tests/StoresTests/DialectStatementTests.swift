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

  /// Rows into a staging table, the place of each beside it.
  private func stage(_ plan: WritePlan, _ rows: [[SQLValue]]) throws {
    try store.script("BEGIN")
    for sql in dialect.createStaging(plan, as: "vnb_staging") { try store.script(sql) }
    let columns = plan.columns.map(\.name) + [PostgresDialect.stagingRow]
    for (at, row) in rows.enumerated() {
      _ = try store.execute(dialect.insert(into: "vnb_staging", columns: columns), row + [.int(Int64(at))])
    }
  }

  private func plan(_ action: WritePlan.Action) -> WritePlan {
    let columns = [column("k", .text), column("x", .int), column("v", .vector(dimension: 2))]
    return WritePlan(
      table: "w", columns: action == .update ? Array(columns[1...]) + [columns[0]] : columns, key: ["k"],
      action: action)
  }

  @Test func stagedRowsCountAsOneByOne() throws {
    func row(_ key: String, _ x: Int64) -> [SQLValue] { [.text(key), .int(x), .vector([Float(x), 0])] }
    func content() throws -> [[SQLValue]] { try store.rows("SELECT k, x FROM w ORDER BY k") }
    let rows = [row("b", 1), row("a", 2), row("b", 3), row("z", 4)]
    func begin() throws {
      try store.script("DROP TABLE IF EXISTS w")
      try store.make(TableDefinition(name: "w", columns: plan(.insert(.error)).columns, key: ["k"]))
      try store.script("INSERT INTO w VALUES ('z', 0, '[0,0]')")
    }
    try begin()
    try stage(plan(.insert(.skip)), rows)
    #expect(try store.execute(dialect.insertStaged(plan(.insert(.skip)), from: "vnb_staging"), []) == 2)
    #expect(try content() == [[.text("a"), .int(2)], [.text("b"), .int(1)], [.text("z"), .int(0)]])
    try store.script("COMMIT")
    try begin()
    try stage(plan(.insert(.replace)), rows)
    #expect(try store.rows(dialect.countNew(plan(.insert(.replace)), in: "vnb_staging")) == [[.int(2)]])
    #expect(try store.rows(dialect.firstConflict(plan(.insert(.error)), in: "vnb_staging")) == [[.int(2)]])
    _ = try store.execute(dialect.insertStaged(plan(.insert(.replace)), from: "vnb_staging"), [])
    #expect(try content() == [[.text("a"), .int(2)], [.text("b"), .int(3)], [.text("z"), .int(4)]])
    try store.script(dialect.clearStaging("vnb_staging"), dialect.dropStaging("vnb_staging"), "COMMIT")
    try begin()
    try stage(plan(.insert(.error)), rows)
    _ = try store.execute(
      dialect.insertStaged(plan(.insert(.error)), from: "vnb_staging", before: true), [.int(2)])
    #expect(try content().count == 3)
    try store.script("COMMIT")
    try stage(plan(.update), rows.map { Array($0[1...]) + [$0[0]] } + [[.int(9), .null, .text("none")]])
    #expect(try store.rows(dialect.countPresent(plan(.update), in: "vnb_staging")) == [[.int(4)]])
    #expect(try store.execute(dialect.updateStaged(plan(.update), from: "vnb_staging"), []) == 3)
    #expect(try content() == [[.text("a"), .int(2)], [.text("b"), .int(3)], [.text("z"), .int(4)]])
    try store.script("COMMIT")
  }

  @Test func manyRowsInOneStatement() throws {
    let plan = plan(.insert(.replace))
    try store.make(TableDefinition(name: "w", columns: plan.columns, key: ["k"]))
    let values: [SQLValue] = [.text("a"), .int(1), .vector([1, 2]), .text("b"), .null, .null]
    #expect(try store.execute(dialect.insertRows(plan, count: 2), values) == 2)
    #expect(try store.execute(dialect.insertRows(plan, count: 2), values) == 2)
    #expect(try store.rows(dialect.presentKeys(plan, count: 2), [.text("b"), .text("c")]) == [[.text("b")]])
    let update = self.plan(.update)
    let changes: [SQLValue] = [.int(5), .vector([0, 1]), .text("b"), .int(6), .null, .text("none")]
    #expect(try store.execute(dialect.updateRows(update, count: 2), changes) == 1)
    #expect(try store.rows("SELECT x FROM w WHERE k = 'b'") == [[.int(5)]])
  }

  @Test func vectorIndexesServeSearches() throws {
    try store.make(TableDefinition(name: "w", columns: plan(.update).columns, key: ["k"]))
    try store.script(dialect.addColumn(column("more", .vector(dimension: 384)), to: "w"))
    for (kind, options) in [
      (VectorIndexDefinition.Kind.hnsw, [(name: "m", value: 8), (name: "ef_construction", value: 40)]),
      (.ivfflat, [(name: "lists", value: 3)]),
    ] {
      for metric in ["l2", "cosine", "ip"] {
        let index = VectorIndexDefinition(
          name: "w_\(kind.rawValue)_\(metric)", table: "w", column: "v", dimension: 2, metric: metric,
          kind: kind,
          options: options)
        for sql in try dialect.createVectorIndex(index) { try store.script(sql) }
      }
    }
    try store.script("BEGIN")
    for sql in dialect.searchSettings(.hnsw, effort: 100) + dialect.searchSettings(.ivfflat, effort: 2) {
      try store.script(sql)
    }
    try store.script("SET LOCAL enable_seqscan = off", "SET LOCAL enable_sort = off")
    let distance = dialect.engineDistance(SQLFragment("v"), SQLFragment("'[1,2]'"), metric: "cosine")
    let plan = try store.rows("EXPLAIN SELECT k FROM w ORDER BY \(distance.rendered(dialect).sql) LIMIT 3")
    #expect("\(plan)".contains("_cosine"))
    try store.script("COMMIT", dialect.dropIndex("w_hnsw_l2", of: "w"))
    let bad = VectorIndexDefinition(
      name: "i", table: "w", column: "v", metric: "l2", kind: .hnsw, options: [("x", 1)])
    #expect(throws: StoreError.self) { try dialect.createVectorIndex(bad) }
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
