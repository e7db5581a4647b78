import Testing

@testable import Stores

/// The columns of a SELECT as its text has them.
@Suite struct SelectListTests {
  private func names(_ sql: String) -> [String?]? { SelectList(sql)?.items.map(\.name) }
  private func types(_ list: String, _ values: [String: SQLValue] = [:]) -> [ColumnType?]? {
    SelectList("select \(list) from t")?.items.map { $0.type(values) }
  }

  @Test func namesAreAliasesOrTheTextItself() {
    #expect(names("select a, t.b, \"c d\" from t") == [nil, nil, nil])
    #expect(names("select count(*), count( * ) N, sum(a) as \"x\"\"y\" from t") == ["count(*)", "N", "x\"y"])
    #expect(
      names("select a b, a \"B c\", 1 one, 'x' s, (a) p, f(a, b) q from t") == [
        "b", "B c", "one", "s", "p", "q",
      ])
    #expect(
      names("select not a, a is null, null, true, a collate c") == [
        "not a", "a is null", "null", "true", "a collate c",
      ])
    #expect(
      names("select case when a then b end, case when a then b end z") == ["case when a then b end", "z"])
    #expect(
      names("with q as (select 1 as no) select a + /* sum */ 1 /* end */ from q") == ["a + /* sum */ 1"])
    #expect(names("select distinct a + 1 from t union select 2") == ["a + 1"])
    #expect(names("select (select max(b) from u) from t") == ["(select max(b) from u)"])
    #expect(names("select cast(a as text), a::text") == ["cast(a as text)", "a::text"])
    #expect(names("values (1)") == nil)
    #expect(names("select") == nil)
    #expect(names("select a,, b") == nil)
  }

  @Test func aStarStandsForTheColumnsThatAreLeft() throws {
    let list = try #require(SelectList("select 1 as a, t.*, 2 as b from t"))
    #expect(list.columns(5)?.map { $0?.name } == ["a", nil, nil, nil, "b"])
    #expect(list.columns(2)?.map { $0?.name } == ["a", "b"])
    #expect(list.columns(1) == nil)
    #expect(SelectList("select *, t.* from t")?.columns(4) == nil)
    #expect(
      SelectList("select a * 2, count(*) from t")?.columns(2)?.map { $0?.name } == ["a * 2", "count(*)"])
    #expect(
      SelectList("insert into t values (1) returning a, b + 1", after: "RETURNING")?.columns(2)?.last??.name
        == "b + 1")
  }

  @Test func typesAreThoseThatTheTextGivesAway() {
    #expect(types("count(*), avg(a), lower(b), length(b)") == [.int, .float, .text, .int])
    #expect(
      types("a > 1, not a, a is null, a in (1, 2), exists (select 1), a = b and c")
        == Array(repeating: .bool, count: 6))
    #expect(types("1, -1, 1.5, 1e3, 'x', true, a || b") == [.int, .int, .float, .float, .text, .bool, .text])
    #expect(
      types("cast(a > 1 as text), cast(a as double precision), cast(b as bigint)") == [.text, .float, .int])
    #expect(
      types("a, sum(a), a + 1, coalesce(a, 'x'), max(a > 1), f(a = b)") == Array(repeating: nil, count: 6))
    #expect(
      types("case when a > 1 then b else c end, count(*) + 1, count(*) filter (where a > 1)") == [
        nil, nil, .int,
      ])
    #expect(types("row_number() over (partition by a > 1 order by b)") == [.int])
    #expect(types(":v, :w, :v as x", ["v": .float(1), "w": .null]) == [.float, nil, .float])
  }
}
