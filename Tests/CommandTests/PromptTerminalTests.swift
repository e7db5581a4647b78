import Glibc
import Support
import Testing

/// What the real prompt shows, and where: terminals of all widths, colours, help, formats.
@Suite(.serialized, .timeLimit(.minutes(2))) struct PromptTerminalTests {
  @Test func helpIsAtHand() throws {
    let prompt = try PromptRun(rows: 60)
    prompt.enter("?kmeans", expecting: "kmeans: Cluster a vector column around k centroids")
    prompt.expect("let km = passages | kmeans .passage_vector, k: 16, seed: 7")
    prompt.enter("?\"nearest rows\"", expecting: "Find the rows nearest to a text")
    prompt.enter("??kmeans", expecting: "is built in")
    prompt.enter("?kmean", expecting: "did you mean `kmeans`?")
    prompt.enter("let n = 3")
    prompt.enter(":vars", expecting: "n     int   3")
    prompt.enter(":time 1 + 1", expecting: " ms")
    prompt.enter(":tmie", expecting: "did you mean `:time`?")
  }

  @Test func modulesAndTheirFunctionsHaveHelp() throws {
    let prompt = try PromptRun()
    prompt.enter("use text")
    prompt.enter("?text", expecting: "text: module")
    prompt.expect("top")
    prompt.enter("?text.top", expecting: "rows: table")
    prompt.enter("??text.top", expecting: "fn top(rows: table")
  }

  @Test func habitsOfOtherPromptsAreMet() throws {
    let prompt = try PromptRun(rows: 60)
    prompt.enter("select * from passage", expecting: "SQL is run by `sql \"…\"`")
    prompt.enter("help", expecting: "The first five minutes")
    prompt.type("\\q" + Key.enter)
    #expect(prompt.terminal.waitForExit() == 0)
  }

  @Test func helpFitsEightyColumns() throws {
    let prompt = try PromptRun(columns: 80, rows: 60)
    prompt.enter(":help", expecting: "Ctrl-D      leaves")
    #expect(prompt.terminal.lines.allSatisfy { $0.count < 80 }, "\(prompt.terminal.screen)")
  }

  @Test func tablesFitTheWidthAndLastShowsAll() throws {
    let prompt = try PromptRun(columns: 60)
    let long = String(repeating: "word ", count: 20)
    prompt.enter("sql \"select 1 as a, '\(long)end' as t, null as n, '' as e\"", expecting: "1 row")
    #expect(prompt.terminal.screen.contains("…") && !prompt.terminal.screen.contains("word end  null"))
    prompt.terminal.resize(columns: 200, rows: 40)
    prompt.clear()
    prompt.enter("_", expecting: "word end  null")
    prompt.terminal.resize(columns: 60, rows: 40)
    prompt.enter(":format json")
    prompt.enter("_", expecting: "}]")
    #expect(prompt.terminal.lines.joined().contains(#""n":null,"e":"""#), "\(prompt.terminal.screen)")
  }

  @Test func aNarrowTerminalIsUsable() throws {
    let prompt = try PromptRun(columns: 20, rows: 30)
    prompt.enter("sql \"select 1 as a, 'some long text here' as t, 2.5 as f\"", expecting: "1 row")
    #expect(prompt.terminal.lines.allSatisfy { $0.count <= 20 })
    prompt.enter("nmae", expecting: "unknown name")
    prompt.enter("print 1 + 1", expecting: "2")
  }

  @Test(arguments: [["NO_COLOR": "1"], ["TERM": "dumb"]])
  func coloursAreLeftOutWhereNotWanted(environment: [String: String]) throws {
    let prompt = try PromptRun(environment: environment)
    prompt.type("nonsense" + Key.enter)
    prompt.expect("unknown name")
    #expect(!prompt.terminal.transcript.contains("\u{1B}[1;3"))
  }

  @Test func aDumbTerminalRunsEverything() throws {
    let prompt = try PromptRun(environment: ["TERM": "dumb"])
    prompt.type("for i in [1, 2] {" + Key.enter + "print i * 10" + Key.enter + "}" + Key.enter)
    prompt.expect("20")
    prompt.type("while true { }" + Key.enter)
    usleep(200_000)
    prompt.type(Key.control("C"))
    prompt.expect("interrupted")
    prompt.type("print 6 * 7" + Key.enter)
    prompt.expect("42")
    prompt.type("quit" + Key.enter)
    #expect(prompt.terminal.waitForExit() == 0)
  }

  /// Rows go to standard output whole, whatever the terminal; progress and narration go to standard error.
  @Test func dataAndNarrationGoTheirOwnWays() throws {
    let folder = TemporaryFolder()
    let prompt = try PromptRun("> out.txt", folder: folder, columns: 40, ready: "")
    try prompt.writeDocuments()
    prompt.type(#"let docs = load "docs.jsonl", into: "doc", key: "id""# + Key.enter)
    prompt.expect("load: 6 records in")
    prompt.type("docs | select .text" + Key.enter + "nonsense" + Key.enter)
    prompt.expect("unknown name")
    prompt.type(":quit" + Key.enter + ":quit" + Key.enter)
    #expect(prompt.terminal.waitForExit() == 0)
    let text = String(decoding: try Files.read(folder.file("out.txt")), as: UTF8.self)
    #expect(text.contains("London is a centre of finance and trade\n"), "\(text)")
    #expect(!text.contains("load: 6") && !text.contains("unknown"))
  }

  @Test(arguments: [
    ("no/such/work.db", "no folder"), ("docs.jsonl", "not a"), ("docs.vnb", "vnb run"),
  ])
  func aStoreThatCannotBeOpenedIsToldInWords(path: String, words: String) throws {
    let folder = TemporaryFolder()
    try folder.write("docs.jsonl", "{\"id\": 1}\n")
    try folder.write("docs.vnb", "# A notebook\n")
    let terminal = try PseudoTerminal(
      "/bin/sh", ["-c", "cd '\(folder.path)' && exec '\(vnbBinary)' \(path)"],
      environment: ["XDG_STATE_HOME": folder.file("state")])
    let code = terminal.waitForExit()
    #expect(code == 1 || code == 2)
    #expect(terminal.wait { _ in terminal.transcript.lowercased().contains(words) }, "\(terminal.transcript)")
    #expect(!terminal.transcript.contains("StoreError"))
    let batch = try CommandLineRun(["eval", "1", "--store", path], folder: folder.path)
    #expect(
      batch.exitCode != 0 && !batch.stderr.contains("StoreError") || path == "docs.vnb", "\(batch.summary)")
  }
}
