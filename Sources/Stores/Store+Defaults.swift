// For stores that only pass on the rest, as those of tests do.
extension Store {
  public func shape(of sql: String) throws -> StatementShape {
    throw StoreError.unsupported("looking at statements")
  }

  public func temporaryTable(_ columns: [ColumnDescription], rows: [[SQLValue]]) throws -> String {
    throw StoreError.unsupported("temporary tables")
  }
}
