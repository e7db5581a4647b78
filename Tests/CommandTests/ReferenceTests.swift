import Support
import Testing

/// The manual, the man page and the completions are made from the tables that the program itself reads.
@Suite struct ReferenceTests {
  @Test func theManualIsWhatDocsWrites() throws {
    let folder = TemporaryFolder()
    let run = try CommandLineRun(["docs", "--output", "made/here"], folder: folder.path)
    #expect(run.exitCode == 0, "\(run.summary)")
    let committed = "\(packageFolder)/docs/reference"
    #expect(Files.list(folder.file("made/here")).sorted() == Files.list(committed).sorted())
    for name in Files.list(committed) {
      let same =
        try Files.readText(folder.file("made/here/\(name)")) == Files.readText("\(committed)/\(name)")
      #expect(same, "docs/reference/\(name) is out of date: run `vnb docs`")
    }
  }

  @Test func theManualNamesEveryCommandAndOption() throws {
    let text = try Files.readText("\(packageFolder)/docs/reference/commands.md")
    for command in try commands() {
      #expect(text.contains("\n## vnb \(command)\n"), "\(command)")
      for option in try options(of: command) { #expect(text.contains(option), "\(command) \(option)") }
    }
  }

  /// The page's cells print what stands below them.
  @Test func theLanguagePageRuns() throws {
    let folder = TemporaryFolder()
    let page = try Files.readText("\(packageFolder)/docs/language.md")
    try folder.write("language.md", page)
    let run = try CommandLineRun(["run", "-q", "language.md", "-o", "copy.md"], folder: folder.path)
    #expect(run.exitCode == 0, "\(run.summary)")
    #expect(try Files.readText(folder.file("copy.md")) == page)
    #expect(try CommandLineRun(["fmt", "--check", "language.md"], folder: folder.path).exitCode == 0)
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func completionFilesAreSound(shell: String) throws {
    let run = try CommandLineRun(["completion", shell])
    #expect(run.exitCode == 0, "\(run.summary)")
    for command in try commands() { #expect(run.stdout.contains(command), "\(shell) \(command)") }
    let program = ["/bin/\(shell)", "/usr/bin/\(shell)"].first(where: Files.exists)
    guard let program else { return }
    let folder = TemporaryFolder()
    try folder.write("file", run.stdout)
    let check = try CommandLineRun(["-n", folder.file("file")], program: program)
    #expect(check.exitCode == 0 && check.stderr.isEmpty, "\(check.summary)")
  }

  @Test func theManPageIsClean() throws {
    let run = try CommandLineRun(["docs", "--man"])
    #expect(run.exitCode == 0 && run.stdout.contains(".TH VNB 1"))
    for command in try commands() {
      #expect(run.stdout.contains(".SS vnb \(command.replacing("-", with: "\\-"))"), "\(command)")
    }
    for status in ["0", "1", "2", "3", "4", "130"] { #expect(run.stdout.contains("\n.B \(status)\n")) }
  }

  /// What typesets man pages, and what judges them.
  @Test(arguments: [
    ("/usr/bin/groff", ["-man", "-ww", "-z", "-Tutf8"]), ("/usr/bin/mandoc", ["-T", "lint", "-W", "style"]),
  ])
  func theManPageHasNoFaults(judge: String, flags: [String]) throws {
    guard Files.exists(judge) else { return }
    let folder = TemporaryFolder()
    try folder.write("vnb.1", try CommandLineRun(["docs", "--man"]).stdout)
    let check = try CommandLineRun(flags + [folder.file("vnb.1")], program: judge)
    // A page of a version that is not out yet has no date.
    let faults = check.stdout.split(separator: "\n").filter { !$0.contains("WARNING: missing date") }
    #expect(check.exitCode <= 2 && faults.isEmpty && check.stderr.isEmpty, "\(check.summary)")
  }

  @Test func whatMakesNoSenseIsRefused() throws {
    #expect(try CommandLineRun(["completion"]).exitCode == 2)
    let tcsh = try CommandLineRun(["completion", "fsh"])
    #expect(tcsh.exitCode == 2 && tcsh.stderr.contains("did you mean `fish`?"), "\(tcsh.summary)")
    #expect(try CommandLineRun(["docs", "--man", "--output", "x"]).exitCode == 2)
    let taken = TemporaryFolder()
    try taken.write("file", "")
    let run = try CommandLineRun(["docs", "--output", "file/x"], folder: taken.path)
    #expect(run.exitCode == 1 && run.stderr.contains("cannot write file/x"), "\(run.summary)")
  }

  /// As the overview lists them, the first name of each.
  private func commands() throws -> [String] {
    let page = try CommandLineRun(["--help"]).stdout
    let lines = page.split(separator: "\n", omittingEmptySubsequences: false)
    let start = try #require(lines.firstIndex { $0.hasPrefix("  run ") })
    let end = try #require(lines.firstIndex { $0.hasPrefix("options without") })
    let rows = lines[start..<end].filter { $0.hasPrefix("  ") }
    return rows.compactMap { row in
      row.split { $0 == " " || $0 == "," }.first.map(String.init)
    }
  }

  private func options(of command: String) throws -> [String] {
    let page = try CommandLineRun(["help", command]).stdout
    return page.split { $0 == " " || $0 == "\n" || $0 == "," }.filter { $0.hasPrefix("--") }.map(String.init)
  }
}
