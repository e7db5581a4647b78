import Glibc
import Support
import Testing

@Suite(.serialized, .timeLimit(.minutes(1))) struct PasteTests {
  private func summary(_ text: String) -> String {
    let sum = text.utf8.reduce(0) { ($0 &* 31 &+ Int($1)) % 1_000_003 }
    return "\(text.utf8.count) bytes, \(text.count { $0 == "\n" } + 1) lines, sum \(sum)"
  }

  @Test func twoHundredKilobytesArriveWhole() throws {
    let terminal = try startPrompt()
    let lines = (0..<4_000).map { "line \($0) with some text, ü and 日本, to fill" }
    let text = "size " + lines.joined(separator: "\n")
    #expect(text.utf8.count > 180_000)
    terminal.send(Key.paste(text))
    #expect(terminal.wait(20) { $0.contains { $0.contains("line 3999") } })
    terminal.send(Key.enter)
    #expect(terminal.wait(20) { $0.contains { $0.contains(summary(text)) } }, "\(terminal.screen)")
    terminal.enter("echo next", expecting: "<next>")
  }

  @Test func pastedLineBreaksDoNotRunAnything() throws {
    let terminal = try startPrompt()
    terminal.send(Key.paste("echo a\r\necho b\r\n"))
    terminal.expect("echo b")
    usleep(100_000)
    #expect(!terminal.screen.contains("<a"))
    terminal.send(Key.enter)
    terminal.expect("<a")
  }

  @Test func promptsAndOutputOfATranscriptAreStripped() throws {
    let terminal = try startPrompt()
    terminal.send(Key.paste("vnb> size {\n  inner }\n12 bytes of output\nvnb> echo second\noutput\n"))
    terminal.expect("second")
    terminal.send(Key.enter)
    terminal.expect(summary("size {\n  inner }"))
    terminal.expect("<second>")
    #expect(!terminal.screen.contains("[output]"))
  }

  @Test func controlCharactersAreDropped() throws {
    let terminal = try startPrompt()
    terminal.send(Key.paste("echo a\u{7}\u{1B}[2Jb") + Key.enter)
    terminal.expect("<a[2Jb>")
  }
}
