import Glibc
import Support
import Testing

@Suite struct FormatCommandTests {
  @Test func formattedNotebookStaysAsItIs() throws {
    let folder = TemporaryFolder()
    let text = "# T\r\n```vnb\r\n1 + 1\r\n```\r\n"
    let path = try folder.write("a.vnb", text)
    #expect(try CommandLineRun(["fmt", path]).exitCode == 0)
    #expect(try CommandLineRun(["fmt", "--check", path]).exitCode == 0)
    #expect(try Files.readText(path) == text && Files.list(folder.path) == ["a.vnb"])
  }

  @Test func brokenNotebookIsToldAndLeftAlone() throws {
    let folder = TemporaryFolder()
    let broken = try folder.write("a.vnb", "```vnb nmae=x\n1\n```\n")
    let run = try CommandLineRun(["fmt", broken, folder.file("none.vnb")])
    #expect(run.exitCode == 2 && run.stderr.contains("unknown cell attribute `nmae=x`"), "\(run.summary)")
    #expect(run.stderr.contains("cannot read") && Files.list(folder.path) == ["a.vnb"])
  }
}

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
}
