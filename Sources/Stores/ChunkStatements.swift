/// The SQL of `vnb_chunks`, where workers share a job out among themselves: one row for each range of keys, claimed for a
/// time (its lease), by the server's clock. The claim is the usual queue of a SQL database: the first free row that nobody
/// else is taking at the moment (`FOR UPDATE SKIP LOCKED`; a SQLite file has one writer at a time, so nothing to skip).
public struct ChunkStatements: Sendable {
  let dialect: any Dialect
  /// The time now in seconds since 1970, as SQL.
  let now: String

  /// `clock`: seconds since 1970 in place of the server's clock, for tests.
  public init(_ dialect: any Dialect, clock: Double? = nil) {
    self.dialect = dialect
    now = clock.map { "\($0)" } ?? dialect.epochSeconds
  }

  public static let table = TableDefinition(
    name: "vnb_chunks",
    columns: [
      ColumnDescription(name: "job", type: .text, isNullable: false),
      ColumnDescription(name: "chunk", type: .int, isNullable: false),
      // True for a look for work to share out, which appends rows here; false for a range of keys.
      ColumnDescription(name: "is_look", type: .bool, isNullable: false),
      // Keys above `low` and not above `high`; NULL is open.
      ColumnDescription(name: "low", type: .text),
      ColumnDescription(name: "high", type: .text),
      ColumnDescription(name: "row_count", type: .int, isNullable: false),
      ColumnDescription(name: "owner", type: .text),
      // Whom the owner took it from, when that one fell silent.
      ColumnDescription(name: "taken_from", type: .text),
      ColumnDescription(name: "lease_until", type: .float, isNullable: false),
      ColumnDescription(name: "rows_done", type: .int, isNullable: false),
      ColumnDescription(name: "rows_failed", type: .int, isNullable: false),
      ColumnDescription(name: "is_done", type: .bool, isNullable: false),
    ],
    key: ["job", "chunk"])

  /// A query of at most one row: `chunk`, `low`, `high`, `rows_done`, `taken_from` of the row that is now the owner's.
  /// Parameters: job, first and last chunk that will do, true for looks, owner, seconds of the lease.
  public var claim: String {
    let p = parameters([.text(""), .int(0), .int(0), .bool(false), .text(""), .float(0)])
    return """
      UPDATE \(name) SET \(c.takenFrom) = \(c.owner), \(c.owner) = \(p[4]), \(c.leaseUntil) = \(now) + \(p[5]) \
      WHERE \(c.job) = \(p[0]) AND \(c.chunk) = (SELECT \(c.chunk) FROM \(name) WHERE \(c.job) = \(p[0]) \
      AND \(c.chunk) >= \(p[1]) AND \(c.chunk) <= \(p[2]) AND \(c.isLook) = \(p[3]) AND NOT \(c.isDone) \
      AND (\(c.owner) IS NULL OR \(c.leaseUntil) < \(now)) ORDER BY \(c.chunk) LIMIT 1\(dialect.skipLocked)) \
      RETURNING \(c.chunk), \(c.low), \(c.high), \(c.rowsDone), \(c.takenFrom)
      """
  }

  /// Renews a lease and notes the rows done; changes no row when the chunk is no longer the owner's.
  /// Parameters: job, chunk, owner, seconds of the lease, rows done.
  public var keep: String {
    let p = parameters([.text(""), .int(0), .text(""), .float(0), .int(0)])
    return "UPDATE \(name) SET \(c.leaseUntil) = \(now) + \(p[3]), \(c.rowsDone) = \(p[4]) \(owned(p))"
  }

  /// Marks a chunk as done; changes no row when it is no longer the owner's. Parameters: job, chunk, owner, rows done,
  /// rows that failed.
  public var finish: String {
    let p = parameters([.text(""), .int(0), .text(""), .int(0), .int(0)])
    return
      "UPDATE \(name) SET \(c.isDone) = TRUE, \(c.rowsDone) = \(p[3]), \(c.rowsFailed) = \(p[4]) \(owned(p))"
  }

  /// Gives a chunk back. Parameters: job, chunk, owner.
  public var release: String {
    let p = parameters([.text(""), .int(0), .text("")])
    return "UPDATE \(name) SET \(c.owner) = NULL \(owned(p)) AND NOT \(c.isDone)"
  }

  /// A query of one row: the last chunk's number, ranges not done, the first look not done, chunks in somebody's lease,
  /// rows of all ranges, rows done in them. All NULL when the job has no chunks. Parameter: job.
  public var state: String {
    let whole = "CASE WHEN \(c.isDone) THEN \(c.rowCount) ELSE \(c.rowsDone) END"
    return """
      SELECT max(\(c.chunk)), \(sum("CASE WHEN \(c.isDone) OR \(c.isLook) THEN 0 ELSE 1 END")), \
      min(CASE WHEN \(c.isLook) AND NOT \(c.isDone) THEN \(c.chunk) END), \
      \(sum("CASE WHEN NOT \(c.isDone) AND \(c.owner) IS NOT NULL AND \(c.leaseUntil) >= \(now) THEN 1 ELSE 0 END")), \
      \(sum(c.rowCount)), \(sum(whole)) FROM \(name) WHERE \(c.job) = \(parameters([.text("")])[0])
      """
  }

  /// A query of one row: rows that failed in the ranges between a look and the look before it. Parameters: job, the look.
  public var failedBefore: String {
    let p = parameters([.text(""), .int(0)])
    return """
      SELECT \(sum(c.rowsFailed)) FROM \(name) WHERE \(c.job) = \(p[0]) AND \(c.chunk) < \(p[1]) AND \(c.chunk) > \
      (SELECT coalesce(max(\(c.chunk)), -1) FROM \(name) WHERE \(c.job) = \(p[0]) AND \(c.isLook) AND \(c.chunk) < \(p[1]))
      """
  }

  /// A query of one row for each job: its name, ranges, ranges done, in somebody's lease, left by a silent worker, last
  /// taken from one; rows, rows done, rows failed.
  public var overview: String {
    let range = "NOT \(c.isLook)"
    let busy = "\(range) AND NOT \(c.isDone) AND \(c.owner) IS NOT NULL AND \(c.leaseUntil)"
    let counts = [
      range, "\(range) AND \(c.isDone)", "\(busy) >= \(now)", "\(busy) < \(now)",
      "\(range) AND \(c.takenFrom) IS NOT NULL",
    ].map { sum("CASE WHEN \($0) THEN 1 ELSE 0 END") }
    let rows = [c.rowCount, c.rowsDone, c.rowsFailed].map(sum)
    return
      "SELECT \(c.job), \((counts + rows).joined(separator: ", ")) FROM \(name) GROUP BY \(c.job) ORDER BY \(c.job)"
  }

  /// All of them, for lists of what can be sent.
  public var all: [String] {
    [dialect.createTable(Self.table), claim, keep, finish, release, state, failedBefore, overview]
  }

  /// The columns, quoted.
  private struct Columns {
    let dialect: any Dialect
    var job: String { dialect.quote("job") }
    var chunk: String { dialect.quote("chunk") }
    var isLook: String { dialect.quote("is_look") }
    var low: String { dialect.quote("low") }
    var high: String { dialect.quote("high") }
    var rowCount: String { dialect.quote("row_count") }
    var owner: String { dialect.quote("owner") }
    var takenFrom: String { dialect.quote("taken_from") }
    var leaseUntil: String { dialect.quote("lease_until") }
    var rowsDone: String { dialect.quote("rows_done") }
    var rowsFailed: String { dialect.quote("rows_failed") }
    var isDone: String { dialect.quote("is_done") }
  }

  private var c: Columns { Columns(dialect: dialect) }
  private var name: String { dialect.quote(Self.table.name) }

  private func owned(_ p: [String]) -> String {
    "WHERE \(c.job) = \(p[0]) AND \(c.chunk) = \(p[1]) AND \(c.owner) = \(p[2])"
  }

  /// PostgreSQL's sum of BIGINT is NUMERIC.
  private func sum(_ expression: String) -> String { "CAST(sum(\(expression)) AS BIGINT)" }

  private func parameters(_ samples: [SQLValue]) -> [String] {
    samples.enumerated().map { dialect.placeholder($0.offset + 1, for: $0.element) }
  }
}

extension Dialect {
  public var epochSeconds: String { "CAST(extract(epoch FROM clock_timestamp()) AS DOUBLE PRECISION)" }
  public var skipLocked: String { " FOR UPDATE SKIP LOCKED" }
}

extension SQLiteDialect {
  public var epochSeconds: String { "((julianday('now') - 2440587.5) * 86400.0)" }
  public var skipLocked: String { "" }
}
