import Support
import Testing

/// Small notebooks with what they print, to be read and edited by hand: `Tests/Spec`, the modules, and the notebooks that
/// need no model. `vnb run X.vnb -o copy.vnb` writes the outputs of a new one; read them before you keep them.
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
    for exception in SpecStore.exceptions { #expect(Self.notebooks.contains(exception.notebook)) }
  }

  @Test(arguments: notebooks)
  func outputsAreThoseRecordedOnSQLite(_ notebook: String) throws {
    for store in [SpecStore.session, .file] { try expectRecorded(notebook, on: store) }
  }

  @Test(.enabled(if: SpecStore.isServerAvailable), arguments: notebooks)
  func outputsAreThoseRecordedOnServers(_ notebook: String) throws {
    for store in SpecStore.servers { try expectRecorded(notebook, on: store) }
  }

  private func expectRecorded(_ notebook: String, on store: SpecStore) throws {
    let folder = TemporaryFolder()
    let copy = folder.file("copy.vnb")
    let arguments = try ["run", "-q"] + store.options(folder) + [notebook, "-o", copy]
    let run = try CommandLineRun(arguments, folder: packageFolder)
    #expect(run.exitCode == 0, "\(store): \(run.summary)")
    let printed = try Files.readText(copy)
    if let golden = store.golden(notebook) { return try expectGolden(printed, golden) }
    expectSameLines(printed, try Files.readText("\(packageFolder)/\(notebook)"), "on \(store)")
  }

  /// Ways of running that must leave no trace in the results.
  static let ways: [(options: [String], environment: [String: String?])] = [
    (["-w", "1", "-b", "1"], ["VNB_SIMD": "portable", "COLUMNS": "40"]),
    (["-w", "2", "-b", "7"], ["VNB_SIMD": "avx2", "LC_ALL": "C"]),
    (["-w", "3", "-b", "1000"], ["VNB_SIMD": "avx512", "LC_ALL": "tr_TR.UTF-8", "COLUMNS": "200"]),
    (["-w", "2"], ["TZ": "Asia/Kathmandu", "TERM": "xterm-256color", "LC_ALL": nil, "LANG": "tr_TR.UTF-8"]),
  ]

  @Test(arguments: notebooks)
  func resultsDoNotDependOnTheMachineOrTheWayTheWorkIsCut(_ notebook: String) throws {
    let plain = try CommandLineRun(["run", "-q", notebook], folder: packageFolder)
    for way in Self.ways {
      let run = try CommandLineRun(
        ["run", "-q"] + way.options + [notebook], environment: way.environment, folder: packageFolder)
      #expect(run.exitCode == plain.exitCode, "\(way)\n\(run.summary)")
      expectSameLines(run.stdout, plain.stdout)
    }
  }

  @Test(arguments: notebooks + find(in: "notebooks"))
  func notebooksAreFormatted(_ notebook: String) throws {
    let run = try CommandLineRun(["fmt", "--check", notebook], folder: packageFolder)
    #expect(run.exitCode == 0, "\(run.summary)")
  }
}
