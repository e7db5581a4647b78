import Stores
import Synchronization

/// What ``FailingStore`` throws in place of a crash.
struct Crash: Error {}

/// A store whose `failAt`-th write (from 1) throws instead of being done: the transaction around it is rolled back as
/// it would be by a process that dies there.
final class FailingStore: Store {
  let inner: any Store
  let failAt: Int
  let writes = Atomic<Int>(0)

  init(_ inner: any Store, failAt: Int) {
    self.inner = inner
    self.failAt = failAt
  }

  func countWrite() throws {
    if writes.add(1, ordering: .relaxed).newValue == failAt { throw Crash() }
  }

  var dialect: any Dialect { inner.dialect }
  var name: String { inner.name }
  var isPrivate: Bool { inner.isPrivate }
  var hasChanges: Bool { inner.hasChanges }
  var isInTransaction: Bool { inner.isInTransaction }
  func tables(includeInternal: Bool) throws -> [TableDescription] {
    try inner.tables(includeInternal: includeInternal)
  }
  func describe(_ table: String) throws -> TableDescription? { try inner.describe(table) }
  func query(_ sql: String, _ parameters: [SQLValue], _ body: (any ResultRow) throws -> Bool) throws {
    try inner.query(sql, parameters, body)
  }
  func columns(of sql: String, _ parameters: [SQLValue]) throws -> [ColumnDescription] {
    try inner.columns(of: sql, parameters)
  }
  func shape(of sql: String) throws -> StatementShape { try inner.shape(of: sql) }
  func temporaryTable(_ columns: [ColumnDescription], rows: [[SQLValue]]) throws -> String {
    try inner.temporaryTable(columns, rows: rows)
  }
  @discardableResult func execute(_ sql: String, _ parameters: [SQLValue]) throws -> Int {
    try countWrite()
    return try inner.execute(sql, parameters)
  }
  func prepare(_ sql: String) throws -> any PreparedStatement {
    FailingStatement(try inner.prepare(sql), self)
  }
  func split(_ script: String) throws -> [Range<Int>] { try inner.split(script) }
  /// Also fails just before a commit.
  func transaction<T>(_ body: () throws -> T) throws -> T {
    try inner.transaction {
      let result = try body()
      try countWrite()
      return result
    }
  }
  func snapshot<T>(besideWrites: Bool, _ body: (any Store) throws -> T) throws -> T {
    try inner.snapshot(besideWrites: besideWrites) { _ in try body(self) }
  }
  func interrupt() { inner.interrupt() }
  func copy(to path: String) throws { try inner.copy(to: path) }
  func close() throws { try inner.close() }
}

private final class FailingStatement: PreparedStatement {
  let inner: any PreparedStatement
  let store: FailingStore

  init(_ inner: any PreparedStatement, _ store: FailingStore) {
    self.inner = inner
    self.store = store
  }
  func bind(_ index: Int, _ value: SQLValue) throws { try inner.bind(index, value) }
  func bindUTF8(_ index: Int, _ bytes: UnsafeBufferPointer<UInt8>) throws { try inner.bindUTF8(index, bytes) }
  func bindInt(_ index: Int, _ value: Int64) throws { try inner.bindInt(index, value) }
  func bindFloat(_ index: Int, _ value: Double) throws { try inner.bindFloat(index, value) }
  func bindNull(_ index: Int) throws { try inner.bindNull(index) }
  func bindVector(_ index: Int, _ elements: UnsafeBufferPointer<Float>) throws {
    try inner.bindVector(index, elements)
  }
  func clear() throws { try inner.clear() }
  @discardableResult func run() throws -> Int {
    try store.countWrite()
    return try inner.run()
  }
  func query(_ body: (any ResultRow) throws -> Bool) throws { try inner.query(body) }
  func finish() { inner.finish() }
}
