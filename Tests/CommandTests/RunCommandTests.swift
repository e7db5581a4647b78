import Glibc
import Support
import Testing

@Suite struct RunCommandTests {
  @Test func brokenNotebooksAreUsageErrors() throws {
    let folder = TemporaryFolder()
    let path = try folder.write("a.vnb", "---\nwidht: 9\n---\n```out\n```\n")
    let run = try CommandLineRun(["run", path])
    #expect(run.exitCode == 2 && run.stdout.isEmpty)
    #expect(
      run.stderr.contains("unknown front matter key `widht`") && run.stderr.contains("right below a cell"))
  }

  @Test func copyMayNotBeTheNotebook() throws {
    let folder = TemporaryFolder()
    let path = try folder.write("a.vnb", "text\n")
    symlink("a.vnb", folder.file("b.vnb"))
    let run = try CommandLineRun(["run", path, "-o", folder.file("b.vnb")])
    #expect(run.exitCode == 2 && run.stderr.contains("is the notebook itself"))
    #expect(try Files.readText(path) == "text\n")
  }

  @Test func notebookWithoutCellsRuns() throws {
    let folder = TemporaryFolder()
    let path = try folder.write("a.vnb", "---\ntitle: x\n---\nonly text")
    let run = try CommandLineRun(["run", path, "-o", folder.file("copy.vnb"), "-q"])
    #expect(run.exitCode == 0 && run.stdout.isEmpty && run.stderr.isEmpty, "\(run.summary)")
    #expect(try Files.readText(folder.file("copy.vnb")) == "---\ntitle: x\n---\nonly text")
  }

  static let notebook = """
    ---
    width: 60
    ---
    # T

    ```vnb params
    param k: int = 8
    param q: string = "x"
    ```

    ```vnb name=a
    print "k={k} q={q}"
    k * 2
    ```

    ```vnb expect=error
    1 / 0
    ```
    ```vnb skip
    never
    ```

    """

  @Test func resultsGoToStandardOutputAndNarrationToStandardError() throws {
    let folder = TemporaryFolder()
    let path = try folder.write("a.vnb", Self.notebook)
    let run = try CommandLineRun(["run", path, "k=12", "q=a b \"表"])
    #expect(
      run.stdout == "k=12 q=a b \"表\n24\nerror[V0213]: division by zero\n" && run.exitCode == 0,
      "\(run.summary)")
    #expect(run.stderr.hasPrefix("-- 1/4 cell 1\n-- 2/4 a\n-- 3/4 cell 3\n"))
    #expect(run.stderr.contains("3 cells run, 1 skipped"))
    let quiet = try CommandLineRun(["run", "-q", path])
    #expect(quiet.stdout.hasPrefix("k=8 q=x\n16\n") && quiet.stderr.isEmpty)
    #expect(try Files.readText(path) == Self.notebook)
  }

  @Test func copyHoldsTheOutputs() throws {
    let folder = TemporaryFolder()
    let path = try folder.write("a.vnb", Self.notebook)
    let copy = folder.file("copy.vnb")
    #expect(try CommandLineRun(["run", path, "-o", copy]).exitCode == 0)
    let text = try Files.readText(copy)
    #expect(text.contains("k * 2\n```\n```out ") && text.contains("\nk=8 q=x\n16\n```\n"))
    #expect(text.contains("\nerror[V0213]: division by zero\n```\n"))
    #expect(try CommandLineRun(["run", copy, "-o", folder.file("again.vnb")]).exitCode == 0)
    #expect(try Files.readText(folder.file("again.vnb")) == text)
  }

  @Test(arguments: [
    (["k=twelve"], "unknown name `twelve`"), (["k=1.5"], "`k` must be of type int, got `1.5`"),
    (["kk=1"], "the notebook has no parameter `kk`"),
  ])
  func wrongParametersAreUsageErrors(_ words: [String], _ message: String) throws {
    let folder = TemporaryFolder()
    let path = try folder.write("a.vnb", Self.notebook)
    let run = try CommandLineRun(["run", path] + words)
    #expect(run.exitCode == 2 && run.stdout.isEmpty && run.stderr.contains(message), "\(run.summary)")
  }

  @Test func nothingRunsWhenACellDoesNotParse() throws {
    let folder = TemporaryFolder()
    let path = try folder.write("a.vnb", "```vnb\nprint 1\n```\n\n```vnb\nlet = 2\n```\n")
    let run = try CommandLineRun(["run", path])
    #expect(run.exitCode == 1 && run.stdout.isEmpty && run.stderr.contains("a.vnb:6:"), "\(run.summary)")
  }

  @Test func stopsAtTheFailingCell() throws {
    let folder = TemporaryFolder()
    let path = try folder.write("a.vnb", "```vnb\nprint 1\n```\n\n```vnb\n1 / 0\n```\n```vnb\nprint 3\n```\n")
    let run = try CommandLineRun(["run", path])
    #expect(run.exitCode == 1 && run.stdout == "1\n" && run.stderr.contains("a.vnb:6:5"), "\(run.summary)")
  }

  @Test func storesAreFoundFromWhereTheyAreNamed() throws {
    let folder = TemporaryFolder()
    let cell = "```vnb\nsql \"create table if not exists t (a integer primary key)\";\n```\n"
    try folder.write("deep/plain.vnb", cell)
    try folder.write("deep/own.vnb", "---\nstore: inner.db\n---\n" + cell)
    for arguments in [["deep/plain.vnb", "--store", "outer.db"], ["deep/own.vnb"], ["deep/plain.vnb"]] {
      let run = try CommandLineRun(["run", "-q"] + arguments, folder: folder.path)
      #expect(run.exitCode == 0, "\(run.summary)")
    }
    #expect(Files.list(folder.path) == ["deep", "outer.db"])
    #expect(Files.list(folder.file("deep")) == ["inner.db", "own.vnb", "plain.vnb"])
  }

  @Test func timeoutEndsAnEndlessCell() throws {
    let folder = TemporaryFolder()
    let path = try folder.write("a.vnb", "```vnb timeout=0.2 name=spin\nwhile true { }\n```\n")
    let run = try CommandLineRun(["run", path], limit: 20)
    #expect(
      run.exitCode == 1 && run.stderr.contains("spin ran longer than its timeout of 0.2 s"), "\(run.summary)")
  }

  @Test func controlCEndsTheRun() throws {
    let folder = TemporaryFolder()
    let path = try folder.write("a.vnb", "```vnb\nprint \"on\"\nwhile true { }\n```\n")
    let run = try CommandLineRun(["run", path], limit: 20, stop: .after(seconds: 0.6, signal: SIGINT))
    #expect(run.exitCode == 130 && run.signal == nil && run.stdout == "on\n", "\(run.summary)")
  }
}
