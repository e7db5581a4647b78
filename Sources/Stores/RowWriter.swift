/// Many rows into one table, each store by its fastest way: a prepared statement, COPY, or statements of many rows.
public struct WritePlan: Sendable {
  /// What is done with each row.
  public enum Action: Sendable, Equatable {
    case insert(InsertConflict)
    /// The row with this key gets the other columns; a row that is not there is passed over.
    case update
  }
  public var table: String
  /// What each row gives, in the order of ``ParameterBinding`` indexes from 1. For `update` the key columns come last.
  public var columns: [ColumnDescription]
  /// Names of the key columns; empty when rows cannot conflict.
  public var key: [String]
  public var action: Action
  public init(table: String, columns: [ColumnDescription], key: [String], action: Action) {
    self.table = table
    self.columns = columns
    self.key = key
    self.action = action
  }
}

/// What became of the rows since the last flush. Rows of the same key within one flush count as if written one by one.
public struct WriteCounts: Sendable, Equatable {
  /// Rows given.
  public var rows = 0
  /// Rows that are new, or were updated.
  public var written = 0
  /// Rows whose key was there: left alone (`skip`) or written over (`replace`). For `update`: rows that were not there.
  public var others: Int { rows - written }
  public init(rows: Int = 0, written: Int = 0) {
    self.rows = rows
    self.written = written
  }
}

/// The store refused a row. The rows before it are written; it and those after it are not.
public struct RowRefusal: Error {
  /// Place since the last flush, from 0.
  public let row: Int
  public let cause: StoreError
  public init(row: Int, cause: StoreError) {
    self.row = row
    self.cause = cause
  }
}

/// Values for the parameters of a statement or the columns of a row; indexes count from 1. What is not bound is NULL.
public protocol ParameterBinding: AnyObject {
  func bind(_ index: Int, _ value: SQLValue) throws
  /// The bytes must be valid UTF-8 and live until the row has ended or the statement has run.
  func bindUTF8(_ index: Int, _ bytes: UnsafeBufferPointer<UInt8>) throws
  func bindInt(_ index: Int, _ value: Int64) throws
  func bindFloat(_ index: Int, _ value: Double) throws
  func bindNull(_ index: Int) throws
  /// The elements must live until the row has ended or the statement has run.
  func bindVector(_ index: Int, _ elements: UnsafeBufferPointer<Float>) throws
}

/// Writes rows by a ``WritePlan``, within the transaction that is open when it is made. A store may gather rows: only
/// after `flush` are they all in the table. One writer at a time on a store, and no other statement between its first row
/// and its flush.
public protocol RowWriter: ParameterBinding {
  /// - Throws: ``RowRefusal``; ``StoreError``.
  func endRow() throws
  /// Sends what was gathered. - Throws: ``RowRefusal``; ``StoreError``.
  @discardableResult func flush() throws -> WriteCounts
  /// Ends the writer; rows that were not flushed are dropped.
  func finish()
}
