// For stores that only pass on the rest, as those of tests do.
extension Store {
  public func shape(of sql: String) throws -> StatementShape {
    throw StoreError.unsupported("looking at statements")
  }

  public func shape(of sql: String, _ parameters: [SQLValue]) throws -> StatementShape { try shape(of: sql) }

  public var successor: (any Store)? { nil }

  public func handOver(to next: any Store) throws { try close() }

  /// Where relations of this store read now.
  var current: any Store {
    var store: any Store = self
    while let next = store.successor { store = next }
    return store
  }

  public var indexShelf: IndexShelf? { nil }

  public func hasIndex(_ name: String, on table: String, _ column: String) throws -> Bool { false }

  public func writer(_ plan: WritePlan) throws -> any RowWriter { try PreparedRowWriter(plan, in: self) }

  public func repeatable<T>(_ body: () throws -> T) throws -> T { try transaction(body) }

  public var mayRepeat: Bool { false }

  public func snapshot<T>(besideWrites: Bool, _ body: (any Store) throws -> T) throws -> T { try body(self) }

  public func temporaryTable(_ columns: [ColumnDescription], rows: [[SQLValue]]) throws -> String {
    throw StoreError.unsupported("temporary tables")
  }
}

extension Dialect {
  public func negate(_ operand: SQLFragment, type: ColumnType) -> SQLFragment {
    (SQLFragment("-") + operand.operand(.atom)).with(.sign)
  }
}
