import Support

/// A kind of store that every notebook must print the same on.
enum StoreKind: Sendable {
  /// The private store of a session.
  case session
  case file
  /// PostgreSQL with pgvector, its text in the order of its bytes.
  case postgres
  /// The same, with a collation that orders text as a language does.
  case collatedPostgres
  /// The stand-in of CockroachDB before PostgreSQL.
  case cockroach

  var isServer: Bool { self != .session && self != .file }

  /// A fresh store of a kind.
  struct Place {
    let options: [String]
    fileprivate var server: DatabaseServer?
    fileprivate var name = ""

    /// A database takes some megabytes, and there are hundreds.
    func remove() {
      _ = try? server?.run("drop database if exists \(name) with (force)")
    }
  }

  /// A fresh store for one run; `folder` lives as long as it.
  func make(in folder: TemporaryFolder) throws -> Place {
    switch self {
    case .session: return Place(options: [])
    case .file: return Place(options: ["--store", folder.file("store.db")])
    case .postgres: return try database(on: .shared()) { $0 }
    case .collatedPostgres: return try database(on: Self.collated.get()) { $0 }
    case .cockroach: return try database(on: .shared()) { try Self.standIn.get().url(for: $0) }
    }
  }

  private func database(on server: DatabaseServer, through: (String) throws -> String) throws -> Place {
    let url = try server.database()
    let name = url.split(separator: "?")[0].split(separator: "/").last.map(String.init) ?? ""
    return Place(options: ["--store", try through(url)], server: server, name: name)
  }

  private static let standIn = Result { try CockroachStandIn(before: .shared()) }
  private static let collated = Result { try DatabaseServer.start(locale: DatabaseServer.otherLocale ?? "C") }

  /// Notebooks that cannot print the same on every kind of store, and why; and what they record there, files of
  /// `Tests/Goldens/spec`.
  static let exceptions: [(notebook: String, goldens: [StoreKind: String], reason: String)] = [
    (
      "Tests/Spec/vectors/dry-run.vnb",
      [
        .postgres: "dry-run-postgres", .collatedPostgres: "dry-run-postgres", .cockroach: "dry-run-cockroach",
      ],
      "a dry run prints the statements of the engine it is for"
    ),
    (
      "Tests/Spec/sql/types.vnb", [.collatedPostgres: "types-collated"],
      "`min` of a text in SQL goes by the database's collation"
    ),
  ]

  /// The golden of a notebook that prints something else here.
  func golden(_ notebook: String) -> String? {
    Self.exceptions.first { $0.notebook == notebook }?.goldens[self].map { "spec/\($0).vnb" }
  }
}
