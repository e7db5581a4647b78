import Glibc
import Support
import Testing

typealias Key = PseudoTerminal.Key

/// The real executable at its prompt, with folders of its own for files and history.
final class PromptRun {
  let terminal: PseudoTerminal
  let folder: TemporaryFolder

  /// `arguments` are words for a shell: the program starts in the folder.
  init(
    _ arguments: String = "", folder: TemporaryFolder = TemporaryFolder(),
    environment: [String: String] = [:],
    columns: Int = 100, rows: Int = 40, ready: String = "vnb> "
  ) throws {
    self.folder = folder
    var variables = ["XDG_STATE_HOME": folder.file("state")]
    variables.merge(environment) { $1 }
    terminal = try PseudoTerminal(
      "/bin/sh", ["-c", "cd '\(folder.path)' && exec '\(vnbBinary)' \(arguments)"], environment: variables,
      columns: columns, rows: rows)
    try #require(
      terminal.wait { $0.contains { $0.hasPrefix(ready.dropLast()) } },
      "no prompt: \(terminal.transcript.debugDescription)")
  }

  /// Records with different words, for tests that need a table.
  func writeDocuments() throws {
    let texts = [
      "New York is a centre of finance", "London is a centre of finance and trade", "cats sleep all day",
      "dogs and cats sleep at night", "the sky is blue", "the blue sky over London",
    ]
    let lines = texts.enumerated().map { "{\"id\": \"d\($0 + 1)\", \"text\": \"\($1)\"}\n" }
    try folder.write("docs.jsonl", lines.joined())
  }

  /// Many records: enough for jobs that can be interrupted.
  func writeManyDocuments(_ count: Int) throws {
    var random = SeededGenerator(seed: 7)
    var text = ""
    for row in 0..<count { text += "{\"id\": \"r\(row)\", \"text\": \"\(random.sentence(words: 30))\"}\n" }
    try folder.write("many.jsonl", text)
  }

  func type(_ keys: String) { terminal.send(keys) }

  /// Types a line and Enter, and waits for `text` on the screen and for a fresh prompt.
  func enter(_ line: String, expecting text: String, _ place: SourceLocation = #_sourceLocation) {
    enter(line, place)
    expect(text, place)
  }

  /// Types a line and Enter, and waits for a fresh prompt below it.
  func enter(_ line: String, _ place: SourceLocation = #_sourceLocation) {
    let before = prompts
    terminal.send(line + Key.enter)
    let isBack = terminal.wait(20) { _ in prompts > before && isFresh }
    #expect(isBack, "no fresh prompt:\n\(terminal.screen)", sourceLocation: place)
  }

  func expect(_ text: String, _ place: SourceLocation = #_sourceLocation) {
    let found = terminal.wait(for: text, 20)
    #expect(
      found, "\(text.debugDescription) is not on the screen:\n\(terminal.screen)", sourceLocation: place)
  }

  func expectPrompt(_ place: SourceLocation = #_sourceLocation) {
    #expect(terminal.wait(20) { _ in isFresh }, "no fresh prompt:\n\(terminal.screen)", sourceLocation: place)
  }

  /// Clears the screen, so that what was there is not taken for what comes.
  func clear() {
    terminal.send(Key.control("L"))
    _ = terminal.wait { $0.first?.hasPrefix("vnb>") == true }
  }

  /// Clears the line and presses Ctrl-D until the program ends. A terminal that is just changing its mode, or was just
  /// interrupted, drops keys, so a press may be lost.
  func leave(_ place: SourceLocation = #_sourceLocation) {
    _ = terminal.wait(20) { _ in isFresh }
    for _ in 0..<10 {
      terminal.send(Key.control("C"))
      usleep(300_000)
      _ = terminal.wait(3) { _ in isFresh }
      terminal.send(Key.control("D"))
      guard let code = terminal.waitForExit(3) else { continue }
      #expect(code == 0, sourceLocation: place)
      return
    }
    Issue.record("the program did not end:\n\(terminal.screen)", sourceLocation: place)
  }

  /// The last line with text is an empty prompt.
  private var isFresh: Bool { terminal.lines.last { !$0.isEmpty } == "vnb>" }

  /// Prompts drawn so far.
  private var prompts: Int { terminal.transcript.split(separator: "\u{1B}[?2004h").count }
}
