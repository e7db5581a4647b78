/// Why a store could not do it. The words are in StoreError+Words.swift.
public enum StoreError: Error, Sendable, Equatable {
  /// The user stopped the statement.
  case interrupted
  case unsupported(String)

  // The file or the connection.
  case cannotOpen(path: String, cause: OpenFailure)
  case fileExists(path: String)
  case closed(store: String)
  /// Another connection held the file for longer than `seconds`.
  case locked(store: String, seconds: Double)
  case readOnly(store: String)
  case diskFull(store: String)
  case corrupt(store: String, detail: String)
  case inputOutput(store: String, detail: String)
  case outOfMemory(store: String)

  // A server. `server` is a name without password, `detail` in its words or those of libpq.
  case cannotReach(server: String, detail: String)
  case loginRefused(server: String, cause: LoginFailure)
  case noDatabase(server: String, detail: String)
  case notSecure(server: String, detail: String)
  case tooManyConnections(server: String)
  case serverStarting(server: String, detail: String)
  case serverTooOld(server: String, has: String, needs: String)
  case missingExtension(server: String, database: String)
  case libraryMissing(detail: String)
  case badAddress(reason: String)
  case connectionLost(server: String, wasInTransaction: Bool)
  /// Nobody can tell whether it was done.
  case ambiguous(server: String, detail: String)
  case repeatedInVain(server: String, tries: Int, detail: String)
  /// A statement failed and took the whole transaction with it.
  case transactionFailed(cause: String)
  case temporaryTableLost(server: String)
  case notPermitted(server: String, detail: String)
  case timedOut(server: String, detail: String)
  case lockNotAvailable(server: String)
  case serverReadOnly(server: String)
  /// Another transaction did something that this one cannot stand beside.
  case conflict(server: String, detail: String)

  // Statements.
  /// The engine refused the statement for a cause that has no case of its own; `message` is in its words. `offset` counts bytes
  /// from the start of `statement`.
  case statement(message: String, statement: String, offset: Int?)
  /// The text is no SQL from the byte `offset` of `statement` on; nil: it ends too soon.
  case syntax(statement: String, offset: Int?)
  /// A row broke a rule of its table; `message` is what the engine says about it.
  case constraint(kind: Constraint, message: String)
  /// A name of the text that no function with these arguments has.
  case noFunction(String)
  /// Several tables of a query have it.
  case ambiguousColumn(String)
  /// Lists that must be equally long are not: columns and values of an INSERT, the sides of a UNION.
  case differentWidths
  /// A table, view or index has this name already.
  case nameTaken(String)
  case unknownIndex(String)
  /// A DROP of the other kind.
  case wrongKind(String, isView: Bool)
  case viewIsReadOnly(String)
  case transactionOpen
  case noTransaction
  /// A row with the key of one to be inserted.
  case keyExists(table: String)
  case severalStatements
  case emptyStatement
  case unfinishedStatement(what: String, offset: Int)
  case missingParameter(name: String, given: [String])
  case unusedParameter(name: String, used: [String])
  case positionalParameter(String)
  case parameterCount(expected: Int, given: Int)
  case tooManyValues(count: Int, limit: Int)
  case tooDeep(limit: Int)
  case tooBig(what: String)

  // Names and values.
  case badName(String, reason: String)
  case nulInText(place: String)
  case notANumber(place: String)
  case vectorLength(column: String, bytes: Int, dimension: Int?)
  case dimensionMismatch(left: Int, right: Int)
  case integerOverflow(place: String)
  /// Too large for a float, or too near to zero for one.
  case floatRange(place: String, isUnderflow: Bool)

  // Relations.
  case tableExists(String)
  case unknownTable(String, known: [String])
  case unknownColumn(String, known: [String])
  case duplicateColumn(String)
  case columnsDifferInCase(String, String)
  case noColumns
  case unknownFunction(String, known: [String])
  case wrongArguments(function: String, usage: String, problem: String)
  case typeMismatch(operation: String, left: ColumnType, right: ColumnType)
  case wrongType(operation: String, expected: String, found: ColumnType)
  case misplacedAggregate(String)
  case ungroupedColumn(String)
  case differentStores(String, String)
  case badCount(what: String, value: Int)
  case joinKeys(left: Int, right: Int)

  /// Why a file could not be opened.
  public enum OpenFailure: Sendable, Equatable {
    case isFolder, noFolder, noPermission, notADatabase, missing, emptyPath, noTemporaryFolder
    case other(String)
  }

  /// Why a server does not let somebody in.
  public enum LoginFailure: Sendable, Equatable {
    case wrongPassword(detail: String)
    /// It asks for one, and nobody gave it.
    case passwordNeeded
    case refused(detail: String)
  }

  /// Which rule of its table a row broke.
  public enum Constraint: Sendable, Equatable {
    /// A primary key or a unique index; no columns when it is about an expression.
    case unique(table: String, columns: [String])
    case notNull(column: String)
    /// `name` only when the table's maker gave one.
    case check(name: String?)
    case foreignKey, type, other
  }
}
