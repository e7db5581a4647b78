/// Writes each row at once by a prepared statement: right for a store within the process.
final class PreparedRowWriter: RowWriter {
  private let plan: WritePlan
  private let statement: any PreparedStatement
  /// Bound beside the first, for rows that it finds there.
  private let replacer: (any PreparedStatement)?
  private var counts = WriteCounts()

  init(_ plan: WritePlan, in store: any Store) throws {
    self.plan = plan
    let dialect = store.dialect
    let names = plan.columns.map(\.name)
    var second: String?
    switch plan.action {
    case .update:
      let set = names.filter { !plan.key.contains($0) }
      statement = try store.prepare(dialect.update(plan.table, set: set, key: plan.key))
    case .insert(let conflict):
      let first: InsertConflict = plan.key.isEmpty ? .error : .skip
      statement = try store.prepare(
        dialect.insert(into: plan.table, columns: names, key: plan.key, conflict: first))
      if conflict == .replace, names.contains(where: { !plan.key.contains($0) }) {
        second = dialect.insert(into: plan.table, columns: names, key: plan.key, conflict: .replace)
      }
    }
    replacer = try second.map { try store.prepare($0) }
  }

  func bind(_ index: Int, _ value: SQLValue) throws {
    try statement.bind(index, value)
    try replacer?.bind(index, value)
  }
  func bindUTF8(_ index: Int, _ bytes: UnsafeBufferPointer<UInt8>) throws {
    try statement.bindUTF8(index, bytes)
    try replacer?.bindUTF8(index, bytes)
  }
  func bindInt(_ index: Int, _ value: Int64) throws {
    try statement.bindInt(index, value)
    try replacer?.bindInt(index, value)
  }
  func bindFloat(_ index: Int, _ value: Double) throws {
    try statement.bindFloat(index, value)
    try replacer?.bindFloat(index, value)
  }
  func bindNull(_ index: Int) throws {
    try statement.bindNull(index)
    try replacer?.bindNull(index)
  }
  func bindVector(_ index: Int, _ elements: UnsafeBufferPointer<Float>) throws {
    try statement.bindVector(index, elements)
    try replacer?.bindVector(index, elements)
  }

  func endRow() throws {
    do {
      let changed = try statement.run()
      if changed > 0 { counts.written += 1 }
      if changed == 0 {
        if plan.action == .insert(.error) { throw StoreError.keyExists(table: plan.table) }
        try replacer?.run()
      } else {
        try replacer?.clear()
      }
      counts.rows += 1
    } catch let error as StoreError {
      switch error {
      case .constraint, .keyExists: throw RowRefusal(row: counts.rows, cause: error)
      default: throw error
      }
    }
  }

  func flush() -> WriteCounts {
    defer { counts = WriteCounts() }
    return counts
  }

  func finish() {
    statement.finish()
    replacer?.finish()
  }
}
