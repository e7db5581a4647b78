import Support
import Testing

/// A newcomer's sessions at the real prompt.
@Suite(.serialized, .timeLimit(.minutes(2))) struct PromptSessionTests {
  @Test func fromAFileToClustersSearchAndAKeptStore() throws {
    let prompt = try PromptRun()
    try prompt.writeDocuments()
    prompt.expect("on a private store (`keep \"file.db\"` saves it)")
    prompt.enter(#"let docs = load "docs.jsonl", into: "doc", key: "id""#, expecting: "load: 6 records in")
    prompt.enter("docs | head 2 | select .id", expecting: "2 rows")
    prompt.enter(#"docs | embed .text, into: "v", model: "hash""#, expecting: "embedded   6")
    prompt.enter("let km = docs | kmeans .v, k: 3, seed: 7", expecting: "kmeans: 6 rows, k = 3")
    prompt.enter("docs | assign km", expecting: "assigned  6")
    prompt.clear()
    prompt.enter(
      #"docs | search "finance in London", by: .v, limit: 1"#, expecting: "London is a centre of finance")
    prompt.clear()
    prompt.enter(
      #"sql "select sum(n) as total from (select count(*) as n from doc_v_clusters where cluster_version = :v)", v: km.version"#,
      expecting: "    6")
    prompt.enter(#"let hits = docs | search "finance in London", by: .v, limit: 1"#)
    prompt.enter(#"keep "work.db""#, expecting: "kept in `work.db`")
    prompt.clear()
    prompt.enter("docs | head 1 | select .id", expecting: "d1")
    prompt.enter("hits | select .id", expecting: "d2")
    prompt.enter(#"docs | embed .id, into: "w", model: "hash""#, expecting: "embedded   6")
    prompt.enter("docs | describe", expecting: "vector(384)")
    prompt.expectPrompt()
    prompt.type(Key.control("D"))
    #expect(prompt.terminal.waitForExit() == 0, "a kept store asks nothing")

    let again = try PromptRun("work.db", folder: prompt.folder)
    again.expect("on `work.db`")
    again.enter(#"table "doc" | search "sleeping cats", by: .v, limit: 1 | select .id"#, expecting: "d3")
    again.leave()
  }

  /// Functions of modules are found before anybody knows that there are modules.
  @Test func helpKnowsModulesThatAreNotLoaded() throws {
    let prompt = try PromptRun()
    prompt.enter("?clusters.diff", expecting: "clusters.diff before, after")
    prompt.expect("`use clusters` loads it")
    prompt.clear()
    prompt.enter("?clusters_diff", expecting: "`use clusters` loads it")
    prompt.enter("?sample", expecting: "sample.split")
    prompt.clear()
    prompt.enter("?spearman", expecting: "eval.spearman a, b")
    prompt.enter("?\"rank correlation\"", expecting: "eval.spearman")
    prompt.enter("?spaerman", expecting: "there is no verb, function or variable `spaerman`")
    prompt.enter("use eval")
    prompt.clear()
    prompt.enter("?eval.spearman", expecting: "eval.spearman a, b")
    prompt.enter("?eval", expecting: "spearman")
    #expect(!prompt.terminal.screen.contains("loads it"))
  }

  /// What `:help` tells a newcomer to type must work as it stands.
  @Test func theFirstFiveMinutesOfHelpRun() throws {
    let prompt = try PromptRun(rows: 60)
    try prompt.writeDocuments()
    prompt.enter(":help", expecting: "Ctrl-D      leaves")
    let lines = prompt.terminal.lines
    let start = try #require(lines.firstIndex { $0.hasPrefix("The first five minutes") })
    let steps = lines[(start + 2)...].prefix { !$0.isEmpty }
    #expect(steps.count >= 8)
    prompt.clear()
    for step in steps {
      // The statement, without the words beside it.
      let statement =
        step.split(separator: "   ", omittingEmptySubsequences: true).first.map(String.init) ?? ""
      prompt.enter(statement.replacing("k: 8", with: "k: 2"))
      #expect(!prompt.terminal.screen.contains("error["), "\(prompt.terminal.screen)")
    }
    #expect(Files.exists(prompt.folder.file("work.db")))
  }

  @Test func theLastValueGoesOn() throws {
    let prompt = try PromptRun()
    prompt.enter(#"sql "select 1 as a union all select 2""#, expecting: "2 rows")
    prompt.enter("| where .a > 1", expecting: "1 row")
    prompt.enter("_ | count", expecting: "1")
    prompt.enter("6 * 7;")
    prompt.enter("_ + 1", expecting: "43")
    prompt.enter("let x = _ + 1")
    prompt.enter("x", expecting: "44")
  }

  @Test func statementsOfSeveralLines() throws {
    let prompt = try PromptRun()
    prompt.enter("for i in [1, 2] {" + Key.enter + "print i * 10" + Key.enter + "}", expecting: "20")
    prompt.enter("fn twice(n: int) -> int {" + Key.enter + "n * 2" + Key.enter + "}   ## two of it")
    prompt.enter("twice 21", expecting: "42")
    prompt.enter("??twice", expecting: "fn twice(n: int) -> int {")
    prompt.clear()
    prompt.enter("print \"\"\"" + Key.enter + "one" + Key.enter + "  two" + Key.enter + "\"\"\"")
    #expect(prompt.terminal.lines.count { $0 == "  two" } == 2)
    prompt.enter("print [1," + Key.enter + "2]" + Key.enter, expecting: "[1, 2]")
    prompt.enter("print \"open" + Key.enter, expecting: "this string is not closed")
    prompt.enter("print 'still here'", expecting: "still here")
  }

  @Test func errorsTellThePlaceTheNearestNameAndTheNextStep() throws {
    let prompt = try PromptRun()
    try prompt.writeDocuments()
    prompt.enter(#"let docs = load "docs.jsonl", into: "doc", key: "id""#)
    prompt.enter("docs | kmeens .v", expecting: "did you mean `kmeans`?")
    prompt.expect("1 | docs | kmeens .v")
    prompt.expect("  |        ^^^^^^")
    prompt.enter("docs | embed .txet, into: \"v\", model: \"hash\"", expecting: "did you mean `text`?")
    prompt.enter("dosc", expecting: "did you mean `docs`?")
    prompt.enter("docs | embed .text, into: \"v\", modle: \"hash\"", expecting: "did you mean `model`?")
    prompt.enter("doc = 3", expecting: "is not a variable yet")
    prompt.enter("load \"none.jsonl\", into: \"t\"", expecting: "none.jsonl")
    prompt.enter("docs | count", expecting: "6")
  }

  @Test func openDoesNotDropAnUnkeptStore() throws {
    let prompt = try PromptRun()
    prompt.enter("sql \"create table t (a int)\"")
    prompt.enter("open \"other.db\"", expecting: "private store holds tables")
    prompt.expect("close")
    prompt.enter("tables", expecting: "1 row")
    prompt.enter("close")
    prompt.enter("open \"other.db\"")
    prompt.clear()
    prompt.enter("tables", expecting: "0 rows")
  }

  @Test func quittingWithWorkInAPrivateStoreAsksOnce() throws {
    let prompt = try PromptRun()
    prompt.enter("1 + 1")
    prompt.enter("sql \"create table t (a int)\"")
    prompt.type(Key.control("D"))
    prompt.expect("`keep \"file.db\"` saves them")
    prompt.expectPrompt()
    prompt.enter("print 'not gone'", expecting: "not gone")
    prompt.enter(":quit")
    prompt.type("exit" + Key.enter)
    #expect(prompt.terminal.waitForExit() == 0)
    let idle = try PromptRun()
    idle.enter("1 + 1")
    idle.type(":quit" + Key.enter)
    #expect(idle.terminal.waitForExit() == 0, "nothing is lost, so nothing is asked")
  }
}
