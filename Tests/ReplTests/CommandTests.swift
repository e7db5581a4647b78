import Glibc
import Rendering
import Support
import Testing

@testable import Repl

@Suite(.serialized, .timeLimit(.minutes(1))) struct CommandTests {
  @Test func tabInsertsListsAndReplaces() throws {
    let terminal = try startPrompt()
    terminal.send("echo pa" + Key.tab)
    terminal.expect("vnb> echo passage")
    terminal.send(Key.tab)
    terminal.expect("passage_vector  note of passage_vector")
    #expect(terminal.wait { $0.last { !$0.isEmpty } == "vnb> echo passage" })
    terminal.send("_" + Key.tab + " grö" + Key.tab + Key.enter)
    terminal.expect("<passage_vector größe>")
    terminal.send(":f" + Key.tab + " js" + Key.tab)
    terminal.expect("vnb> :format json")
  }

  @Test func listsBelowAStatementOfSeveralLines() throws {
    let terminal = try startPrompt()
    terminal.send("echo {" + Key.enter + "x }" + Key.control("P"))
    terminal.send(Key.up + Key.end + " p" + Key.tab)
    terminal.expect("plot")
    #expect(
      terminal.wait { lines in
        let text = lines.filter { !$0.isEmpty }.suffix(2)
        return Array(text) == ["vnb> echo { p", "  x }"]
      }, "\(terminal.screen)")
    terminal.send("l" + Key.tab + Key.enter)
    terminal.expect("<{ plot")
  }

  @Test func tablesFitTheTerminalAndItsResizing() throws {
    let terminal = try startPrompt()
    terminal.enter("table 3", expecting: "3 rows")
    #expect(terminal.lines.allSatisfy { $0.count <= 80 } && terminal.screen.contains("…"))
    terminal.resize(columns: 40, rows: 24)
    terminal.enter("table 30", expecting: "… 30 rows in all, 20 shown")
    let last = terminal.lines.last { $0.contains("long text") }
    #expect(last?.count == 40)
    terminal.resize(columns: 150, rows: 30)
    terminal.send(":last" + Key.enter)
    #expect(terminal.wait { $0.contains("30 rows") }, "\(terminal.screen)")
    #expect(terminal.count("text end") > 20)
  }

  @Test func resizingWhileEditingKeepsTheText() throws {
    let terminal = try startPrompt(columns: 60)
    terminal.send("echo some text that is rather long")
    terminal.expect("rather long")
    terminal.resize(columns: 100, rows: 24)
    usleep(50_000)
    terminal.send(" and more" + Key.enter)
    terminal.expect("<some text that is rather long and more>")
  }

  @Test func helpAndVariables() throws {
    let terminal = try startPrompt()
    terminal.enter("?kmeans", expecting: "kmeans: Groups vectors")
    terminal.enter("?\"groups\"", expecting: "kmeans  Groups")
    terminal.enter("??share", expecting: "fn share() { 1 }")
    terminal.enter("??kmeans", expecting: "error[V0856]")
    terminal.enter("?kmean", expecting: "did you mean `kmeans`?")
    terminal.enter(":vars", expecting: "answer")
    terminal.enter(":time echo t", expecting: " ms")
    terminal.enter(":help", expecting: ":quit")
  }

  @Test func errorsShowThePlace() throws {
    let terminal = try startPrompt()
    terminal.enter("fail now", expecting: "1 | fail now")
    terminal.expect("^^^^ here")
    terminal.enter(":vasr", expecting: "did you mean `:vars`?")
    terminal.enter(":save x.vnb", expecting: "nothing to save")
    terminal.enter(":last x", expecting: "takes no argument")
    terminal.enter(":format jsn", expecting: "did you mean `json`?")
    terminal.enter(":last", expecting: "error[V0854]")
  }

  @Test(arguments: [["NO_COLOR": "1"], ["TERM": "dumb"]])
  func noColorWhenNotWanted(environment: [String: String]) throws {
    let terminal = try startPrompt(environment)
    terminal.enter("fail now", expecting: "it failed")
    terminal.expectPrompt()
    #expect(!terminal.transcript.contains("\u{1B}[1;31m"))
    #expect(!terminal.transcript.contains("\u{1B}[1;36m"))
    terminal.enter("echo {\nx }", expecting: "x }>")
  }

  @Test func colorOtherwise() throws {
    let terminal = try startPrompt(["NO_COLOR": ""])
    terminal.enter("fail now", expecting: "it failed")
    #expect(terminal.transcript.contains("\u{1B}[1;31merror[V0201]"))
  }

  @Test func dataCannotReachTheTerminalAsControls() throws {
    let terminal = try startPrompt(["NO_COLOR": "1"])
    terminal.send("echo \u{16}\u{1B}[31mred" + Key.enter)
    terminal.expect("\\u{1B}[31mred>")
  }

  @Test func commandsAreParsed() throws {
    #expect(try MetaCommand("let x = 1") == nil)
    #expect(try MetaCommand("  :format  tsv ") == .format(.tsv))
    #expect(try MetaCommand("?") == .help(topic: nil))
    #expect(try MetaCommand("? \"near rows\"") == .search("near rows"))
    #expect(throws: ReplError.emptySearch) { try MetaCommand("?\"\"") }
    #expect(throws: ReplError.unknownCommand("", nearest: nil)) { try MetaCommand(":") }
  }

  @Test func progressTellsRateAndTime() {
    var line = ProgressLine()
    #expect(line.report(job: "embed", done: 0, total: 100, unit: "rows", now: 10, width: 80) == nil)
    #expect(line.report(job: "embed", done: 10, total: 100, unit: "rows", now: 10.4, width: 80) == nil)
    #expect(
      line.report(job: "embed", done: 50, total: 100, unit: "rows", now: 12, width: 80)
        == "\r\("embed  50 of 100 rows  50 %  25/s  2 s left")\u{1B}[K")
    #expect(line.report(job: "embed", done: 51, total: 100, unit: "rows", now: 12.05, width: 80) == nil)
    #expect(line.clear() == "\r\u{1B}[K" && line.clear().isEmpty)
    #expect(line.report(job: "load", done: 5, total: nil, unit: "rows", now: 13, width: 80) == nil)
  }
}
