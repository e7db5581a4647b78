/// A proxy before PostgreSQL that looks like CockroachDB to a client: it reports `crdb_version`, gives vectors the OID
/// 90006, takes CockroachDB's own statements by rewriting them to PostgreSQL's, and refuses what CockroachDB lacks.
///
/// It proves that a client's code for CockroachDB runs from end to end, and nothing about CockroachDB: its planner,
/// speed, isolation, retries and real errors are not in it. Known limits:
///
/// - Statements are matched by their words. Types, schemas and semantics are PostgreSQL's; what is not on the list of
///   refusals and PostgreSQL knows is accepted, though CockroachDB may not.
/// - `AS OF SYSTEM TIME` makes a BEGIN read-only and repeatable and else is dropped: data are never old.
/// - Prefix columns of a vector index are dropped; `CREATE VECTOR INDEX` makes pgvector's HNSW. Families do nothing.
/// - The OID is replaced where the protocol carries it, not in values, as of `'vector'::regtype::oid`.
/// - A binary vector of undeclared type is told by its bytes; every `COPY … FROM` in binary is refused before 25.3.
public final class CockroachStandIn: Sendable {
  /// A release, as 25.4.
  public struct Version: Sendable, Comparable {
    public let year: Int
    public let number: Int
    public init(_ year: Int, _ number: Int) {
      self.year = year
      self.number = number
    }
    public static func < (left: Version, right: Version) -> Bool {
      (left.year, left.number) < (right.year, right.number)
    }
    /// What the server says of itself.
    public var text: String {
      "CockroachDB CCL v\(year).\(number).1 (x86_64-pc-linux-gnu, built 2025/11/03 12:00:00, go1.23.12)"
    }
  }

  private let proxy: WireProxy
  private let plan = FaultPlan()

  /// Before a server whose user `vnb` needs no password, as ``DatabaseServer``; on a unix socket, or with `overTCP` at
  /// a free port of 127.0.0.1. `isSerializable` makes transactions so by default, as CockroachDB's are: then PostgreSQL
  /// itself refuses some with 40001.
  public init(
    before server: DatabaseServer, version: Version = Version(25, 4), isSerializable: Bool = false,
    overTCP: Bool = false
  ) throws {
    proxy = try WireProxy(
      before: server.place, overTCP: overTCP,
      filters: [
        FaultFilter(plan: plan),
        CockroachFilter(server: server.place, version: version, isSerializable: isSerializable),
      ])
  }

  public var place: SocketPlace { proxy.place }

  /// The URL of the same database through the stand-in, out of one that ``DatabaseServer`` gave.
  public func url(for url: String) -> String { place.url(replacingPlaceOf: url) }

  /// Brings faults about as ``FaultProxy/inject(_:at:after:times:)`` does; see ``Fault/restartTransaction`` and
  /// ``Fault/ambiguous``.
  public func inject(_ fault: Fault, at moment: Fault.Moment, after skipped: Int = 0, times: Int = 1) {
    plan.add(fault, at: moment, after: skipped, times: times)
  }
  public func clear() { plan.clear() }
  public func cutAll() { proxy.resetAll() }
  public func stop() { proxy.stop() }

  /// What clients sent, as ``FaultProxy/statements`` has it: before any rewriting.
  public var statements: [String] { plan.statements }
  public func count(_ text: String) -> Int { plan.count(text) }
  public var connections: Int { proxy.connections }
}

extension Fault {
  /// CockroachDB's 40001.
  public static let restartTransaction = Fault.error(
    code: "40001",
    message: "restart transaction: TransactionRetryWithProtoRefreshError: TransactionRetryError: retry txn "
      + "(RETRY_SERIALIZABLE - failed preemptive refresh)")
  /// CockroachDB's 40003.
  public static let ambiguous = Fault.error(
    code: "40003",
    message: "result is ambiguous: error=rpc error: code = Unavailable desc = transport is closing")
}
