import Stores
import Testing

@Suite struct PlanTests {
  let store: SQLiteStore
  let all: Relation
  init() throws {
    store = try SQLiteStore.privateStore()
    all = try passages(store)
  }

  private func plan(_ relation: Relation) throws -> String {
    let (sql, parameters) = try store.dialect.compile(relation)
    return try store.rows("EXPLAIN QUERY PLAN " + sql, parameters).map { row in
      if case .text(let line) = row[3] { return line }
      return ""
    }.joined(separator: "; ")
  }

  @Test func headReadsOnlyItsRows() throws {
    try store.script(
      "CREATE TABLE big (k TEXT NOT NULL PRIMARY KEY, n INTEGER)",
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) INSERT INTO big SELECT 'k' || i, i FROM n"
    )
    let big = try Relation.table(store, "big")
    for relation in [
      try big.head(5),
      try big.filter(op(col("n"), .greater, int(0))).derive([named("m", op(col("n"), .add, int(1)))]).head(5),
    ] {
      #expect(try plan(relation) == "SCAN big USING INDEX sqlite_autoindex_big_1")
    }
    let page = try big.filter(op(col("k"), .greater, text("k5"))).head(3)
    #expect(try plan(page) == "SEARCH big USING INDEX sqlite_autoindex_big_1 (k>?)")
    #expect(try page.keys() == ["k50", "k500", "k501"])
    #expect(try plan(big.filter(op(col("k"), .equal, text("k5")))).hasPrefix("SEARCH big USING INDEX"))
    #expect(
      try plan(big.filter(.isIn(col("k"), [text("k5"), text("k6")]))).hasPrefix("SEARCH big USING INDEX"))
    try store.script("CREATE TABLE ints (id INTEGER PRIMARY KEY, x TEXT)")
    #expect(try plan(Relation.table(store, "ints").head(5)) == "SCAN ints")
    let some = try Relation.table(store, "ints").filter(op(col("id"), .greater, int(7))).head(5)
    #expect(try plan(some) == "SEARCH ints USING INTEGER PRIMARY KEY (rowid>?)")
  }

  @Test func sqlIsFlatAndReadable() throws {
    let simple = try all.filter(op(col("lang"), .equal, text("it's"))).filter(
      op(col("words"), .greater, int(3))
    )
    .sort([SortKey(col("score"), descending: true)]).select(columns("pid", "words")).limit(5, offset: 2)
    #expect(
      try simple.explainSQL() == """
        SELECT "pid", "words" FROM "passage" WHERE "lang" = 'it''s' AND "words" > 3 \
        ORDER BY "score" DESC, "pid" LIMIT 5 OFFSET 2
        """)
    let groups = try all.group(columns("lang")).summarize([named("n", aggregate("count"))])
      .filter(op(col("n"), .greaterOrEqual, int(2))).sort([SortKey(col("n"), descending: true)]).head(3)
    #expect(
      try groups.explainSQL() == """
        WITH vnb_1 AS (SELECT "lang", count(*) AS "n" FROM "passage" GROUP BY 1) \
        SELECT "lang", "n" FROM vnb_1 WHERE "n" >= 2 ORDER BY "n" DESC, "lang" LIMIT 3
        """)
    #expect(
      try all.select(columns("pid")).filter(op(text("?1 'x"), .equal, col("pid"))).explainSQL()
        == #"SELECT "pid" FROM "passage" WHERE '?1 ''x' = "pid" ORDER BY "pid""#)
  }

  @Test func deepPipelinesCompile() throws {
    let deep = try (0..<49).reduce(all) { relation, _ in
      try relation.head(6).filter(op(col("words"), .greater, int(-100)))
    }
    #expect(try deep.keys() == ["p1", "p2", "p3", "p4", "p5"])
  }
}
