import Stores
import Testing

@Suite struct StatementTests {
  let store: SQLiteStore
  let all: Relation
  init() throws {
    store = try SQLiteStore.privateStore()
    all = try passages(store)
  }

  private func relation(_ result: StatementResult) throws -> Relation {
    guard case .rows(let relation) = result else { throw StoreError.emptyStatement }
    return relation
  }

  @Test func bindsNamedValues() throws {
    let select =
      "select pid, v from passage where lang = :lang and words > :least -- :ignored\n order by words desc;"
    let rows = try relation(store.run(select, named: ["lang": .text("en"), "least": .int(5)]))
    #expect(rows.columns.map(\.type) == [.text, .vector(dimension: 2)])
    #expect(try rows.rows() == [[.text("p3"), .vector([1, 0])], [.text("p2"), .vector([3, 4])]])
    #expect(try rows.head(1).keys() == ["p3"])
    #expect(try rows.filter(op(col("pid"), .less, text("p3"))).derive([named("n", int(1))]).keys() == ["p2"])
    #expect(try rows.sort([SortKey(col("pid"))]).keys() == ["p2", "p3"])
    #expect(try rows.count() == 2)
    let twice = try relation(store.run("select :x as a, :x as b, ':y' as c", named: ["x": .int(7)]))
    #expect(try twice.rows() == [[.int(7), .int(7), .text(":y")]])
    #expect(try Relation.parameterNames("select :a, ':b', :c, :a -- :d") == ["a", "c"])
  }

  @Test func namesWrongParameters() throws {
    let missing = storeError { _ = try store.run("select :limt", named: ["limit": .int(1)]) }
    #expect(missing?.code == "V0327" && missing?.help == "did you mean `limit`?")
    let unused = storeError { _ = try store.run("select :a", named: ["a": .int(1), "b": .int(2)]) }
    #expect(unused?.code == "V0328" && unused?.message.contains(":b") == true)
    #expect(storeError { _ = try store.run("select ?") }?.code == "V0326")
    #expect(storeError { _ = try store.run("select $a", named: ["a": .int(1)]) }?.code == "V0326")
    #expect(storeError { try store.execute("select ?1", []) }?.code == "V0329")
    #expect(
      storeError { _ = try store.runScript("select :a; select 1", named: ["b": .int(2)]) }?.code == "V0328")
  }

  @Test func tellsQueriesFromChanges() throws {
    guard
      case .changed(2) = try store.run(
        "update passage set words = 0 where lang = :l", named: ["l": .text("en")])
    else { return #expect(Bool(false)) }
    guard case .changed(0) = try store.run("delete from passage where pid = 'none'") else {
      return #expect(Bool(false))
    }
    guard case .done = try store.run("create table x (a)") else { return #expect(Bool(false)) }
    guard case .changed(1) = try store.run("with q(a) as (values (1)) insert into x select a from q")
    else { return #expect(Bool(false)) }
    let returned = try relation(store.run("insert into x values (2), (3) returning a * 10 as b"))
    #expect(try returned.rows() == [[.int(20)], [.int(30)]])
    #expect(try returned.rows() == [[.int(20)], [.int(30)]])
    #expect(try relation(store.run("with q as (select 1 as a) select a from q")).keys() == ["1"])
    #expect(try relation(store.run("values (1), (2)")).keys() == ["1", "2"])
    #expect(try relation(store.run("pragma table_info(x)")).count() == 1)
    #expect(
      try relation(store.run("select 1 as a, 2 as a, 3 as A")).columns.map(\.name) == ["a", "a_2", "A_3"])
    #expect(try relation(store.run("select 1 as a, 2 as a")).select(columns("a_2")).rows() == [[.int(2)]])
  }

  @Test func aFailingStatementChangesNothing() throws {
    let before = try all.rows()
    let failure = storeError { try store.execute("insert into passage (pid) values ('p0'), ('p1')", []) }
    #expect(failure?.code == "V0321")
    #expect(failure?.message == "`passage` has a row with the same `pid` already")
    #expect(storeError { try store.execute("update passage set words = vnb_int(words * 1e300)", []) } != nil)
    let many = storeError {
      _ = try store.run(
        "insert into passage (pid) with recursive n(i) as (select 1 union all select i + 1 from n where i < 40000) "
          + "select 'x' || i from n returning pid")
    }
    #expect(many?.code == "V0330")
    #expect(try all.rows() == before)
    #expect(!store.isInTransaction)
  }

  @Test func splitsScripts() throws {
    func parts(_ script: String) throws -> [String] {
      let bytes = Array(script.utf8)
      return try store.split(script).map { String(decoding: bytes[$0], as: UTF8.self) }
    }
    #expect(try parts(" ; -- nothing\n /* ; */ ;") == [])
    #expect(
      try parts("select ';';\nselect \"a;b\", [c;d], `e;f`; -- ;\n") == [
        "select ';'", "select \"a;b\", [c;d], `e;f`",
      ])
    #expect(try parts("select 'it''s; fine'; select 2") == ["select 'it''s; fine'", "select 2"])
    let trigger = """
      create temp trigger t after insert on a begin
        update a set b = case when b > 1 then 1 else 2 end; delete from c;
      end
      """
    #expect(try parts(trigger + ";\nselect 1;") == [trigger, "select 1"])
    #expect(
      try parts("begin; create table trigger_x (a); end") == ["begin", "create table trigger_x (a)", "end"])
    #expect(storeError { _ = try store.split("select 'open") }?.code == "V0325")
    #expect(storeError { _ = try store.split("select /* open") }?.code == "V0325")
    #expect(
      storeError { _ = try store.split("create trigger t after insert on a begin select 1;") }?.code
        == "V0325")
    #expect(storeError { try store.execute("select 1; select 2", []) }?.code == "V0323")
    #expect(storeError { try store.execute(" -- nothing", []) }?.code == "V0324")
    #expect(try store.execute("create table two (a);  -- end\n ;", []) == 0)
  }

  @Test func seesColumnsAddedSinceTheStatementWasCached() throws {
    #expect(try store.rows("SELECT * FROM passage LIMIT 1").first?.count == 6)
    try store.script("ALTER TABLE passage ADD COLUMN extra VECTOR(1)")
    #expect(try store.rows("SELECT * FROM passage LIMIT 1").first?.count == 7)
    #expect(try store.columns(of: "SELECT * FROM passage LIMIT 1", []).last?.type == .vector(dimension: 1))
    #expect(all.columns.count == 6)
    #expect(try all.filter(op(col("words"), .greater, int(0))).refreshed().columns.count == 7)
  }

  @Test func runClearsItsBindings() throws {
    try store.script("CREATE TABLE two (a, b)")
    let insert = try store.prepare("INSERT INTO two VALUES (?1, ?2)")
    try insert.bindInt(1, 1)
    try insert.bindInt(2, 2)
    try insert.run()
    try insert.bindInt(1, 3)
    try insert.run()
    #expect(try store.rows("SELECT * FROM two") == [[.int(1), .int(2)], [.int(3), .null]])
    #expect(storeError { try insert.bindInt(3, 1) }?.code == "V0329")
  }

  @Test func literalsOfAnySizeKeepTheirOrder() throws {
    let small = try Relation.literal(
      store, columns: ["a", "b"], rows: [[.int(2), .text("x")], [.float(1.5)], [.null, .text("y")]])
    #expect(small.columns.map(\.type) == [.float, .text])
    #expect(try small.rows() == [[.float(2), .text("x")], [.float(1.5), .null], [.null, .text("y")]])
    #expect(
      try small.sort([SortKey(col("a"))]).filter(op(col("a"), .notEqual, null)).keys() == ["1.5", "2.0"])
    #expect(try Relation.literal(store, columns: ["a"], rows: []).rows() == [])
    let fresh = try SQLiteStore.privateStore()
    let rows = (0..<20_000).map { [SQLValue.int(Int64(20_000 - $0)), .vector([Float($0)])] }
    let large = try Relation.literal(fresh, columns: ["n", "v"], rows: rows)
    #expect(try large.rows() == rows)
    #expect(!fresh.hasChanges)
    #expect(try fresh.tables(includeInternal: false).isEmpty)
    #expect(try large.sort([SortKey(col("n"))]).head(1).keys() == ["1"])
  }

  @Test func profilesColumns() throws {
    let profile = try all.profile(countDistinct: true)
    #expect(profile.map(\.name) == ["pid", "lang", "words", "score", "ok", "v"])
    #expect(profile.map(\.nulls) == [0, 1, 1, 1, 1, 1])
    #expect(profile.map(\.distinct) == [6, 3, 5, 3, 2, 5])
    #expect(profile[2].minimum == .int(-5) && profile[2].maximum == .int(40))
    #expect(profile[5].minimum == .null && profile[5].example == .vector([0, 1]))
    let empty = try all.filter(op(col("pid"), .equal, text("none"))).profile()
    #expect(empty.map(\.rows) == [0, 0, 0, 0, 0, 0] && empty.allSatisfy { $0.example == .null })
  }
}
