import Support

/// A kind of store that every notebook must print the same on.
enum SpecStore: String, CaseIterable, Sendable {
  /// The private store of a session.
  case session
  case file, postgres, cockroach

  /// Those that can be had here: `scripts/setup-postgres.sh` installs a server for the last two.
  static let available = allCases.filter { !$0.isServer || DatabaseServer.isAvailable }
  static let servers = available.filter(\.isServer)
  static let isServerAvailable = !servers.isEmpty

  var isServer: Bool { self == .postgres || self == .cockroach }

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

  /// Notebooks that cannot print the same on every kind of store, and why. What they print on a server is a golden of its own,
  /// `Tests/Goldens/spec/<name>-<store>.vnb`; everything else must be the same.
  static let exceptions: [(notebook: String, reason: String)] = [
    ("Tests/Spec/vectors/dry-run.vnb", "a dry run prints the statements of the engine it is for")
  ]

  /// The golden of a notebook that prints something else here.
  func golden(_ notebook: String) -> String? {
    guard isServer, Self.exceptions.contains(where: { $0.notebook == notebook }) else { return nil }
    let name = notebook.split(separator: "/").last.map { $0.dropLast(4) } ?? ""
    return "spec/\(name)-\(rawValue).vnb"
  }
}
