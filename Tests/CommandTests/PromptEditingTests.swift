import Support
import Testing

/// Completion, history and pasting at the real prompt.
@Suite(.serialized, .timeLimit(.minutes(2))) struct PromptEditingTests {
  private func withDocuments() throws -> PromptRun {
    let prompt = try PromptRun()
    try prompt.writeDocuments()
    prompt.enter(#"let docs = load "docs.jsonl", into: "doc", key: "id""#, expecting: "load: 6 records in")
    prompt.clear()
    return prompt
  }

  @Test func completesVerbsColumnsOptionsChoicesAndVariables() throws {
    let prompt = try withDocuments()
    prompt.type("desc" + Key.tab + " do" + Key.tab)
    prompt.expect("vnb> describe docs")
    prompt.type(Key.control("U") + "docs | sel" + Key.tab + " .te" + Key.tab)
    prompt.expect("vnb> docs | select .text")
    prompt.type(
      Key.control("U") + "docs | embed .text, into" + Key.tab + "\"v\", mod" + Key.tab + "\"ha" + Key.tab)
    prompt.expect(#"vnb> docs | embed .text, into: "v", model: "hash""#)
    prompt.type(Key.control("U") + "load \"x\", into: \"t\", conflict: \"re" + Key.tab)
    prompt.expect(#"conflict: "replace""#)
  }

  @Test func listsWhatFitsThePlace() throws {
    let prompt = try withDocuments()
    prompt.type("docs | embed " + Key.tab)
    prompt.expect(".text         string")
    prompt.expect("into:         vector column to fill")
    #expect(!prompt.terminal.screen.contains("while"), "keywords make no sense there")
    prompt.type(Key.control("U"))
    prompt.clear()
    prompt.type("docs | " + Key.tab)
    prompt.expect("search")
    #expect(!prompt.terminal.screen.contains("while"), "keywords make no sense there")
  }

  @Test func completesNamesInStrings() throws {
    let prompt = try withDocuments()
    try prompt.folder.write("data/one.csv", "a\n1\n")
    prompt.type("table \"d" + Key.tab)
    prompt.expect(#"vnb> table "doc""#)
    prompt.type(Key.control("U") + "load \"da" + Key.tab + "o" + Key.tab)
    prompt.expect(#"vnb> load "data/one.csv""#)
    prompt.type(Key.control("U") + "model \"ha" + Key.tab)
    prompt.expect(#"vnb> model "hash""#)
    prompt.type(Key.control("U") + "use te" + Key.tab)
    prompt.expect("vnb> use text")
  }

  @Test func historyGoesOnInTheNextSession() throws {
    let folder = TemporaryFolder()
    let first = try PromptRun(folder: folder)
    first.enter("for i in [1, 2] {" + Key.enter + "print i" + Key.enter + "}", expecting: "2")
    first.enter("print \"é 表\"", expecting: "é 表")
    first.enter("let url = \"postgresql://me:secret@host/db\"")
    first.leave()
    let second = try PromptRun(folder: folder)
    second.type(Key.up)
    second.expect("vnb> print \"é 表\"")
    second.type(Key.up)
    second.expect("vnb> for i in [1, 2] {")
    second.expect("  print i")
    second.type(Key.enter)
    second.expectPrompt()
    #expect(second.terminal.lines.contains("1") && second.terminal.lines.contains("2"))
    second.type("pri" + Key.up)
    second.expect("vnb> print \"é 表\"")
    let kept = String(decoding: try Files.read(folder.file("state/vnb/history.jsonl")), as: UTF8.self)
    #expect(!kept.contains("secret") && kept.contains("print \\\"é 表"))
  }

  @Test func controlRFindsWhatContainsTheWords() throws {
    let prompt = try PromptRun()
    prompt.enter("print \"needle one\"")
    prompt.enter("print 2")
    prompt.clear()
    prompt.type(Key.control("R") + "needle")
    prompt.expect("needle one")
    prompt.type(Key.enter)
    #expect(prompt.terminal.wait { $0.contains("needle one") }, "\(prompt.terminal.screen)")
    prompt.expectPrompt()
  }

  @Test func aPastedTranscriptRunsWithoutItsPromptsAndOutput() throws {
    let prompt = try PromptRun()
    let transcript = """
      vnb> let z = 3
      vnb> for i in [1, 2] {
        print i
      }
      1
      2
      vnb> :vars
      name  type  value
      vnb> z * 7
      21
      """
    prompt.type(Key.paste(transcript))
    prompt.expect("z * 7")
    #expect(!prompt.terminal.lines.contains("21"), "a paste does not run by itself")
    prompt.type(Key.enter)
    prompt.expect("21")
    prompt.expectPrompt()
    #expect(prompt.terminal.lines.contains { $0.hasPrefix("z     int   3") }, "\(prompt.terminal.screen)")
    // One entry of history for each statement.
    prompt.clear()
    prompt.type(Key.up)
    prompt.expect("vnb> z * 7")
    prompt.type(Key.up + Key.up)
    prompt.expect("vnb> for i in [1, 2] {")
  }

  @Test func aPasteStopsAtItsFirstError() throws {
    let prompt = try PromptRun()
    prompt.type(Key.paste("let a = 1\nnonsense\nprint \"never\"") + Key.enter)
    prompt.expect("unknown name `nonsense`")
    prompt.expect("what follows it was not run; Up brings it back")
    prompt.expectPrompt()
    #expect(!prompt.terminal.lines.contains("never"))
    prompt.type(Key.up)
    prompt.expect("vnb> print \"never\"")
  }

  @Test func aPipeOverLinesAndACommentedFunctionStayWhole() throws {
    let prompt = try PromptRun()
    let pasted =
      "## doubles\nfn two(n: int) -> int {\n  n * 2\n}\n\nsql \"select 44 as a\"\n  | where .a > 1\n  | select b: .a - 2"
    prompt.enter(Key.paste(pasted), expecting: "42")
    prompt.enter("?two", expecting: "two: doubles")
  }
}
