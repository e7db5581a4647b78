/// A SQL database that holds the rows. One connection, one thread at a time: callers on several threads take turns
/// by a lock inside. Everything here may throw ``StoreError``.
public protocol Store: AnyObject, Sendable {
  var dialect: any Dialect { get }
  /// What to call it in messages: a file's path, or `private session store`.
  var name: String { get }
  /// True for the store that is gone when the session ends.
  var isPrivate: Bool { get }
  /// True once something was written to it by this session.
  var hasChanges: Bool { get }

  /// User tables and views in name order; vnb's own (`vnb_*`) only when `includeInternal`.
  func tables(includeInternal: Bool) throws -> [TableDescription]
  /// Nil when there is no such table.
  func describe(_ table: String) throws -> TableDescription?

  /// Where vnb keeps indexes of its own; nil for a store whose engine has some.
  var indexShelf: IndexShelf? { get }
  /// True when a column has an index of this name that is fit for use; of the embedded store, one whose changes are noted.
  func hasIndex(_ name: String, on table: String, _ column: String) throws -> Bool
  /// Runs one query; `body` gets each row and returns false to stop. The row is valid during the call only.
  func query(_ sql: String, _ parameters: [SQLValue], _ body: (any ResultRow) throws -> Bool) throws
  /// Names and types of the columns a query would give, without running it.
  func columns(of sql: String, _ parameters: [SQLValue]) throws -> [ColumnDescription]
  /// What a statement would give and whether it only reads, without running it.
  func shape(of sql: String) throws -> StatementShape
  /// The same where the values are known, which tell an engine the types of its parameters.
  func shape(of sql: String, _ parameters: [SQLValue]) throws -> StatementShape
  /// Runs one statement; the number of rows changed.
  @discardableResult func execute(_ sql: String, _ parameters: [SQLValue]) throws -> Int
  /// Keeps rows in a table that only this connection sees and that is gone when it closes; its name. Not counted as a change, and
  /// possible on a store that can only be read. Rows come back in the order given.
  func temporaryTable(_ columns: [ColumnDescription], rows: [[SQLValue]]) throws -> String
  /// A way to write many rows, to be used within one transaction.
  func writer(_ plan: WritePlan) throws -> any RowWriter
  /// A prepared statement to run many times.
  func prepare(_ sql: String) throws -> any PreparedStatement
  /// Splits a script into statements (quotes, comments, triggers respected), with the byte range of each.
  func split(_ script: String) throws -> [Range<Int>]
  /// Everything in `body` is committed together or not at all. Nested calls join the outer one.
  func transaction<T>(_ body: () throws -> T) throws -> T
  /// A transaction whose body may run again from its start: after a serialization failure, a deadlock or a lost connection.
  /// Whatever was done before is undone then, or known to be committed; `body` must put back what it changed outside the store.
  func repeatable<T>(_ body: () throws -> T) throws -> T
  /// True when `repeatable` and `snapshot` may run their body more than once.
  var mayRepeat: Bool { get }
  /// Runs `body` with a store that reads one unchanging state of the data. With `besideWrites` it may write to this store
  /// meanwhile and commit; a store of one connection then gives itself. `body` may run again from its start after a lost connection.
  func snapshot<T>(besideWrites: Bool, _ body: (any Store) throws -> T) throws -> T
  /// True while a transaction is open, also one the user began with `sql "begin"`.
  var isInTransaction: Bool { get }
  /// From any thread: makes the running statement fail with ``StoreError/interrupted``.
  func interrupt()
  /// Copies everything into a new file (`keep "file.db"`); refuses an existing file.
  func copy(to path: String) throws
  func close() throws
  /// Ends this store in favour of one that holds a copy of all its tables: relations built here go on there.
  func handOver(to next: any Store) throws
  /// The store that this one handed over to.
  var successor: (any Store)? { get }
}

/// One row of a result, by column index from 0. `utf8` and `blob` borrow the engine's memory: do not keep the pointer.
public protocol ResultRow {
  var columnCount: Int { get }
  func columnName(_ index: Int) -> String
  func isNull(_ index: Int) -> Bool
  func int(_ index: Int) -> Int64
  func float(_ index: Int) -> Double
  func text(_ index: Int) -> String
  func withUTF8<T>(_ index: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> T) rethrows -> T
  /// float32 elements of a vector column, as stored.
  func withVector<T>(_ index: Int, _ body: (UnsafeBufferPointer<Float>) throws -> T) throws -> T
  /// By the stored type; a column declared VECTOR gives `.vector`, BOOLEAN gives `.bool`.
  func value(_ index: Int) -> SQLValue
}

/// A statement compiled once. `run` executes, then clears for the next round.
public protocol PreparedStatement: ParameterBinding {
  /// Forgets what was bound.
  func clear() throws
  /// Rows changed.
  @discardableResult func run() throws -> Int
  /// Like `run`, giving the rows of a query; `body` returns false to stop.
  func query(_ body: (any ResultRow) throws -> Bool) throws
  func finish()
}

/// All SQL text of one engine. Identifiers are quoted by `quote` and nowhere else; values are always parameters.
public protocol Dialect: Sendable {
  var engine: String { get }
  /// By whose rules texts of this engine are read.
  var lexis: SQLLexis { get }
  /// Any string becomes an identifier: quotes doubled, NUL refused earlier.
  func quote(_ identifier: String) -> String
  /// A table's name; with `schema.table` on engines that have schemas.
  func quoteTable(_ table: String) -> String
  /// `?1` or `$1`.
  func placeholder(_ index: Int) -> String
  /// The same where the value is known, for engines that must be told its type.
  func placeholder(_ index: Int, for value: SQLValue) -> String
  func typeName(_ type: ColumnType) -> String
  /// The type as CREATE TABLE and ADD COLUMN write it: with the collation that orders text by its bytes.
  func definitionType(_ type: ColumnType) -> String
  /// SQL with placeholders, and the values for them in order.
  func compile(_ relation: Relation) throws -> (sql: String, parameters: [SQLValue])

  // Parts of expressions, where engines differ.

  /// Equal, with null as a value (`IS`, `IS NOT DISTINCT FROM`).
  func same(_ left: SQLFragment, _ right: SQLFragment, negated: Bool) -> SQLFragment
  /// A float; null when the divisor is 0. `isFloat`: one side is a float already.
  func divide(_ left: SQLFragment, _ right: SQLFragment, isFloat: Bool) -> SQLFragment
  /// The other sign; of an int an error past 64 bits.
  func negate(_ operand: SQLFragment, type: ColumnType) -> SQLFragment
  /// Of ints, with the sign of the dividend; null when the divisor is 0.
  func remainder(_ left: SQLFragment, _ right: SQLFragment) -> SQLFragment
  /// `< <= > >= = <>`; text by its bytes.
  func compare(
    _ left: SQLFragment, _ symbol: String, _ right: SQLFragment, types: (ColumnType, ColumnType)
  ) -> SQLFragment
  func concatenate(_ left: SQLFragment, _ right: SQLFragment) -> SQLFragment
  /// Two sides of a comparison, so written that the engine can compare them: a text beside a column of a type that it is not.
  func paired(
    _ left: SQLFragment, _ right: SQLFragment, types: (ColumnType, ColumnType)
  ) -> (SQLFragment, SQLFragment)
  /// `+ - *` of two numbers; of ints an error past 64 bits.
  func arithmetic(
    _ left: SQLFragment, _ symbol: String, _ right: SQLFragment, types: (ColumnType, ColumnType)
  ) -> SQLFragment
  /// A value where one of another type is wanted: an int among floats.
  func converted(_ sql: SQLFragment, _ type: ColumnType, to wanted: ColumnType) -> SQLFragment
  /// A value that stands in an expression.
  func constant(_ value: SQLValue) -> SQLFragment
  /// NULL as a column of this type, where rows of values or their absence must tell it.
  func null(as type: ColumnType) -> SQLFragment
  /// A function of ``RowFunctions``; nil when the engine has no equal of it.
  func call(_ call: FunctionCall) -> SQLFragment?
  /// Between two vectors, with the bits of `Distance.between`; `metric` is `l2`, `cosine` or `ip`. Nil when the engine has no
  /// equal of it.
  func distance(_ call: FunctionCall, metric: String) -> SQLFragment?
  /// An aggregate of ``AggregateFunctions``; `type` is that of its argument, `order` is the order of rows, for `first`.
  func aggregate(
    _ name: String, _ arguments: [SQLFragment], type: ColumnType, order: [OrderTerm], overAllRows: Bool
  ) -> SQLFragment
  /// One term of ORDER BY: text by its bytes, null first when ascending and last when descending.
  func orderTerm(_ term: OrderTerm, _ sql: SQLFragment) -> SQLFragment
  /// What SELECT writes for a column that ORDER BY will name: with the collation that orders text by its bytes.
  func ordered(_ sql: SQLFragment, type: ColumnType) -> SQLFragment
  /// A term of ORDER BY that names an output column made by ``ordered(_:type:)``.
  func orderName(_ term: OrderTerm, _ name: String) -> SQLFragment
  /// True when a column of the result has one type in all its rows, NULL included, and rows come in no order of their own.
  var isStrict: Bool { get }
  /// A hidden column that keeps the rows of a table without key in the order they came, or nil.
  func rowOrder(of table: TableDescription) -> String?

  /// The name of an index, which follows its table into its schema.
  func quoteIndex(_ name: String) -> String

  /// To `execute`: gives a table one more column.
  func addColumn(_ column: ColumnDescription, to table: String) -> String

  /// A column that numbers the rows of a table without a key of its own.
  func generatedKey(_ name: String) -> String

  /// The engine's own vector search; nil for one that leaves it to vnb.
  var vectors: (any VectorDialect)? { get }

  /// Sequences: the first two are for `execute`, making it is idempotent; the third is a query of one row with one int.
  func createSequence(_ name: String) -> String
  func advanceSequence(_ name: String) -> String
  func sequenceValue(_ name: String) -> String

  /// The engine's clock: seconds since 1970 as a float, going on within a transaction.
  var epochSeconds: String { get }
  /// What a SELECT ends with that locks its rows and passes over those locked by others; empty where a transaction that
  /// writes is alone anyway.
  var skipLocked: String { get }
}
