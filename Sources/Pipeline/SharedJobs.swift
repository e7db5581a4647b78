import Basics
import Stores

/// What a shared job is: a row of `vnb_jobs`. Workers that are asked for the same find each other by its name.
public struct SharedJobRecord: Sendable, Equatable {
  /// 16 hexadecimal digits, from everything that decides what the job writes.
  public let name: String
  /// `embed` or `assign`.
  public let kind: String
  public let table: String
  public let input: String
  /// The vector column of an `embed`.
  public let output: String?
  /// The model, or the version of the centroids.
  public let maker: String

  init(
    kind: String, table: KeyedTable, input: String, output: String? = nil, maker: String, digest: String
  ) {
    self.kind = kind
    self.table = table.name
    self.input = input
    self.output = output
    self.maker = maker
    let parts = [kind, table.name, table.key.name, table.key.type.words, input, output ?? "", digest]
    // With its length before it, no part can pass for the end of another.
    name = SHA256.hex(Array(parts.map { "\($0.utf8.count):\($0)" }.joined().utf8), digits: 16)
  }

  init(_ row: any ResultRow) {
    name = row.text(0)
    kind = row.text(1)
    table = row.text(2)
    input = row.text(3)
    output = row.isNull(4) ? nil : row.text(4)
    maker = row.text(5)
  }
}

/// How far a shared job is. Looks for work are not counted as chunks.
public struct SharedJobStatus: Sendable, Equatable {
  public let job: SharedJobRecord
  public var chunks = 0
  public var done = 0
  /// Claimed by a worker that showed itself within its lease.
  public var working = 0
  /// Claimed by a worker that did not: free to be taken over.
  public var silent = 0
  /// Taken over from a silent worker by the one that has or had them last.
  public var takenOver = 0
  /// Rows in the ranges, when those were made.
  public var rows = 0
  /// Rows written by workers.
  public var rowsDone = 0
  public var failed = 0
}

/// The shared jobs of a store, by name; none when there never was one.
public func sharedJobs(in store: any Store) throws -> [SharedJobStatus] {
  guard try store.describe(ChunkStatements.table.name) != nil,
    try store.describe(SharedJobTable.name) != nil
  else { return [] }
  var found: [SharedJobStatus] = []
  try store.read(SharedJobTable.rows(in: store)) { row in
    found.append(SharedJobStatus(job: SharedJobRecord(row)))
    return true
  }
  try store.query(ChunkStatements(store.dialect).overview, []) { row in
    guard let at = found.firstIndex(where: { $0.job.name == row.text(0) }) else { return true }
    let counts = (1...8).map { Int(row.int($0)) }
    found[at] = SharedJobStatus(
      job: found[at].job, chunks: counts[0], done: counts[1], working: counts[2], silent: counts[3],
      takenOver: counts[4], rows: counts[5], rowsDone: counts[6], failed: counts[7])
    return true
  }
  return found
}

/// `vnb_jobs`: one row for each job that workers shared.
enum SharedJobTable {
  static let name = "vnb_jobs"
  static let definition = TableDefinition(
    name: name,
    columns: [
      ColumnDescription(name: "job", type: .text, isNullable: false),
      ColumnDescription(name: "kind", type: .text, isNullable: false),
      ColumnDescription(name: "table_name", type: .text, isNullable: false),
      ColumnDescription(name: "input", type: .text, isNullable: false),
      ColumnDescription(name: "output", type: .text),
      ColumnDescription(name: "maker", type: .text, isNullable: false),
      ColumnDescription(name: "made_by", type: .text, isNullable: false),
    ],
    key: ["job"])

  static func rows(in store: any Store) -> Relation {
    Relation(node: .table(name), store: store, columns: definition.columns, key: definition.key)
  }

  static func insert(_ dialect: any Dialect) -> String {
    dialect.insert(
      into: name, columns: definition.columns.map(\.name), key: definition.key, conflict: .skip)
  }

  static func values(_ job: SharedJobRecord) -> [SQLValue] {
    [
      .text(job.name), .text(job.kind), .text(job.table), .text(job.input),
      job.output.map { .text($0) } ?? .null, .text(job.maker), .text(Engine.signature),
    ]
  }
}
