import Glibc
import Support
import Testing

/// Ctrl-C in every state: the session lives on, and what was kept is told.
@Suite(.serialized, .timeLimit(.minutes(2))) struct PromptInterruptTests {
  static let endlessSQL =
    #"sql "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) as c from n""#

  @Test func editing() throws {
    let prompt = try PromptRun()
    prompt.type("fn f() {" + Key.enter + "half" + Key.enter + "}" + Key.up)
    #expect(prompt.terminal.wait { $0.contains("  }") })
    usleep(50_000)
    prompt.type(Key.control("C"))
    // The text stays as it was, wherever the cursor stood.
    prompt.expect("  }^C")
    prompt.expect("  half")
    prompt.expectPrompt()
    prompt.enter("1 + 1", expecting: "2")
    prompt.enter("f()", expecting: "unknown name `f`")
  }

  @Test func languageLoops() throws {
    let prompt = try PromptRun()
    prompt.enter("let x = 5")
    for loop in [
      "while true { }", "for i in 1..9000000000 { let y = i }",
      "while true { try { fail \"a\" } catch e { } }",
    ] {
      prompt.clear()
      prompt.type(loop + Key.enter)
      usleep(200_000)
      prompt.type(Key.control("C"))
      prompt.expect("interrupted")
      prompt.expectPrompt()
    }
    prompt.enter("print x + 37", expecting: "42")
  }

  @Test func statementsOfSQL() throws {
    let prompt = try PromptRun()
    prompt.enter("sql \"create table t (a int)\"")
    for statement in [
      Self.endlessSQL, "let r = \(Self.endlessSQL) | collect", "for r in (\(Self.endlessSQL)) { print r }",
    ] {
      prompt.clear()
      prompt.type(statement + Key.enter)
      usleep(300_000)
      prompt.type(Key.control("C"))
      prompt.expect("interrupted: the running statement changed nothing")
      prompt.expectPrompt()
      #expect(!prompt.terminal.screen.contains("error["), "\(prompt.terminal.screen)")
    }
    prompt.clear()
    prompt.enter("tables", expecting: "1 row")
  }

  /// A stop is not an error that a program can take for one.
  @Test func catchDoesNotTakeIt() throws {
    let prompt = try PromptRun()
    prompt.type("let z = try { \(Self.endlessSQL) | collect } catch e { 3 }" + Key.enter)
    usleep(300_000)
    prompt.type(Key.control("C"))
    prompt.expect("interrupted")
    prompt.expectPrompt()
    prompt.enter("z", expecting: "unknown name `z`")
  }

  @Test func jobsTellWhatTheyKept() throws {
    let prompt = try PromptRun("work.db")
    try prompt.writeManyDocuments(20_000)
    // A trigger makes each row slow enough to be stopped at.
    prompt.enter("sql \"create table doc (id text primary key, text text)\"")
    prompt.enter(
      "sql \"create trigger slow after insert on doc begin select (with recursive n(i) as (select 1 union all "
        + "select i + 1 from n where i < 20000) select count(*) from n); end\"")
    prompt.clear()
    prompt.type(#"load "many.jsonl", into: "doc", key: "id", batch_size: 50"# + Key.enter)
    usleep(800_000)
    prompt.type(Key.control("C"))
    prompt.expect("interrupted: the load was stopped")
    prompt.expectPrompt()
    prompt.enter("sql \"drop trigger slow\"")
    prompt.enter(#"let docs = load "many.jsonl", into: "doc", key: "id""#)
    prompt.clear()
    prompt.enter("docs | count", expecting: "20000")

    prompt.enter(
      "sql \"create trigger slow after update on doc begin select (with recursive n(i) as (select 1 union all "
        + "select i + 1 from n where i < 5000) select count(*) from n); end\"")
    prompt.clear()
    prompt.type(#"docs | embed .text, into: "v", model: "hash", batch_size: 100"# + Key.enter)
    prompt.expect("of 20,000 rows")
    prompt.type(Key.control("C"))
    prompt.expect("interrupted: `embed` was stopped")
    prompt.expect("run it again to go on")
    prompt.expectPrompt()
    #expect(!prompt.terminal.screen.contains("of 20,000 rows"), "the progress line is still there")
    prompt.enter("sql \"drop trigger slow\"")
    prompt.enter(#"docs | embed .text, into: "v", model: "hash", batch_size: 100, batches: 50"#)

    prompt.clear()
    prompt.type("let km = docs | kmeans .v, k: 4000" + Key.enter)
    usleep(400_000)
    prompt.type(Key.control("C"))
    prompt.expect("interrupted: `kmeans` was stopped")
    prompt.expectPrompt()
    prompt.enter("km", expecting: "unknown name `km`")
    prompt.leave()
  }

  /// Keys typed while work runs are for the next prompt, but Ctrl-C drops them.
  @Test func manyPressesDoNoHarm() throws {
    let prompt = try PromptRun()
    prompt.type("while true { }" + Key.enter)
    usleep(200_000)
    for _ in 0..<20 { prompt.type(Key.control("C")) }
    prompt.expectPrompt()
    prompt.enter("print 6 * 7", expecting: "42")
  }
}
