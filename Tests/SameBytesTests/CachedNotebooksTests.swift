import Support
import Testing

/// Every notebook prints the same with the cache and without. All share one folder, so a key that two of them had in common
/// with different results would show.
@Suite struct CachedNotebooksTests {
  private static let cache = TemporaryFolder.untilExit()

  @Test(arguments: MatrixNotebook.plain)
  func printsTheSameWithAndWithout(_ notebook: MatrixNotebook) throws {
    try expectSame([notebook.path])
  }

  @Test(.enabled(if: DatabaseServer.isAvailable), arguments: ["notebooks/lesson-3-clusters.vnb"])
  func printsTheSameOnPostgreSQL(_ notebook: String) throws {
    // Filled from SQLite: what a store holds decides, not which store it is.
    _ = try CommandLineRun(
      ["run", "-q", "--cache-dir", Self.cache.file("c"), notebook], folder: packageFolder)
    let run = try CommandLineRun(
      [
        "run", "-q", "--cache-dir", Self.cache.file("c"), "-u", try DatabaseServer.shared().database(),
        notebook,
      ],
      folder: packageFolder)
    expectAllCached(run)
    let plain = try CommandLineRun(["run", "-q", notebook], folder: packageFolder)
    expectSameLines(run.stdout, plain.stdout)
  }

  /// The tour, with the real model.
  @Test(.enabled(if: modelFolder != nil), arguments: MatrixNotebook.tour)
  func theTourPrintsTheSameWithAndWithout(_ tour: MatrixNotebook) throws {
    try expectSame([tour.path] + (try tour.parameters()))
  }

  private func expectSame(_ words: [String]) throws {
    let plain = try CommandLineRun(["run", "-q"] + words, folder: packageFolder)
    var run = plain
    for turn in ["filling", "using"] {
      run = try CommandLineRun(
        ["run", "-q", "--cache-dir", Self.cache.file("c")] + words, folder: packageFolder)
      #expect(run.exitCode == plain.exitCode, "\(turn): \(run.summary)")
      expectSameLines(run.stdout, plain.stdout, turn)
      #expect(!run.stderr.contains("warning[V067"), "\(run.summary)")
    }
    expectAllCached(run)
  }

  /// Every `embed` and `kmeans` that did something found its result.
  private func expectAllCached(_ run: CommandLineRun) {
    let lines = run.stderr.split(separator: "\n")
    for line in lines
    where line.hasPrefix("embed: ") && (line.contains(" rows in ") || line.contains(" row in ")) {
      #expect(line.contains("all from the cache"), "\(run.summary)")
    }
    for line in lines where line.hasPrefix("kmeans: ") && !line.contains("minibatch") {
      #expect(line.contains("all from the cache"), "\(run.summary)")
    }
  }
}
