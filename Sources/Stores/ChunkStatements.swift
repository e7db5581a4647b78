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
      UPDATE \(name) SET taken_from = owner, owner = \(p[4]), lease_until = \(now) + \(p[5]) \
      WHERE job = \(p[0]) AND chunk = (SELECT chunk FROM \(name) WHERE job = \(p[0]) \
      AND chunk >= \(p[1]) AND chunk <= \(p[2]) AND is_look = \(p[3]) AND NOT is_done \
      AND (owner IS NULL OR lease_until < \(now)) ORDER BY chunk LIMIT 1\(dialect.skipLocked)) \
      RETURNING chunk, low, high, rows_done, taken_from
      """
  }

  /// Renews a lease and notes the rows done; changes no row when the chunk is no longer the owner's.
  /// Parameters: job, chunk, owner, seconds of the lease, rows done.
  public var keep: String {
    let p = parameters([.text(""), .int(0), .text(""), .float(0), .int(0)])
    return "UPDATE \(name) SET lease_until = \(now) + \(p[3]), rows_done = \(p[4]) \(owned(p))"
  }

  /// Marks a chunk as done; changes no row when it is no longer the owner's. Parameters: job, chunk, owner, rows done,
  /// rows that failed.
  public var finish: String {
    let p = parameters([.text(""), .int(0), .text(""), .int(0), .int(0)])
    return "UPDATE \(name) SET is_done = TRUE, rows_done = \(p[3]), rows_failed = \(p[4]) \(owned(p))"
  }

  /// Gives a chunk back. Parameters: job, chunk, owner.
  public var release: String {
    let p = parameters([.text(""), .int(0), .text("")])
    return "UPDATE \(name) SET owner = NULL \(owned(p)) AND NOT is_done"
  }

  /// A query of one row: the last chunk's number, ranges not done, the first look not done, chunks in somebody's lease,
  /// rows of all ranges, rows done in them. All NULL when the job has no chunks. Parameter: job.
  public var state: String {
    let whole = "CASE WHEN is_done THEN row_count ELSE rows_done END"
    return """
      SELECT max(chunk), \(sum("CASE WHEN is_done OR is_look THEN 0 ELSE 1 END")), \
      min(CASE WHEN is_look AND NOT is_done THEN chunk END), \
      \(sum("CASE WHEN NOT is_done AND owner IS NOT NULL AND lease_until >= \(now) THEN 1 ELSE 0 END")), \
      \(sum("row_count")), \(sum(whole)) FROM \(name) WHERE job = \(parameters([.text("")])[0])
      """
  }

  /// A query of one row: rows that failed in the ranges between a look and the look before it. Parameters: job, the look.
  public var failedBefore: String {
    let p = parameters([.text(""), .int(0)])
    return """
      SELECT \(sum("rows_failed")) FROM \(name) WHERE job = \(p[0]) AND chunk < \(p[1]) AND chunk > \
      (SELECT coalesce(max(chunk), -1) FROM \(name) WHERE job = \(p[0]) AND is_look AND chunk < \(p[1]))
      """
  }

  /// A query of one row for each job: its name, ranges, ranges done, in somebody's lease, left by a silent worker, last
  /// taken from one; rows, rows done, rows failed.
  public var overview: String {
    let range = "NOT is_look"
    let busy = "\(range) AND NOT is_done AND owner IS NOT NULL AND lease_until"
    let counts = [
      range, "\(range) AND is_done", "\(busy) >= \(now)", "\(busy) < \(now)",
      "\(range) AND taken_from IS NOT NULL",
    ].map { sum("CASE WHEN \($0) THEN 1 ELSE 0 END") }
    let rows = ["row_count", "rows_done", "rows_failed"].map(sum)
    return "SELECT job, \((counts + rows).joined(separator: ", ")) FROM \(name) GROUP BY job ORDER BY job"
  }

  /// All of them, for lists of what can be sent.
  public var all: [String] {
    [dialect.createTable(Self.table), claim, keep, finish, release, state, failedBefore, overview]
  }

  private var name: String { dialect.quote(Self.table.name) }

  private func owned(_ p: [String]) -> String {
    "WHERE job = \(p[0]) AND chunk = \(p[1]) AND owner = \(p[2])"
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
