import Stores
import Testing

@Suite struct JoinTests {
  let store: SQLiteStore
  let all: Relation
  let clusters: Relation
  init() throws {
    store = try SQLiteStore.privateStore()
    all = try passages(store)
    try store.script(
      "CREATE TABLE clusters (pid TEXT NOT NULL, version INT NOT NULL, lang INT, PRIMARY KEY (pid, version))",
      "INSERT INTO clusters VALUES ('p2', 1, 8), ('p1', 2, 7), ('p1', 1, 9), ('zz', 1, 0)")
    clusters = try .table(store, "clusters")
  }

  @Test func innerAndLeftKeepBothOrders() throws {
    let inner = try all.join(clusters, left: ["pid"], right: ["pid"])
    #expect(
      inner.columns.map(\.name) == ["pid", "lang", "words", "score", "ok", "v", "version", "lang_right"])
    #expect(inner.key == ["pid", "version"])
    let short = try inner.select(columns("pid", "version", "lang", "lang_right"))
    #expect(
      try short.rows() == [
        [.text("p1"), .int(1), .text("de"), .int(9)], [.text("p1"), .int(2), .text("de"), .int(7)],
        [.text("p2"), .int(1), .text("en"), .int(8)],
      ])
    let left = try all.join(clusters, kind: .left, left: ["pid"], right: ["pid"])
    #expect(try left.keys() == ["p1", "p1", "p2", "p3", "p4", "p5", "p6"])
    #expect(try left.filter(op(col("version"), .equal, null)).keys() == ["p3", "p4", "p5", "p6"])
    #expect(try left.count() == 7)
    #expect(
      try left.head(2).sort([SortKey(col("lang_right"))]).select(columns("lang_right")).keys() == ["7", "9"])
    #expect(
      try inner.filter(op(col("version"), .equal, int(1))).select(columns("v")).rows() == [
        [.vector([0, 1])], [.vector([3, 4])],
      ])
  }

  @Test func semiAndAntiKeepLeftRows() throws {
    let semi = try all.join(clusters, kind: .semi, left: ["pid"], right: ["pid"])
    #expect(try semi.keys() == ["p1", "p2"])
    #expect(semi.columns == all.columns && semi.key == ["pid"])
    let latest = try clusters.filter(op(col("version"), .equal, int(2)))
    #expect(try all.join(latest, kind: .anti, left: ["pid"], right: ["pid"]).head(2).keys() == ["p2", "p3"])
    #expect(try all.head(3).join(latest, kind: .anti, left: ["pid"], right: ["pid"]).keys() == ["p2", "p3"])
  }

  @Test func joinsItselfAndComputedSides() throws {
    let pairs = try all.join(all, left: ["lang"], right: ["lang"])
    #expect(pairs.key == ["pid", "pid_right"])
    #expect(try pairs.count() == 9)
    let names = try pairs.select(columns("pid_right", "pid"))
    #expect(try names.keys() == ["p1", "p4", "p2", "p3", "p2", "p3", "p1", "p4", "p5"])
    let sizes = try all.group(columns("lang")).summarize([named("n", aggregate("count"))])
    let sized = try all.join(sizes, left: ["lang"], right: ["lang"])
    #expect(sized.key == ["pid"])
    #expect(try sized.select(columns("n")).keys() == ["2", "2", "2", "2", "1"])
    let sorted = try all.sort([SortKey(col("words"), descending: true)]).head(3).join(
      sizes, left: ["lang"], right: ["lang"])
    #expect(try sorted.keys() == ["p4", "p3", "p2"])
    let chain = try pairs.join(clusters, left: ["pid"], right: ["pid"])
    #expect(chain.columns.map(\.name).suffix(2) == ["version", "lang_right"])
    #expect(try chain.count() == 6)
    let given = try Relation.literal(
      store, columns: ["which"], rows: [[.text("p5")], [.text("p1")], [.null]])
    #expect(try given.join(all, left: ["which"], right: ["pid"]).keys() == ["p5", "p1"])
    #expect(try all.join(given, kind: .semi, left: ["pid"], right: ["which"]).keys() == ["p1", "p5"])
  }

  @Test func refusesWhatCannotBeJoined() throws {
    let other = try SQLiteStore.privateStore()
    try other.script("CREATE TABLE t (pid TEXT)")
    let far = try Relation.table(other, "t")
    #expect(storeError { _ = try all.join(far, left: ["pid"], right: ["pid"]) }?.code == "V0357")
    #expect(storeError { _ = try all.join(clusters, left: ["pid"], right: ["version"]) }?.code == "V0355")
    #expect(
      storeError { _ = try all.join(clusters, left: ["pd"], right: ["pid"]) }?.help == "did you mean `pid`?")
    #expect(storeError { _ = try all.join(clusters, left: ["pid"], right: []) }?.code == "V0359")
  }
}
