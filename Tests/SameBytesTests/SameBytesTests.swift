import Support
import Testing

/// Every notebook of the tree gives the same bytes however it is run: standard output with all digits of every number, the
/// copy with its outputs, the exit code, and standard error but for times. One thing at a time is another than in
/// ``Way/plain``, then several at once. What a notebook gives is compared with what it records by `SpecTests` and
/// `NotebookFolderTests`.
@Suite struct SameBytesTests {
  static let notebooks = MatrixNotebook.plain

  @Test(.enabled(if: MatrixNotebook.wanted == nil, "VNB_MATRIX asks for few")) func allNotebooksAreHere() {
    #expect(Self.notebooks.count >= 70 && MatrixNotebook.tour.count == 1)
    #expect(Self.notebooks.contains { $0.path == "notebooks/choosing-k.vnb" })
    for exception in StoreKind.exceptions {
      #expect(Self.notebooks.contains { $0.path == exception.notebook })
    }
  }

  @Test(arguments: notebooks, Way.workers)
  func workers(_ notebook: MatrixNotebook, _ way: Way) throws { try expectSameBytes(notebook, way) }

  @Test(arguments: notebooks, Way.batches)
  func batches(_ notebook: MatrixNotebook, _ way: Way) throws { try expectSameBytes(notebook, way) }

  /// Locale, time zone, width, folder, what else is in the environment; and the same again.
  @Test(arguments: notebooks, Way.settings)
  func settings(_ notebook: MatrixNotebook, _ way: Way) throws { try expectSameBytes(notebook, way) }

  @Test(
    .enabled(if: Turkish.isHere, "no Turkish locale, and no localedef to make one"), arguments: notebooks,
    Way.turkish)
  func turkish(_ notebook: MatrixNotebook, _ way: Way) throws { try expectSameBytes(notebook, way) }

  @Test(arguments: notebooks, Way.terminals)
  func terminals(_ notebook: MatrixNotebook, _ way: Way) throws { try expectSameBytes(notebook, way) }

  @Test(arguments: notebooks)
  func portable(_ notebook: MatrixNotebook) throws { try expectSameBytes(notebook, .simd(.portable)) }

  @Test(.enabled(if: SIMDLevel.avx2.isHere, "this processor lacks AVX2"), arguments: notebooks)
  func avx2(_ notebook: MatrixNotebook) throws { try expectSameBytes(notebook, .simd(.avx2)) }

  @Test(.enabled(if: SIMDLevel.avx512.isHere, "this processor lacks AVX-512"), arguments: notebooks)
  func avx512(_ notebook: MatrixNotebook) throws { try expectSameBytes(notebook, .simd(.avx512)) }

  @Test(arguments: notebooks)
  func file(_ notebook: MatrixNotebook) throws { try expectSameBytes(notebook, .on(.file)) }

  @Test(.enabled(if: DatabaseServer.isAvailable, noServer), arguments: notebooks)
  func postgres(_ notebook: MatrixNotebook) throws { try expectSameBytes(notebook, .on(.postgres)) }

  @Test(
    .enabled(if: DatabaseServer.isAvailable, noServer),
    .enabled(if: DatabaseServer.otherLocale != nil, "no locale that orders text otherwise than its bytes"),
    arguments: notebooks)
  func collatedPostgres(_ notebook: MatrixNotebook) throws {
    try expectSameBytes(notebook, .on(.collatedPostgres))
  }

  @Test(.enabled(if: DatabaseServer.isAvailable, noServer), arguments: notebooks)
  func cockroachStandIn(_ notebook: MatrixNotebook) throws { try expectSameBytes(notebook, .on(.cockroach)) }

  @Test(arguments: notebooks, Way.mixed)
  func severalAtOnce(_ notebook: MatrixNotebook, _ way: Way) throws { try expectSameBytes(notebook, way) }

  @Test(.enabled(if: DatabaseServer.isAvailable, noServer), arguments: notebooks, Way.mixedOnServers)
  func severalAtOnceOnServers(_ notebook: MatrixNotebook, _ way: Way) throws {
    try expectSameBytes(notebook, way)
  }
}

let noServer: Comment = "no PostgreSQL with pgvector: scripts/setup-postgres.sh installs it"

/// The tour, whose vectors are those of a model of sentences: every factor once.
@Suite(.enabled(if: modelFolder != nil, "no model all-MiniLM-L6-v2")) struct SameTourTests {
  static let ways =
    [Way.workers[1], Way.batches[1], .simd(.portable), .simd(.avx2), .on(.file)] + Way.turkish + Way.mixed
  static let serverWays = [Way.on(.postgres), .on(.cockroach)] + Way.mixedOnServers

  @Test func itClustersGlossesByTopic() throws {
    let tour = try #require(MatrixNotebook.tour.first)
    let plain = try Baseline.of(tour, .tables)
    #expect(plain.exitCode == 0 && plain.stdout.contains("purity"), "\(plain)")
  }

  @Test(arguments: MatrixNotebook.tour, ways)
  func itIsTheSame(_ notebook: MatrixNotebook, _ way: Way) throws { try expectSameBytes(notebook, way) }

  @Test(.enabled(if: DatabaseServer.isAvailable, noServer), arguments: MatrixNotebook.tour, serverWays)
  func itIsTheSameOnServers(_ notebook: MatrixNotebook, _ way: Way) throws {
    try expectSameBytes(notebook, way)
  }
}
