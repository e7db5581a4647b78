import Stores
import Testing

/// What an engine refuses is told in words that every engine can come to: no name of the engine, nothing of its own words.
@Suite struct RefusalTests {
  let store: SQLiteStore
  init() throws {
    store = try SQLiteStore.privateStore()
    _ = try store.runScript(
      """
      create table t (id bigint primary key, "a.b" text unique, n bigint not null, check (n > 0),
        constraint "odd, name" check (n <> 7));
      create table "x.y" ("p.q" bigint, r bigint, unique ("p.q", r));
      create unique index low on t (n * 2);
      create view v as select count(*) as n from t;
      insert into t values (1, 'One', 1);
      insert into "x.y" values (1, 2)
      """)
  }

  static let refusals: [(sql: String, error: StoreError)] = [
    ("selct 1", .syntax(statement: "selct 1", offset: 0)),
    ("select (1", .syntax(statement: "select (1", offset: nil)),
    ("select \"t\".\"a.c\" from t", .unknownColumn("a.c", known: [])),
    ("insert into t (id, \"a.c\") values (1, 2)", .unknownColumn("a.c", known: [])),
    ("select n from t join v on true", .ambiguousColumn("n")),
    ("select NoSuch(1)", .noFunction("nosuch")),
    ("select abs()", .noFunction("abs")),
    ("select n from t where max(n) > 1", .misplacedAggregate("max")),
    ("create table \"x.y\" (a bigint)", .nameTaken("x.y")),
    ("create view v as select 1 as a", .nameTaken("v")),
    ("create index low on t (n)", .nameTaken("low")),
    ("create index t on t (n)", .nameTaken("t")),
    ("create table u (a bigint, A text)", .duplicateColumn("A")),
    ("drop index nosuch", .unknownIndex("nosuch")),
    ("drop view t", .wrongKind("t", isView: false)),
    ("drop table v", .wrongKind("v", isView: true)),
    ("delete from v", .viewIsReadOnly("v")),
    ("commit", .noTransaction),
    ("insert into t values (1)", .differentWidths),
    ("select 1 union select 1, 2", .differentWidths),
    ("select (select 1, 2)", .differentWidths),
  ]

  @Test(arguments: refusals)
  func hasACauseOfItsOwn(_ sql: String, _ error: StoreError) {
    #expect(storeError { _ = try store.run(sql) } == error)
  }

  static let broken: [(row: String, kind: StoreError.Constraint)] = [
    ("t values (1, 'x', 9)", .unique(table: "t", columns: ["id"])),
    ("t values (2, 'One', 3)", .unique(table: "t", columns: ["a.b"])),
    ("t values (2, 'x', 1)", .unique(table: "t", columns: [])),
    ("\"x.y\" values (1, 2)", .unique(table: "x.y", columns: ["p.q", "r"])),
    ("t values (2, 'x', null)", .notNull(column: "n")),
    ("t values (2, 'x', 0)", .check(name: nil)),
    ("t values (2, 'x', 7)", .check(name: "odd, name")),
  ]

  @Test(arguments: broken)
  func namesTheRuleThatARowBreaks(_ row: String, _ kind: StoreError.Constraint) {
    guard case .constraint(let found, _)? = storeError({ _ = try store.run("insert into " + row) }) else {
      return #expect(Bool(false), "\(row) was taken")
    }
    #expect(found == kind)
  }

  @Test func wordsHoldThePlaceAndNoPlaceholder() {
    func words(_ statement: String, _ offset: Int?) -> String {
      StoreError.syntax(statement: statement, offset: offset).message
    }
    #expect(words("select frm t", 7) == "the SQL text is wrong at `frm`")
    #expect(words("select ?1 ?2", 10) == "the SQL text is wrong at `a value`")
    #expect(words("select", 6) == "the SQL text ends too soon")
    #expect(words("select", 700) == "the SQL text ends too soon")
    #expect(words("select", -1) == "the SQL text ends too soon")
    #expect(words("x 'open", 2) == "the SQL text is wrong at `'`")
  }

  @Test func intsPastTheirLimitsAreErrorsInsideExpressions() throws {
    _ = try store.runScript(
      "create table i (n bigint); insert into i values (9223372036854775807), (null), (5)")
    let all = try Relation.table(store, "i")
    let overflow = StoreError.integerOverflow(place: "a result of the statement")
    let next = op(col("n"), .add, int(1))
    #expect(storeError { _ = try all.filter(op(next, .greater, int(0))).count() } == overflow)
    #expect(storeError { _ = try all.sort([SortKey(next)]).rows() } == overflow)
    let twice = op(col("n"), .multiply, int(2))
    #expect(storeError { _ = try all.select([named("n", op(twice, .remainder, int(3)))]).rows() } == overflow)
    let less = op(col("n"), .subtract, int(1))
    #expect(
      try all.select([named("n", less)]).sort([SortKey(col("n"))]).rows() == [
        [.null], [.int(4)], [.int(.max - 1)],
      ])
  }
}
