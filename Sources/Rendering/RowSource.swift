import Language

/// Rows to write: a table's, or those of a list of records. Every format reads values through this.
struct RowSource {
  let columns: [TableColumn]
  /// Known without work, or nil.
  let count: Int?
  let forEachRow: (_ limit: Int?, _ body: ([Value]) throws -> Bool) throws -> Void

  /// The value as rows, or nil when it is not a table.
  init?(_ value: Value) throws {
    switch value {
    case .table(let table):
      columns = try table.columns()
      count = nil
      forEachRow = { try table.forEachRow(limit: $0, $1) }
    case .list(let items):
      guard let records = RowSource.records(items) else { return nil }
      let names = RowSource.names(records)
      columns = names.map { TableColumn(name: $0, type: "any") }
      count = records.count
      forEachRow = { limit, body in
        for record in records.prefix(limit ?? .max) {
          if try !body(names.map { record[$0] ?? .null }) { return }
        }
      }
    default: return nil
    }
  }

  /// The elements when there are some and all are records.
  private static func records(_ items: [Value]) -> [Record]? {
    guard !items.isEmpty else { return nil }
    var records: [Record] = []
    for item in items {
      guard case .record(let record) = item else { return nil }
      records.append(record)
    }
    return records
  }

  /// All names, in the order in which they are first met.
  private static func names(_ records: [Record]) -> [String] {
    var seen: Set<String> = []
    var names: [String] = []
    for record in records {
      for name in record.names where seen.insert(name).inserted { names.append(name) }
    }
    return names
  }
}

/// What a handle shows, in place of the handle; other values are themselves.
func unwrapped(_ value: Value) -> Value {
  var value = value
  // A handle that shows a handle that shows … is a mistake of its maker; never loop on it.
  for _ in 0..<8 {
    guard case .handle(let handle) = value else { return value }
    value = handle.shown
  }
  return .string("handle")
}
