extension PostgresStore {
  public func temporaryTable(_ columns: [ColumnDescription], rows: [[SQLValue]]) throws -> String {
    lock.lock()
    defer { lock.unlock() }
    let before = changed
    defer { changed = before }
    temporaryCount += 1
    let name = "\(SQLiteStore.temporaryPrefix)\(temporaryCount)"
    try transaction {
      let all = columns + [TemporaryOrder.column]
      try control(dialect.createTemporary(name, all))
      let writer = try writer(WritePlan(table: name, columns: all, key: [], action: .insert(.error)))
      defer { writer.finish() }
      for (place, row) in rows.enumerated() {
        for (index, value) in row.prefix(columns.count).enumerated() { try writer.bind(index + 1, value) }
        try writer.bindInt(all.count, Int64(place))
        try writer.endRow()
      }
      try writer.flush()
    }
    temporaryTables.insert(name)
    return name
  }
}

/// The order of a temporary table's rows: a column that descriptions leave out. Servers promise no order of their own.
enum TemporaryOrder {
  static let column = ColumnDescription(name: "vnb_row_order", type: .int, isNullable: false)
}
