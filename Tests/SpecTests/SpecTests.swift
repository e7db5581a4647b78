import Support
import Testing

/// Small notebooks with what they print, to be read and edited by hand: `Tests/Spec`, the modules, and the notebooks that
/// need no model. `vnb run X.vnb -o copy.vnb` writes the outputs of a new one; read them before you keep them. That they give the
/// same on every store, and however they are run, is for `SameBytesTests`.
@Suite struct SpecTests {
  static let notebooks = find(in: "Tests/Spec") + find(in: "stdlib")

  /// Paths of the notebooks in a folder and its folders, from the checkout, in order.
  static func find(in folder: String) -> [String] {
    Files.list("\(packageFolder)/\(folder)").sorted().flatMap { name -> [String] in
      let path = "\(folder)/\(name)"
      if Files.isFolder("\(packageFolder)/\(path)") { return find(in: path) }
      return name.hasSuffix(".vnb") ? [path] : []
    }
  }

  @Test func thereAreNotebooks() {
    #expect(Self.notebooks.count >= 60)
  }

  @Test(arguments: notebooks)
  func outputsAreThoseRecorded(_ notebook: String) throws {
    let folder = TemporaryFolder()
    let copy = folder.file("copy.vnb")
    let run = try CommandLineRun(["run", "-q", notebook, "-o", copy], folder: packageFolder)
    #expect(run.exitCode == 0, "\(run.summary)")
    expectSameLines(try Files.readText(copy), try Files.readText("\(packageFolder)/\(notebook)"))
  }

  @Test(arguments: notebooks + find(in: "notebooks"))
  func notebooksAreFormatted(_ notebook: String) throws {
    let run = try CommandLineRun(["fmt", "--check", notebook], folder: packageFolder)
    #expect(run.exitCode == 0, "\(run.summary)")
  }
}
