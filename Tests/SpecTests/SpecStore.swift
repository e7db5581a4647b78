import Support

/// A kind of store that every notebook must print the same on.
enum SpecStore: String, CaseIterable, Sendable {
  /// The private store of a session.
  case session
  case file, postgres, cockroach

  /// Those that can be had here: `scripts/setup-postgres.sh` installs a server for the last two.
  static let available = allCases.filter { !$0.isServer || isServerReady && DatabaseServer.isAvailable }

  /// Turned on with the program's own connection to servers.
  static let isServerReady = false

  private var isServer: Bool { self == .postgres || self == .cockroach }

  /// Options that make `vnb run` start on a fresh store of this kind; `folder` lives as long as the run.
  func options(_ folder: TemporaryFolder) throws -> [String] {
    switch self {
    case .session: []
    case .file: ["--store", folder.file("spec.db")]
    case .postgres: ["--store", try DatabaseServer.shared().database()]
    case .cockroach: ["--store", try Self.standIn.get().url(for: DatabaseServer.shared().database())]
    }
  }

  private static let standIn = Result { try CockroachStandIn(before: .shared()) }

  /// Notebooks that cannot print the same on a kind of store, and why. Everything else must.
  static let exceptions: [(notebook: String, stores: [SpecStore], reason: String)] = [
    (
      "Tests/Spec/vectors/dry-run.vnb", [.postgres, .cockroach],
      "a dry run prints the statements of the engine it is for"
    )
  ]

  func runs(_ notebook: String) -> Bool {
    !Self.exceptions.contains { $0.notebook == notebook && $0.stores.contains(self) }
  }
}
