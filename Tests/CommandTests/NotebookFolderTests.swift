import Support
import Testing

/// The notebooks that lie in the tree give what stands in them; `SameBytesTests` holds them to it on every store.
@Suite struct NotebookFolderTests {
  static let folder = "\(packageFolder)/notebooks"
  /// Those on the small data beside them; the tour needs the passages that `make demo` fetches.
  static let names = Files.list(folder).filter { $0.hasSuffix(".vnb") && $0 != "tour.vnb" }.sorted()

  @Test func thereAreDemosAndLessons() {
    #expect(Self.names.count >= 10 && Self.names.count { $0.hasPrefix("lesson-") } == 4)
  }

  @Test(arguments: names)
  func givesItsOwnOutputs(name: String) throws {
    let folder = TemporaryFolder()
    let copy = folder.file(name)
    let run = try CommandLineRun(["run", "-q", "\(Self.folder)/\(name)", "-o", copy])
    #expect(run.exitCode == 0, "\(run.summary)")
    let same = try Files.readText(copy) == Files.readText("\(Self.folder)/\(name)")
    #expect(same, "the outputs in \(name) are not what it gives: `vnb run -o` shows which")
  }

  /// The data is made, not found: nobody else's text is in it.
  @Test(.enabled(if: Files.exists("/usr/bin/python3"), "no Python")) func dataIsWhatTheScriptMakes() throws {
    let made = TemporaryFolder()
    let run = try CommandLineRun(
      ["\(packageFolder)/scripts/make-passages.py", made.path], program: "/usr/bin/python3")
    #expect(run.exitCode == 0, "\(run.summary)")
    #expect(Files.list(made.path).sorted() == Files.list("\(Self.folder)/data").sorted())
    for name in Files.list(made.path) {
      #expect(try Files.readText(made.file(name)) == Files.readText("\(Self.folder)/data/\(name)"), "\(name)")
    }
  }
}
