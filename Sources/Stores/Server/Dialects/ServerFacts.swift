/// What a server can do, asked once when a connection is made: by it a dialect chooses its words.
public struct ServerFacts: Sendable, Equatable {
  /// PostgreSQL's number, `180006`; of CockroachDB what it says to be.
  public var serverVersion: Int
  /// `[25, 4, 1]`; empty for PostgreSQL.
  public var cockroachVersion: [Int]
  /// `[0, 8, 6]`; empty when the extension is not there. CockroachDB's vectors need none.
  public var pgvectorVersion: [Int]
  /// The type number of `vector`; nil when the server has no such type.
  public var vectorOID: UInt32?
  /// Vectors may be sent as bytes, as parameters and in COPY.
  public var takesBinaryVectors: Bool

  public init(
    serverVersion: Int, cockroachVersion: [Int] = [], pgvectorVersion: [Int] = [], vectorOID: UInt32? = nil,
    takesBinaryVectors: Bool = true
  ) {
    self.serverVersion = serverVersion
    self.cockroachVersion = cockroachVersion
    self.pgvectorVersion = pgvectorVersion
    self.vectorOID = vectorOID
    self.takesBinaryVectors = takesBinaryVectors
  }

  /// The newest each, for showing statements without a server.
  public static let newestPostgres = ServerFacts(serverVersion: 180_006, pgvectorVersion: [0, 8, 6])
  /// CockroachDB 25.4; its vectors have a fixed type number.
  public static let newestCockroach = ServerFacts(
    serverVersion: 130_000, cockroachVersion: [25, 4, 0], vectorOID: 90_006)

  public var isCockroach: Bool { !cockroachVersion.isEmpty }
  /// The dialect that fits.
  public var dialect: any ServerDialect {
    isCockroach ? CockroachDialect(self) : PostgresDialect(self)
  }

  func hasPgvector(_ least: Int...) -> Bool { !pgvectorVersion.lexicographicallyPrecedes(least) }
  func hasCockroach(_ least: Int...) -> Bool { !cockroachVersion.lexicographicallyPrecedes(least) }
}
