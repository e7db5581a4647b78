import Glibc
import Support
import Testing

@testable import Repl

@Suite(.serialized, .timeLimit(.minutes(1))) struct HistoryTests {
  @Test func statementsComeBackWhole() throws {
    let state = TemporaryFolder()
    let first = try startPrompt(state: state)
    first.send("echo {" + Key.enter + "}" + Key.enter)
    first.expect("  }>")
    first.enter("echo 日本", expecting: "<日本>")
    #expect(first.leave() == 0)

    let second = try startPrompt(state: state)
    second.send(Key.up)
    second.expect("vnb> echo 日本")
    second.send(Key.up)
    #expect(second.wait { $0.contains("vnb> echo {") && $0.contains("  }") })
    // In a statement of several lines Up goes to the line above.
    second.send(Key.up + Key.end + "x" + Key.enter)
    second.expect("<{x")
  }

  @Test func upFindsWhatStartsWithTheTypedText() throws {
    let terminal = try startPrompt()
    terminal.enter("echo one", expecting: "<one>")
    terminal.enter("size two", expecting: "bytes")
    terminal.send("ec" + Key.up)
    terminal.expect("vnb> echo one")
    terminal.send(Key.down + "ho back" + Key.enter)
    terminal.expect("<back>")
  }

  @Test func controlRSearchesBackwards() throws {
    let terminal = try startPrompt()
    terminal.enter("echo needle", expecting: "<needle>")
    terminal.enter("echo hay", expecting: "<hay>")
    terminal.send(Key.control("R") + "need")
    terminal.expect("bck:need")
    terminal.send(Key.enter)
    #expect(terminal.wait { $0.filter { $0 == "<needle>" }.count == 2 })
  }

  @Test func theFileIsPrivateSharedAndFreeOfPasswords() throws {
    let state = TemporaryFolder()
    let one = try startPrompt(state: state)
    let two = try startPrompt(state: state)
    one.enter("echo from one", expecting: "<from one>")
    two.enter("echo from two", expecting: "<from two>")
    one.enter("echo postgresql://user:secret@host/db", expecting: "<postgresql")
    one.enter("echo again", expecting: "<again>")
    let path = state.file("vnb/history.jsonl")
    let text = try Files.readText(path)
    #expect(text.contains("from one") && text.contains("from two") && text.contains("again"))
    #expect(!text.contains("secret"))
    var info = stat()
    #expect(stat(path, &info) == 0 && info.st_mode & 0o777 == 0o600)
  }

  @Test func loadingSurvivesAnyFile() throws {
    let folder = TemporaryFolder()
    let file = HistoryFile(path: folder.file("h.jsonl"))
    #expect(file.load().isEmpty)
    try folder.write("h.jsonl", "garbage\n{\"text\":\"a\\n\\\"b\\\\\\u001b\",\"at\":1}\n{\"text\":\"cut")
    #expect(file.load() == ["a\n\"b\\\u{1B}"])
    try folder.write("h.jsonl", bytes: [0xFF, 0, 0x0A] + Array("{\"text\":\"x\",\"at\":1}\n".utf8) + [0x7B])
    #expect(file.load() == ["x"])
  }

  @Test func entriesAreBoundedAndUnique() throws {
    let folder = TemporaryFolder()
    let file = HistoryFile(path: folder.file("deep/er/h.jsonl"))
    for text in ["a", "b", "a", "日本\nß"] { #expect(file.append(text, at: 1)) }
    #expect(file.load() == ["b", "a", "日本\nß"])
    #expect(!file.append(String(repeating: "x", count: HistoryFile.longestEntry + 1)))
    let filler = String(repeating: "y", count: 80)
    let many = (0..<12_000).map { "{\"text\":\"entry number \($0) \(filler)\",\"at\":1}\n" }
    try folder.write("big.jsonl", many.joined())
    let big = HistoryFile(path: folder.file("big.jsonl"))
    #expect(big.load().count == HistoryFile.mostEntries)
    #expect(try Files.readText(big.path).utf8.count < 1 << 20, "the file was not compacted")
    #expect(big.load().last?.hasPrefix("entry number 11999 ") == true)
    #expect(!HistoryFile(path: "/proc/none/h.jsonl").append("a"))
  }

  @Test(arguments: [
    ("open \"postgresql://u:p@h/d\"", true), ("open \"postgres://u:p/w@h\"", true),
    ("x PASSWORD = 'a'", true),
    ("open \"postgresql://h:5432/d\"", false), ("open \"postgresql://u@h:5432/d\"", false),
    ("echo password", false), ("load \"a@b:c\"", false), ("://:@", true), ("", false),
  ])
  func passwordsAreFound(text: String, holds: Bool) { #expect(Secrets.mayHold(text) == holds) }

  @Test func walkGoesThroughMatchesAndBack() {
    var walk = HistoryWalk(["let a", "print a", "let b"])
    #expect(walk.older(from: "le", cursor: 2) == "let b")
    #expect(walk.older(from: "let b", cursor: 5) == "let a")
    #expect(walk.older(from: "let a", cursor: 5) == nil)
    #expect(walk.newer(from: "let a") == "let b")
    #expect(walk.newer(from: "let b") == "le")
    #expect(walk.newer(from: "le") == nil)
    #expect(walk.older(from: "", cursor: 0) == "let b")
    walk.add("print a")
    #expect(walk.older(from: "", cursor: 0) == "print a")
  }
}
