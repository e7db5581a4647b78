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

  @Test func cellsAreFormattedAndNothingElse() throws {
    let folder = TemporaryFolder()
    let path = try folder.write("a.vnb", "#  T  \n```vnb\nlet   x=1\n```\n  tail")
    #expect(try CommandLineRun(["fmt", "--check", path]).exitCode == 1)
    #expect(try CommandLineRun(["fmt", path]).exitCode == 0)
    #expect(try Files.readText(path) == "#  T  \n```vnb\nlet x = 1\n```\n  tail")
  }

  @Test func plainProgramsAreFormattedToo() throws {
    let folder = TemporaryFolder()
    let path = try folder.write("a.txt", "let   x=1")
    let wrong = try folder.write("b.txt", "let = = 1\n")
    let run = try CommandLineRun(["fmt", wrong, path])
    #expect(run.exitCode == 2 && run.stderr.contains("b.txt:1:"), "\(run.summary)")
    #expect(try Files.readText(path) == "let x = 1\n" && Files.readText(wrong) == "let = = 1\n")
  }
}
