import Stores
import Testing

@Suite struct RelationTests {
  let store: SQLiteStore
  let all: Relation
  init() throws {
    store = try SQLiteStore.privateStore()
    all = try passages(store)
  }

  @Test func rowsComeInKeyOrder() throws {
    #expect(try all.keys() == ["p1", "p2", "p3", "p4", "p5", "p6"])
    #expect(all.key == ["pid"])
    #expect(try all.limit(2, offset: 3).keys() == ["p4", "p5"])
    #expect(try all.head(0).keys() == [])
    #expect(try all.limit(100, offset: 5).keys() == ["p6"])
    #expect(try all.limit(4, offset: 1).limit(10, offset: 2).keys() == ["p4", "p5"])
    #expect(try all.head(3).head(5).keys() == ["p1", "p2", "p3"])
    #expect(
      try all.rows(limit: 1) == [
        [.text("p1"), .text("de"), .int(10), .float(2.5), .bool(false), .vector([0, 1])]
      ])
    #expect(try all.count() == 6)
    #expect(try all.head(4).count() == 4)
  }

  @Test func tablesWithoutKeyKeepTheOrderOfArrival() throws {
    try store.script(
      "CREATE TABLE plain (rowid TEXT, a INT)", "INSERT INTO plain VALUES ('x', 3), ('y', 1), ('z', 2)")
    let plain = try Relation.table(store, "plain")
    #expect(plain.key == [])
    #expect(try plain.keys() == ["x", "y", "z"])
    #expect(try plain.filter(op(col("a"), .greater, int(1))).keys() == ["x", "z"])
  }

  @Test func filterAndLimitKeepTheirOrder() throws {
    let long = op(col("words"), .greaterOrEqual, int(20))
    #expect(try all.filter(long).head(2).keys() == ["p2", "p3"])
    #expect(try all.head(2).filter(long).keys() == ["p2"])
    #expect(try all.filter(long).filter(op(col("lang"), .equal, text("de"))).keys() == ["p4"])
    #expect(
      try all.sort([SortKey(col("words"), descending: true)]).head(2).filter(long).keys() == ["p4", "p3"])
    #expect(try all.filter(long).count() == 3)
  }

  @Test func sortBreaksTiesByKeyAndPutsNullFirst() throws {
    #expect(try all.sort([SortKey(col("score"))]).keys() == ["p6", "p5", "p2", "p3", "p4", "p1"])
    #expect(
      try all.sort([SortKey(col("score"), descending: true)]).keys() == ["p1", "p2", "p3", "p4", "p5", "p6"])
    #expect(try all.sort([SortKey(col("lang"))]).keys() == ["p6", "p1", "p4", "p2", "p3", "p5"])
    let twice = try all.sort([SortKey(col("words"))]).sort([SortKey(col("score"))])
    #expect(try twice.keys() == ["p6", "p5", "p2", "p3", "p4", "p1"])
    let absolute = SortKey(call("abs", op(col("words"), .subtract, int(25))))
    #expect(try all.sort([absolute]).head(3).keys() == ["p6", "p2", "p3"])
  }

  @Test func orderSurvivesColumnsThatGo() throws {
    let sorted = try all.sort([SortKey(col("words"), descending: true)]).select(columns("lang"))
    #expect(try sorted.keys() == ["de", "en", "en", "de", "Ünï", "null"])
    #expect(sorted.key == [])
    #expect(
      try sorted.head(4).filter(op(col("lang"), .equal, text("de"))).derive([named("n", int(1))]).keys() == [
        "de", "de",
      ])
    #expect(try all.select(columns("words")).keys() == ["10", "20", "30", "40", "-5", "null"])
    #expect(
      try all.select(columns("words")).head(5).sort([SortKey(col("words"))]).keys() == [
        "-5", "10", "20", "30", "40",
      ])
  }

  @Test func selectRenamesAndComputes() throws {
    // The new `pid` must not capture the order by the old one.
    let swapped = try all.select([named("pid", col("lang")), named("lang", col("pid"))])
    #expect(swapped.key == ["lang"])
    #expect(try swapped.rows(limit: 2) == [[.text("de"), .text("p1")], [.text("en"), .text("p2")]])
    let computed = try all.derive([
      named("words", op(col("words"), .multiply, int(2))), named("half", op(col("words"), .divide, int(4))),
    ])
    #expect(computed.columns.map(\.name) == ["pid", "lang", "words", "score", "ok", "v", "half"])
    #expect(computed.columns.last?.type == .float)
    let sorted = try computed.filter(op(col("words"), .greater, int(20))).sort([SortKey(col("words"))])
    #expect(
      try sorted.select(columns("words", "half")).rows() == [
        [.int(40), .float(5)], [.int(60), .float(7.5)], [.int(80), .float(10)],
      ])
    let chain = try (0..<40).reduce(all) { relation, _ in
      try relation.derive([named("words", op(col("words"), .add, col("words")))])
    }
    #expect(try chain.select(columns("words")).rows(limit: 1) == [[.int(10 << 40)]])
  }

  @Test func groupsComeInTheOrderOfTheirKeys() throws {
    let groups = try all.group(columns("lang")).summarize([
      named("n", aggregate("count")), named("words", aggregate("sum", col("words"))),
      named("mean", aggregate("mean", col("score"))), named("first", aggregate("first", col("pid"))),
      named("top", aggregate("max", col("pid"))), named("kinds", aggregate("count_distinct", col("score"))),
    ])
    #expect(groups.key == ["lang"])
    #expect(groups.columns.map(\.type) == [.text, .int, .int, .float, .text, .text, .int])
    #expect(
      try groups.rows() == [
        [.null, .int(1), .null, .null, .text("p6"), .text("p6"), .int(0)],
        [.text("de"), .int(2), .int(50), .float(1.5), .text("p1"), .text("p4"), .int(2)],
        [.text("en"), .int(2), .int(50), .float(0.5), .text("p2"), .text("p3"), .int(1)],
        [.text("Ünï"), .int(1), .int(-5), .float(-1), .text("p5"), .text("p5"), .int(1)],
      ])
    #expect(try groups.filter(op(col("n"), .greaterOrEqual, int(2))).keys() == ["de", "en"])
    #expect(try groups.sort([SortKey(col("n"), descending: true)]).keys() == ["de", "en", "null", "Ünï"])
    #expect(try groups.sort([SortKey(col("n"), descending: true)]).head(3).keys() == ["de", "en", "null"])
    #expect(
      try groups.derive([named("m", op(col("n"), .multiply, int(2)))]).select(columns("m")).keys() == [
        "2", "4", "4", "2",
      ])
    #expect(try groups.count() == 4)
  }

  @Test func firstFollowsTheSort() throws {
    let sorted = try all.sort([
      SortKey(col("score"), descending: true), SortKey(col("words"), descending: true),
    ])
    let first = try sorted.group(columns("ok")).summarize([named("first", aggregate("first", col("pid")))])
    #expect(
      try first.rows() == [[.null, .text("p6")], [.bool(false), .text("p1")], [.bool(true), .text("p4")]])
    #expect(
      try sorted.limit(2, offset: 1).summarize([named("f", aggregate("first", col("pid")))]).keys() == ["p4"])
  }

  @Test func summarizeWithoutGroupGivesOneRow() throws {
    let none = try all.filter(op(col("words"), .greater, int(1000)))
    let list = [
      named("n", aggregate("count")), named("sum", aggregate("sum", col("words"))),
      named("max", aggregate("max", col("words"))),
    ]
    #expect(try none.summarize(list).rows() == [[.int(0), .null, .null]])
    #expect(try all.summarize(list).rows() == [[.int(6), .int(95), .int(40)]])
    #expect(try all.head(2).summarize(list).rows() == [[.int(2), .int(30), .int(20)]])
  }

  @Test func aggregatesBesideRowsRunOverAllOfThem() throws {
    let shares = try all.filter(op(col("words"), .greater, int(0)))
      .derive([named("share", op(col("words"), .divide, aggregate("sum", col("words"))))])
    #expect(try shares.select(columns("share")).keys() == ["0.1", "0.2", "0.3", "0.4"])
    let longest = try all.filter(op(col("words"), .equal, aggregate("max", col("words"))))
    #expect(longest.columns.count == 6)
    #expect(try longest.keys() == ["p4"])
    let grouped = try all.group(columns("lang")).summarize([named("n", aggregate("count"))])
      .derive([named("share", op(col("n"), .divide, aggregate("sum", col("n"))))])
    #expect(
      try grouped.select(columns("share")).rows().map { $0[0] } == [
        .float(1.0 / 6), .float(2.0 / 6), .float(2.0 / 6), .float(1.0 / 6),
      ])
    #expect(
      try all.head(2).derive([named("n", aggregate("count"))]).select(columns("n")).keys() == ["2", "2"])
    #expect(
      try all.derive([named("n", aggregate("count"))]).head(2).select(columns("n")).keys() == ["6", "6"])
    let above = try all.sort([
      SortKey(op(col("words"), .subtract, aggregate("mean", col("words"))), descending: true)
    ])
    #expect(try above.head(2).keys() == ["p4", "p3"])
    #expect(above.columns == all.columns)
  }

  @Test func distinctKeepsTheFirstOfEach() throws {
    #expect(try all.select(columns("lang")).distinct().keys() == ["null", "de", "en", "Ünï"])
    #expect(try all.distinct(by: [col("lang")]).keys() == ["p1", "p2", "p5", "p6"])
    let sorted = try all.sort([SortKey(col("words"), descending: true)])
    #expect(try sorted.distinct(by: [col("lang")]).keys() == ["p4", "p3", "p5", "p6"])
    #expect(try sorted.select(columns("lang")).distinct().keys() == ["de", "en", "Ünï", "null"])
    #expect(try all.select(columns("ok", "score")).distinct().count() == 4)
    #expect(try all.distinct().keys() == all.keys())
    #expect(
      try all.select(columns("lang")).distinct().head(2).derive([named("x", int(1))]).keys() == [
        "null", "de",
      ])
  }
}
