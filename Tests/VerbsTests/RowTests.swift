import Language
import Support
import Testing
import Verbs

/// Row verbs, as a person writes them.
@Suite struct RowTests {
  static let pets = """
    let pets = [
      {name: "Ada", kind: "cat", age: 3}, {name: "Bo", kind: "dog", age: 5}, {name: "Cy", kind: "cat", age: null},
      {name: "Dee", kind: "fox", age: 2},
    ]

    """

  static let programs: [(String, String)] = [
    ("pets | where .age > 2 | select .name", "name\n────\nAda\nBo\n2 rows"),
    ("pets | where .age == null | select .name", "name\n────\nCy\n1 row"),
    ("pets | where .kind in [\"cat\", \"fox\"] and not (.age in 3..9) | count", "1"),
    ("pets | where \"e\" in .name | select .name", "name\n────\nDee\n1 row"),
    ("pets | sort desc(.age) | head 1 | select .name", "name\n────\nBo\n1 row"),
    ("pets | sort .age | head 1 | select .name", "name\n────\nCy\n1 row"),
    ("pets | head 2, skip: 1 | select .name", "name\n────\nBo\nCy\n2 rows"),
    (
      "pets | group .kind | summarize n: count(), oldest: max(.age) | where .n > 1",
      "kind  n  oldest\n────  ─  ──────\ncat   2       3\n1 row"
    ),
    ("pets | group .kind", "kind\n────\ncat\ndog\nfox\n3 rows"),
    (
      "pets | select what: \"{.name} is a {.kind}\" | head 1",
      "what        \n────────────\nAda is a cat\n1 row"
    ),
    (
      "pets | select old: if .age >= 4 { \"yes\" } else { \"no\" } | distinct | sort .old",
      "old\n───\nno \nyes\n2 rows"
    ),
    (
      "pets | derive share: .age / sum(.age) | where .name == \"Bo\" | select .share",
      "share\n─────\n  0.5\n1 row"
    ),
    (
      "pets | join [{kind: \"cat\", legs: 4}], on: .kind | select .name, .legs",
      "name  legs\n────  ────\nAda      4\nCy       4\n2 rows"
    ),
    ("pets | join [{k: \"cat\"}], left: .kind, right: .k, kind: \"anti\" | count", "2"),
    (
      "fn isOld(x, limit = 4) { x > limit }\npets | where isOld(.age) | select .name", "name\n────\nBo\n1 row"
    ),
    (
      "fn count_of(t: table, by: column) -> table { t | group by | summarize n: count() }\npets | count_of(.kind) | count",
      "3"
    ),
    ("let limit = 2\npets | where .age > limit + 1 | count", "1"),
    ("for row in (pets | sort .name | head 2) { print row.name }", "Ada\nBo"),
    ("pets | where column(\"age\") == 5 | count", "1"),
  ]

  @Test(arguments: programs)
  func programPrints(program: String, expected: String) throws {
    let output = try TestSession().output(Self.pets + program)
    #expect(output.trimmedLines == expected.trimmedLines)
  }

  static let failures: [(String, String, String)] = [
    ("pets | where .agee > 2", "V0350", "agee"),
    ("pets | where shout(.name) == \"A\"", "V0931", "shout(.name)"),
    ("pets | select upper(.name)", "V0945", "select upper(.name)"),
    ("pets | group .kind | where .n > 1", "V0940", "pets | group .kind"),
    ("pets | join [{k: 1}]", "V0947", "join [{k: 1}]"),
    ("[1, 2] | where .n > 1", "V0943", "[1, 2]"),
    ("pets | where .name > pets", "V0921", "pets"),
  ]

  @Test(arguments: failures)
  func failurePointsAtItsPlace(program: String, code: String, place: String) throws {
    let failure = try #require(try TestSession().failure(Self.pets + program))
    #expect(failure.code == code, "\(failure.message)")
    #expect(failure.labels.first?.span.text == place)
  }

  @Test func aPipelineReadsOnlyTheRowsItNeeds() throws {
    let session = TestSession()
    let program = """
      sql "create table big(id integer primary key, text text)"
      sql "insert into big with recursive n(i) as (select 1 union all select i + 1 from n where i < 200000) select i, 'row ' || i from n"
      let first = table "big" | where .id > 10 | derive twice: .id * 2 | head 2
      first | select .twice
      """
    #expect(try session.output(program).hasSuffix("twice\n─────\n   22\n   24\n2 rows"))
  }

  @Test func valuesAreBoundNeverPasted() throws {
    let session = TestSession()
    let evil = #"x'; drop table t; --"#
    _ = try session.output("sql \"create table t(a text)\"")
    #expect(try session.output("table \"t\" | where .a == \"\(evil)\" | count") == "0")
    #expect(
      try session.output("sql \"select :v as v\", v: \"\(evil)\" | where .v == \"\(evil)\" | count") == "1")
    #expect(try session.output("tables | count") == "1")
  }
}

extension String {
  /// Without blanks at the ends of lines, which pad columns.
  var trimmedLines: String {
    split(separator: "\n", omittingEmptySubsequences: false)
      .map { line in String(line.reversed().drop { $0 == " " }.reversed()) }.joined(separator: "\n")
  }
}
