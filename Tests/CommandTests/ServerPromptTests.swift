import Glibc
import Testing

@testable import Support

/// A server behind the prompt: stopped work, lost connections, passwords.
@Suite(.enabled(if: DatabaseServer.isAvailable), .serialized, .timeLimit(.minutes(2)))
struct ServerPromptTests {
  private func prompt(_ url: String, _ environment: [String: String] = [:]) throws -> PromptRun {
    try PromptRun("'\(url)'", environment: environment)
  }

  @Test func stopsWhatRuns() throws {
    let store = try ServerFolder()
    let prompt = try prompt(store.url)
    for statement in [
      "sql \"select pg_sleep(60)\"",
      "for r in (sql \"select generate_series(1, 100000000) as n\") { let x = r.n }",
    ] {
      prompt.clear()
      prompt.type(statement + Key.enter)
      usleep(500_000)
      prompt.type(Key.control("C"))
      prompt.expect("interrupted")
      prompt.expectPrompt()
    }
    prompt.enter("sql \"select 6 * 7 as n\"", expecting: "42")
    // In the middle of a batch that waits for a lock.
    try prompt.writeManyDocuments(2000)
    prompt.enter("let d = load \"many.jsonl\", into: \"doc\", key: \"id\"")
    let other = try store.server.client(store.database)
    try other.query("begin; lock table doc")
    prompt.clear()
    prompt.type("d | embed .text, into: \"v\", model: \"hash\"" + Key.enter)
    usleep(700_000)
    prompt.type(Key.control("C"))
    prompt.expect("interrupted")
    prompt.expectPrompt()
    try other.query("rollback")
    prompt.enter("let e = d | embed .text, into: \"v\", model: \"hash\"")
    #expect(try store.select("select count(*) from doc where v is not null") == "2000")
    prompt.leave()
  }

  @Test func stopsBetweenTriesAndInSilence() throws {
    let store = try ServerFolder()
    let proxy = try FaultProxy(before: store.server.place)
    let prompt = try prompt(proxy.url(for: store.database))
    try prompt.writeManyDocuments(500)
    prompt.enter("sql \"select 1 as n\"", expecting: "1 row")
    proxy.inject(.error(code: "40001", message: "again"), at: .statement("COMMIT"), times: 1000)
    prompt.clear()
    prompt.type("load \"many.jsonl\", into: \"doc\", key: \"id\"" + Key.enter)
    usleep(1_500_000)
    prompt.type(Key.control("C"))
    prompt.expect("interrupted")
    prompt.expectPrompt()
    proxy.clear()
    proxy.inject(.silence, at: .statement("pg_sleep"))
    prompt.clear()
    prompt.type("sql \"select pg_sleep(0)\"" + Key.enter)
    usleep(500_000)
    prompt.type(Key.control("C"))
    prompt.expect("interrupted")
    prompt.expectPrompt()
    prompt.enter("sql \"select 6 * 7 as n\"", expecting: "42")
    // A server that takes connections and says nothing.
    let listener = try StreamSocket.listen(.port(0))
    prompt.clear()
    prompt.type("open \"\(SocketPlace.port(listener.port).url("b", user: "u"))\"" + Key.enter)
    usleep(500_000)
    let start = ContinuousClock.now
    prompt.type(Key.control("C"))
    prompt.expect("interrupted")
    #expect(start.duration(to: .now) < .seconds(4))
    prompt.expectPrompt()
    prompt.enter("sql \"select 6 * 7 as n\"", expecting: "42")
    prompt.leave()
  }

  @Test func connectsAgainAndTellsWhatIsGone() throws {
    let store = try ServerFolder()
    let prompt = try prompt(store.url)
    let name = ConnectionParts(store.database).database
    func cut() throws {
      _ = try store.server.run(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = '\(name)'")
      usleep(200_000)
    }
    prompt.enter("let t = [{a: 1}, {a: 2}] | where .a > 1")
    prompt.enter("t", expecting: "1 row")
    try cut()
    prompt.clear()
    prompt.enter("sql \"select 6 * 7 as n\"", expecting: "42")
    prompt.enter("sql \"begin\"")
    prompt.enter("sql \"create table u (a int)\"")
    try cut()
    prompt.clear()
    prompt.enter("sql \"create table w (a int)\"", expecting: "the open transaction was undone")
    prompt.enter("sql \"commit\"", expecting: "error")
    #expect(try store.select("select count(*) from pg_class where relname in ('u', 'w')") == "0")
    prompt.leave()
  }

  @Test func hiddenPassword() throws {
    let store = try ServerFolder()
    try store.server.makeRole("asked_role", password: "s3cr3t-canary")
    let name = ConnectionParts(store.database).database
    let url = store.server.place.url(name, user: "asked_role")
    let folder = TemporaryFolder()
    let prompt = try PromptRun("'\(url)'", folder: folder, ready: "Password for")
    prompt.type("s3cr3t-canaxx" + Key.backspace + Key.backspace + "ry" + Key.enter)
    prompt.expectPrompt()
    prompt.enter("sql \"select current_user as u\"", expecting: "asked_role")
    prompt.clear()
    prompt.type("open \"\(url)\"" + Key.enter)
    prompt.expect("Password for")
    // A terminal that has just changed its mode may drop keys.
    usleep(200_000)
    prompt.type(Key.control("C"))
    prompt.expect("asks for a password")
    prompt.expectPrompt()
    prompt.clear()
    prompt.type("open \"\(url)\"" + Key.enter)
    prompt.expect("Password for")
    // A terminal that has just changed its mode may drop keys.
    usleep(200_000)
    prompt.type("wrong" + Key.enter)
    prompt.expect("password authentication failed")
    prompt.expectPrompt()
    // The terminal echoes again.
    prompt.enter("print 20 + 22", expecting: "42")
    prompt.leave()
    #expect(!prompt.terminal.transcript.contains("s3cr3t"))
    #expect(try !folderText(folder).contains("s3cr3t"))
  }
}

/// All files below a folder, as one text.
func folderText(_ folder: TemporaryFolder) throws -> String {
  let run = try CommandLineRun(["-r", "", folder.path], program: "/bin/grep")
  return run.stdout
}
