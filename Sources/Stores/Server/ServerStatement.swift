/// A statement kept on the server. Values are copied when they are bound.
final class ServerStatement: PreparedStatement {
  private var store: PostgresStore?
  private let sql: String
  private var values: [ServerParameter]

  init(_ sql: String, count: Int, in store: PostgresStore) {
    self.sql = sql
    self.store = store
    values = Array(repeating: .null, count: count)
  }

  private func set(_ index: Int, _ value: ServerParameter) throws {
    guard values.indices.contains(index - 1) else {
      throw StoreError.parameterCount(expected: values.count, given: index)
    }
    values[index - 1] = value
  }

  private func vectors() throws -> ServerParameter.Vectors {
    guard let store else { throw StoreError.closed(store: "statement") }
    return try store.locked { $0.vectors }
  }

  func bind(_ index: Int, _ value: SQLValue) throws {
    try set(index, ServerParameter(value.stored, index: index, vectors: vectors()))
  }
  func bindUTF8(_ index: Int, _ bytes: UnsafeBufferPointer<UInt8>) throws {
    try set(index, ServerParameter.text(bytes, index: index))
  }
  func bindInt(_ index: Int, _ value: Int64) throws { try bind(index, .int(value)) }
  func bindFloat(_ index: Int, _ value: Double) throws { try bind(index, .float(value)) }
  func bindNull(_ index: Int) throws { try set(index, .null) }
  func bindVector(_ index: Int, _ elements: UnsafeBufferPointer<Float>) throws {
    try set(index, ServerParameter.vector(elements, index: index, vectors: vectors()))
  }

  func clear() throws {
    for index in values.indices { values[index] = .null }
  }

  @discardableResult func run() throws -> Int {
    guard let store else { throw StoreError.closed(store: "statement") }
    defer { try? clear() }
    return try store.execute(sql) { _ in self.values }
  }

  func query(_ body: (any ResultRow) throws -> Bool) throws {
    guard let store else { throw StoreError.closed(store: "statement") }
    defer { try? clear() }
    try store.query(sql, body) { _ in self.values }
  }

  func finish() { store = nil }
}
