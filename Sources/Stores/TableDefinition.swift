/// What `createTable` makes.
public struct TableDefinition: Sendable {
  public var name: String
  public var columns: [ColumnDescription]
  /// Primary key columns in order; empty for none. They are made NOT NULL.
  public var key: [String]
  public var foreignKeys: [ForeignKey]
  public init(name: String, columns: [ColumnDescription], key: [String], foreignKeys: [ForeignKey] = []) {
    self.name = name
    self.columns = columns
    self.key = key
    self.foreignKeys = foreignKeys
  }
}

/// `columns` of the new table refer to the columns `referenced` of `table`.
public struct ForeignKey: Sendable {
  public var columns: [String]
  public var table: String
  public var referenced: [String]
  public init(columns: [String], table: String, referenced: [String]) {
    self.columns = columns
    self.table = table
    self.referenced = referenced
  }
}

/// What an insert does with a row whose key exists.
public enum InsertConflict: String, Sendable {
  case error
  /// The existing row stays; `execute` counts 0 for it.
  case skip
  /// The given columns of the existing row are overwritten; others stay.
  case replace
}
