import CSQLite
import Synchronization

/// A SQLite database: a file, or a private one that is gone when it is closed or the process ends.
///
/// One connection without SQLite's own mutexes; a recursive lock of ours makes callers on several threads take turns, for a
/// whole query with its row callbacks and for a whole transaction.
public final class SQLiteStore: Store, @unchecked Sendable {
  public let name: String
  public let isPrivate: Bool
  /// True when the file, or its folder, cannot be written: every write is refused.
  public internal(set) var isReadOnly = false
  public var dialect: any Dialect { SQLiteDialect() }

  let lock = RecursiveLock()
  /// Held while `connection` is replaced by nil and while `interrupt` uses it, so that neither sees a freed one.
  let connectionLock = RecursiveLock()
  var connection: OpaquePointer?
  let waiter: BusyWaiter
  var cache: [String: SQLiteStatement] = [:]
  /// Uses of the cache so far; the entry with the smallest is dropped first.
  var cacheClock = 0
  var changed = false
  /// Depth of `transaction` calls of ours, for the names of savepoints.
  var depth = 0
  /// Temporary tables made so far.
  var temporaryTables = 0
  private var next: (any Store)?
  private let shelf: IndexShelf

  /// Longest script or statement cached; the cache holds this many.
  static let cacheLimit = 64

  init(connection: OpaquePointer, name: String, isPrivate: Bool, waiter: BusyWaiter) {
    self.connection = connection
    self.name = name
    self.isPrivate = isPrivate
    self.waiter = waiter
    shelf = IndexShelf(database: isPrivate ? nil : name)
  }

  public var indexShelf: IndexShelf? { shelf }

  deinit {
    cache.removeAll()
    if let connection { sqlite3_close_v2(connection) }
  }

  public var hasChanges: Bool {
    lock.lock()
    defer { lock.unlock() }
    return changed
  }

  public var isInTransaction: Bool {
    lock.lock()
    defer { lock.unlock() }
    guard let connection else { return false }
    return sqlite3_get_autocommit(connection) == 0
  }

  public func interrupt() {
    waiter.wasInterrupted.store(true, ordering: .relaxed)
    connectionLock.lock()
    defer { connectionLock.unlock() }
    if let connection { sqlite3_interrupt(connection) }
  }

  /// Ends the connection; an open transaction is rolled back. Closing twice is fine.
  public func close() throws {
    lock.lock()
    defer { lock.unlock() }
    guard let open = connection else { return }
    cache.removeAll()
    connectionLock.lock()
    connection = nil
    connectionLock.unlock()
    sqlite3_close_v2(open)
  }

  public var successor: (any Store)? {
    lock.lock()
    defer { lock.unlock() }
    return next
  }

  /// Temporary tables are not copied: where there are some, the connection stays for the relations that read them.
  public func handOver(to next: any Store) throws {
    lock.lock()
    defer { lock.unlock() }
    self.next = next
    if temporaryTables == 0 { try close() }
  }

  /// Runs `body` with the connection, alone.
  func locked<T>(_ body: (OpaquePointer) throws -> T) throws -> T {
    lock.lock()
    defer { lock.unlock() }
    guard let connection else { throw StoreError.closed(store: name) }
    return try body(connection)
  }
}
