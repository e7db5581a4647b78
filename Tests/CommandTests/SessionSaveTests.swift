import Glibc
import Support
import Testing

/// From a session at the real prompt to a notebook that gives the same again.
@Suite(.serialized, .timeLimit(.minutes(2))) struct SessionSaveTests {
  /// What `vnb run` writes on standard output.
  private func run(_ file: String, in folder: TemporaryFolder) throws -> CommandLineRun {
    try CommandLineRun(["run", "-q", file], folder: folder.path)
  }

  /// The texts of the `out` blocks, in order.
  private func outputs(_ notebook: String) -> [String] {
    var found: [String] = []
    var open: String?
    for line in notebook.split(separator: "\n", omittingEmptySubsequences: false) {
      if let text = open {
        open = line == "```" ? nil : text + line + "\n"
        if line == "```" { found.append(text) }
      } else if line.hasPrefix("```out ") {
        open = ""
      }
    }
    return found
  }

  @Test func aSavedSessionGivesTheSameAgain() throws {
    let prompt = try PromptRun()
    try prompt.writeDocuments()
    prompt.enter(#"let docs = load "docs.jsonl", into: "doc", key: "id""#, expecting: "load: 6 records in")
    prompt.enter("docs | kmeens .v", expecting: "did you mean `kmeans`?")
    prompt.enter(#"docs | embed .text, into: "v", model: "hash""#, expecting: "embedded   6")
    prompt.enter("let km = docs | kmeans .v, k: 3, seed: 7")
    prompt.enter("docs | assign km;")
    prompt.enter(#"docs|search "finance in London",by:.v,limit:2"#, expecting: "2 rows")
    prompt.enter("| select .id, .distance")
    prompt.enter(
      "for i in [1, 2] {" + Key.enter + "print \"``` {i * 10}\"" + Key.enter + "}", expecting: "20")
    prompt.clear()
    prompt.enter(":save demo.vnb", expecting: "saved 7 cells in demo.vnb")
    prompt.expect("1 statement that failed or was stopped is left out")
    prompt.enter("keep \"work.db\"")
    prompt.leave()

    let text = try Files.readText(prompt.folder.file("demo.vnb"))
    #expect(text.hasPrefix("---\nvnb: 1\ntitle: demo\nseed: 42\nwidth: 96\n---\n"), "\(text)")
    #expect(!text.contains("kmeens"))
    #expect(text.contains("_ | select .id, .distance"))
    #expect(text.contains("```lock\nvnb 0.1.0 engine 1\ndata docs.jsonl sha256:"))
    #expect(text.contains(" rows 6\nmodel hash sha256:") && text.hasSuffix(" dim 384\n```\n"))
    let again = try run("demo.vnb", in: prompt.folder)
    #expect(again.exitCode == 0, "\(again.summary)")
    // What a run shows is what was saved; so is the copy that it writes, byte for byte.
    #expect(outputs(text).joined() + "``` 10\n``` 20\n" == again.stdout, "\(text)\n\(again.summary)")
    _ = try CommandLineRun(["run", "-q", "demo.vnb", "-o", "copy.vnb"], folder: prompt.folder.path)
    #expect(try Files.readText(prompt.folder.file("copy.vnb")) == text)
    let check = try CommandLineRun(["check", "--locked", "demo.vnb"], folder: prompt.folder.path)
    #expect(check.exitCode == 0, "\(check.summary)")
    let layout = try CommandLineRun(["fmt", "--check", "demo.vnb"], folder: prompt.folder.path)
    #expect(layout.exitCode == 0, "\(layout.summary)")
  }

  @Test func otherFilesAreNotReplacedUnasked() throws {
    let prompt = try PromptRun()
    try prompt.folder.write("other.vnb", "# mine\n")
    prompt.enter(":save", expecting: "needs the name of a notebook")
    prompt.enter(":save new.vnb", expecting: "nothing to save")
    prompt.enter("1 + 1", expecting: "2")
    prompt.enter(":save other.vnb", expecting: "other.vnb exists already")
    #expect(try Files.readText(prompt.folder.file("other.vnb")) == "# mine\n")
    prompt.enter(":save other", expecting: "must end in `.vnb`")
    prompt.enter(":save none/x.vnb", expecting: "cannot write none/x.vnb")
    prompt.clear()
    prompt.enter(":save! 'other.vnb'", expecting: "saved 1 cell in other.vnb")
    // What this session saved is its own: it is written anew, also without its name.
    prompt.enter("2 + 3", expecting: "5")
    prompt.enter(":save", expecting: "saved 2 cells in other.vnb")
    try prompt.folder.write("other.vnb", "# changed meanwhile\n")
    prompt.enter(":save", expecting: "other.vnb exists already")
    #expect(try Files.readText(prompt.folder.file("other.vnb")) == "# changed meanwhile\n")
  }

  @Test func undoLeavesAStatementOutAndSaysWhatStays() throws {
    let prompt = try PromptRun()
    prompt.enter(":undo", expecting: "no statement to leave out")
    prompt.enter("let x = 20")
    prompt.enter("sql \"create table t (a int)\"")
    prompt.enter(":undo", expecting: "left out of what `:save` writes: `sql \"create table t (a int)\"`")
    prompt.expect("what it did stays: variables keep their values")
    prompt.enter("tables", expecting: "1 row")
    prompt.enter(":undo")
    prompt.enter("x * 2", expecting: "40")
    prompt.enter(":save x.vnb", expecting: "saved 2 cells")
    let text = try Files.readText(prompt.folder.file("x.vnb"))
    #expect(!text.contains("create table") && !text.contains("tables"))
    #expect(outputs(text) == ["40\n"])
  }

  /// Declared anywhere, but saved where a run can set them.
  @Test func paramsAreSavedAsParameters() throws {
    let prompt = try PromptRun()
    prompt.enter("let a = 1")
    prompt.enter("param k: int = 3 ## how many")
    prompt.enter("param word: string = \"x\"")
    prompt.enter("param late: int = k + 1")
    prompt.enter("print \"{k} {word} {late}\"", expecting: "3 x 4")
    prompt.enter(":save p.vnb", expecting: "saved 4 cells")
    let text = try Files.readText(prompt.folder.file("p.vnb"))
    #expect(
      text.contains(
        "prompt.\n\n```vnb params\nparam k: int = 3  ## how many\nparam word: string = \"x\"\n```\n"))
    let run = try CommandLineRun(["run", "-q", "p.vnb", "k=5", "word=y z"], folder: prompt.folder.path)
    #expect(run.stdout == "5 y z 6\n", "\(run.summary)")
    #expect(try CommandLineRun(["check", "--locked", "p.vnb"], folder: prompt.folder.path).exitCode == 0)
  }

  /// Where the name was used before, a parameter cannot go first.
  @Test func paramsThatDependOnTheirPlaceStayThere() throws {
    let prompt = try PromptRun()
    prompt.enter("let k = 1")
    prompt.enter("k", expecting: "1")
    prompt.enter("param k: int = 3")
    prompt.enter("k", expecting: "3")
    prompt.enter(":save p.vnb", expecting: "saved 4 cells")
    #expect(!(try Files.readText(prompt.folder.file("p.vnb"))).contains("params"))
    #expect(try CommandLineRun(["check", "--locked", "p.vnb"], folder: prompt.folder.path).exitCode == 0)
  }

  /// What is saved gives the same when it runs: a statement that goes on from `_` has the same one there.
  @Test func undoGivesTheLastValueBack() throws {
    let prompt = try PromptRun()
    prompt.enter("7 * 6", expecting: "42")
    prompt.enter("[1, 2, 3]", expecting: "[1, 2, 3]")
    prompt.enter("let x = 5")
    prompt.enter(":undo")
    prompt.enter("len(_)", expecting: "3")
    prompt.enter(":undo")
    prompt.enter(":undo")
    prompt.enter("_ + 100", expecting: "142")
    prompt.enter(":save x.vnb", expecting: "saved 2 cells")
    #expect(outputs(try Files.readText(prompt.folder.file("x.vnb"))) == ["42\n", "142\n"])
    let run = try CommandLineRun(["run", "x.vnb", "-q"], folder: prompt.folder.path)
    #expect(run.stdout == "42\n142\n", "\(run.summary)")
    for _ in 1...2 { prompt.enter(":undo") }
    prompt.enter("_ == null", expecting: "true")
  }

  /// A line that failed half-way did something all the same; what builds on it cannot run without it.
  @Test func warnsOfWhatCannotRunAgain() throws {
    let prompt = try PromptRun()
    prompt.enter("let a = 1; nope", expecting: "unknown name `nope`")
    prompt.enter("let a = 1; fail \"late\"", expecting: "late")
    prompt.enter("a + 1", expecting: "2")
    prompt.enter(":save x.vnb", expecting: "it will not run as it is: unknown name `a`")
    prompt.enter("let b = 2")
    prompt.enter(":undo")
    prompt.enter(":undo")
    prompt.enter("let a = 1")
    prompt.clear()
    prompt.enter(":save x.vnb", expecting: "saved 1 cell")
    #expect(!prompt.terminal.screen.contains("will not run"))
  }

  @Test func passwordsAndLongTablesStayOut() throws {
    let prompt = try PromptRun("work.db")
    prompt.enter("let url = \"postgresql://ann:s3cret@127.0.0.1:1/x\"")
    prompt.enter("url", expecting: "ann:***@")
    prompt.enter(
      "sql \"with recursive n(a) as (select 1 union all select a + 1 from n where a < 5000) select a from n\"",
      expecting: "35 rows shown, more follow")
    prompt.enter("keep \"kept.db\"")
    prompt.clear()
    prompt.enter(":save p.vnb", expecting: "passwords are saved as ***")
    prompt.expect("1 cell showed too much to be saved with")
    prompt.expect("`keep` is saved as a cell that a run skips")
    prompt.expect("it runs on `work.db`")
    let text = try Files.readText(prompt.folder.file("p.vnb"))
    #expect(!text.contains("s3cret") && text.contains("ann:***@"))
    #expect(text.contains("\nstore: work.db\n") && text.contains("```vnb skip\nkeep \"kept.db\"\n"))
    #expect(text.utf8.count < 2_000)
    prompt.leave()
    let again = try run("p.vnb", in: prompt.folder)
    #expect(again.exitCode == 0 && again.stdout.contains("5,000 rows"), "\(again.stderr)")
  }

  @Test func editRunsWhatTheEditorLeaves() throws {
    let folder = TemporaryFolder()
    try folder.write("editor.sh", "sed -i 's/2/40/' \"$1\"\n")
    let prompt = try PromptRun(
      folder: folder, environment: ["VISUAL": "", "EDITOR": "sh '\(folder.path)/editor.sh'"])
    prompt.enter(":edit", expecting: "no statement has been entered yet")
    prompt.enter("prin 2", expecting: "did you mean `print`?")
    prompt.enter("1 + 2", expecting: "3")
    prompt.enter(":edit", expecting: "41")
    prompt.enter(":edit 9", expecting: "there is no statement 9; this session has 3 statements")
    prompt.enter(":edit x", expecting: "takes the number of a statement")
    // The first one failed; it can be mended.
    try folder.write("editor.sh", "sed -i 's/prin 2/print \"mended\"/' \"$1\"\n")
    prompt.clear()
    prompt.enter(":edit 1", expecting: "mended")
    prompt.enter(":save e.vnb", expecting: "saved 3 cells")
    #expect(outputs(try Files.readText(folder.file("e.vnb"))) == ["3\n", "41\n", "mended\n"])
    try folder.write("editor.sh", "exit 3\n")
    prompt.enter(":edit", expecting: "ended with 3")
    try folder.write("editor.sh", ": > \"$1\"\n")
    prompt.enter(":edit", expecting: "the text is empty: nothing was run")
    // A prompt as before.
    prompt.enter("6 * 7", expecting: "42")
    prompt.leave()
  }

  @Test func aNewNotebookRunsAndIsFormatted() throws {
    let folder = TemporaryFolder()
    let made = try CommandLineRun(["new", "my notes.vnb"], folder: folder.path)
    #expect(made.exitCode == 0, "\(made.summary)")
    let text = try Files.readText(folder.file("my notes.vnb"))
    #expect(text.contains("\n# my notes\n"))
    let ran = try run("my notes.vnb", in: folder)
    #expect(ran.exitCode == 0 && ran.stdout.contains("Tea cools slowly"), "\(ran.summary)")
    #expect(try CommandLineRun(["fmt", "--check", "my notes.vnb"], folder: folder.path).exitCode == 0)
    let second = try CommandLineRun(["new", "my notes.vnb"], folder: folder.path)
    #expect(second.exitCode == 2 && second.stderr.contains("exists already"), "\(second.summary)")
    #expect(try Files.readText(folder.file("my notes.vnb")) == text)
    #expect(try CommandLineRun(["new", "x.txt"], folder: folder.path).exitCode == 2)
    #expect(try CommandLineRun(["new"], folder: folder.path).exitCode == 2)
  }
}
