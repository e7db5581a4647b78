import CSQLite

/// A compiled statement. Values bound without a copy must live until `run` or `query` returns, as the protocol says.
final class SQLiteStatement: PreparedStatement {
  /// Strong: a statement keeps its connection's owner alive. Nil once finished; cached ones are owned by the store, unowned.
  private var owner: SQLiteStore?
  private(set) var handle: OpaquePointer?
  let text: String
  var isInUse = false
  var lastUse = 0

  init(handle: OpaquePointer, text: String, owner: SQLiteStore?) {
    self.handle = handle
    self.text = text
    self.owner = owner
  }

  deinit {
    finish()
    sqlite3_finalize(handle)
  }

  func finish() {
    guard let owner else { return }
    owner.lock.lock()
    sqlite3_finalize(handle)
    handle = nil
    owner.lock.unlock()
    self.owner = nil
  }

  private func withHandle<T>(_ body: (SQLiteStore, OpaquePointer, OpaquePointer) throws -> T) throws -> T {
    guard let owner, let handle else { throw StoreError.closed(store: "statement") }
    return try owner.locked { try body(owner, $0, handle) }
  }

  private func check(_ result: Int32, _ index: Int) throws {
    if result == SQLITE_OK { return }
    if result == SQLITE_RANGE {
      throw StoreError.parameterCount(expected: Int(sqlite3_bind_parameter_count(handle)), given: index)
    }
    if result == SQLITE_TOOBIG { throw StoreError.tooBig(what: "the value of parameter \(index)") }
    throw StoreError.statement(message: String(cString: sqlite3_errstr(result)), statement: text, offset: nil)
  }

  func bind(_ index: Int, _ value: SQLValue) throws {
    try withHandle { _, _, handle in try check(SQLiteValue.bind(value, to: handle, at: index), index) }
  }

  func bindUTF8(_ index: Int, _ bytes: UnsafeBufferPointer<UInt8>) throws {
    try SQLiteValue.refuseNUL(bytes, index)
    try withHandle { _, _, handle in
      try check(SQLiteValue.bindText(bytes, to: handle, at: index, destructor: nil), index)
    }
  }

  func bindInt(_ index: Int, _ value: Int64) throws {
    try withHandle { _, _, handle in
      try check(sqlite3_bind_int64(handle, Int32(clamping: index), value), index)
    }
  }

  func bindFloat(_ index: Int, _ value: Double) throws {
    if value.isNaN { throw StoreError.notANumber(place: "the value of parameter \(index)") }
    try withHandle { _, _, handle in
      try check(sqlite3_bind_double(handle, Int32(clamping: index), value), index)
    }
  }

  func bindNull(_ index: Int) throws {
    try withHandle { _, _, handle in try check(sqlite3_bind_null(handle, Int32(clamping: index)), index) }
  }

  func bindVector(_ index: Int, _ elements: UnsafeBufferPointer<Float>) throws {
    try withHandle { _, _, handle in
      let bytes = UnsafeRawBufferPointer(elements)
      try check(SQLiteValue.bindBytes(bytes, to: handle, at: index, destructor: nil), index)
    }
  }

  func clear() throws {
    try withHandle { _, _, handle in SQLiteValue.clear(handle) }
  }

  @discardableResult func run() throws -> Int {
    try withHandle { owner, connection, handle in
      defer { SQLiteValue.clear(handle) }
      return try owner.stepAll(self, handle, connection)
    }
  }

  func query(_ body: (any ResultRow) throws -> Bool) throws {
    try withHandle { owner, connection, handle in
      defer { SQLiteValue.clear(handle) }
      try owner.stepRows(self, handle, connection, body)
    }
  }
}
