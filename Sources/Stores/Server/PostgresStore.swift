import Synchronization

/// A database on a PostgreSQL or CockroachDB server, told apart when the connection is made.
///
/// One main connection; a recursive lock makes callers on several threads take turns, as in ``SQLiteStore``. A lost connection is
/// made again when the next statement comes; what was open in it is lost, and said to be.
public final class PostgresStore: Store, @unchecked Sendable {
  public let name: String
  public let isPrivate = false
  public var dialect: any Dialect { facts.dialect }
  /// What the server can do, found when it is opened; again when the vector extension comes.
  public internal(set) var facts: ServerFacts

  let lock = RecursiveLock()
  let address: ServerAddress
  let interruption: ServerInterrupt
  /// Nil once closed.
  var connection: ServerConnection?
  var changed = false
  /// Depth of `transaction` and `repeatable` calls of ours, for the names of savepoints.
  var depth = 0
  /// What the running or last transaction failed of; for the words of statements that come after it.
  var transactionFault: ServerFailure?
  /// The last failure of a statement that running its transaction again may mend.
  var passingFault: ServerFailure?
  /// The connection went while a transaction was open: nothing more may run for it.
  var hasLostTransaction = false
  /// Names of temporary tables of ours that are there, and that went with a lost connection.
  var temporaryTables: Set<String> = []
  var lostTables: Set<String> = []
  var temporaryCount = 0
  /// `SET` statements of the user, said again to a new connection.
  var settings: [String] = []
  var marks: SessionMark
  /// Tables in which rows to be inserted were found to be: COPY is not tried there again.
  var crowded: Set<String> = []
  /// Set while a repeatable transaction runs whose schema changes run apart (CockroachDB).
  var apart: ChangesApart?
  /// A second connection for reading beside writes, kept for the next time.
  var reader: PostgresStore?
  /// Stores that an interrupt must reach too.
  let beside = Mutex<PostgresStore?>(nil)
  let onWarning: @Sendable (String) -> Void
  let isInterrupted = Atomic(false)

  init(
    _ connection: ServerConnection, address: ServerAddress, facts: ServerFacts, interrupt: ServerInterrupt,
    onWarning: @escaping @Sendable (String) -> Void
  ) {
    self.connection = connection
    self.address = address
    self.facts = facts
    self.onWarning = onWarning
    name = connection.address.shown
    interruption = interrupt
    marks = SessionMark()
  }

  public var hasChanges: Bool {
    lock.lock()
    defer { lock.unlock() }
    return changed
  }

  public var isInTransaction: Bool {
    lock.lock()
    defer { lock.unlock() }
    return connection?.isInTransaction ?? false
  }

  public var mayRepeat: Bool { true }

  public func interrupt() {
    isInterrupted.store(true, ordering: .releasing)
    interruption.interrupt()
    beside.withLock { $0 }?.interrupt()
  }

  /// Ends the connection; an open transaction is rolled back. Closing twice is fine.
  public func close() throws {
    lock.lock()
    defer { lock.unlock() }
    guard let open = connection else { return }
    marks.remove(open)
    connection = nil
    open.close()
    try reader?.close()
    reader = nil
  }

  public func copy(to path: String) throws {
    throw StoreError.unsupported("copying a server's database into a file")
  }

  /// Runs `body` with the connection, alone.
  func locked<T>(_ body: (ServerConnection) throws -> T) throws -> T {
    lock.lock()
    defer { lock.unlock() }
    guard let connection else { throw StoreError.closed(store: name) }
    return try body(connection)
  }
}

extension ServerConnection {
  /// True between BEGIN and its end, also when the transaction has failed.
  var isInTransaction: Bool {
    switch transactionStatus {
    case .open, .failed: true
    // A statement is running: what it began in counts.
    case .active: isInside
    case .idle, .unknown: false
    }
  }
}
