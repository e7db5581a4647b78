import Support
import Testing

/// The modules, and the notebooks whose data is in the checkout, give what they record. The tour's data is not:
/// `scripts/check-notebooks.sh` checks it where it is.
@Suite struct CheckedNotebooksTests {
  static let notebooks =
    ["stdlib"]
    + Files.list("\(packageFolder)/notebooks").filter { $0.hasSuffix(".vnb") && $0 != "tour.vnb" }.map {
      "notebooks/\($0)"
    }

  @Test(arguments: notebooks)
  func outputsAreThoseRecorded(_ path: String) throws {
    let run = try CommandLineRun(["check", "--locked", "--no-cache", path], folder: packageFolder)
    #expect(run.exitCode == 0, "\(run.summary)")
  }

  @Test func everyModuleShowsAnExampleWithItsOutput() throws {
    for name in Files.list("\(packageFolder)/stdlib") where name.hasSuffix(".vnb") {
      #expect(try Files.readText("\(packageFolder)/stdlib/\(name)").contains("\n```out "), "\(name)")
    }
  }

  @Test func theTourIsSkippedByNameWithoutItsData() throws {
    let folder = TemporaryFolder()
    for (name, text) in [
      ("stdlib/a.vnb", "text\n"), ("notebooks/tour.vnb", "text\n"), ("notebooks/b.vnb", "text\n"),
    ] {
      try folder.write(name, text)
    }
    try folder.write(
      "scripts/check-notebooks.sh", try Files.readText("\(packageFolder)/scripts/check-notebooks.sh"))
    let run = try CommandLineRun(
      [folder.file("scripts/check-notebooks.sh"), "/bin/echo"], program: "/bin/sh")
    #expect(run.stdout == "check --locked --no-cache stdlib notebooks/b.vnb\n", "\(run.summary)")
    #expect(run.stderr.hasPrefix("notebooks/tour.vnb: skipped"), "\(run.summary)")
  }
}
