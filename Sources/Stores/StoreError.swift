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

  // Statements.
  /// The engine refused the text. `offset` counts bytes from the start of `statement`.
  case statement(message: String, statement: String, offset: Int?)
  case constraint(kind: Constraint, message: String)
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

  /// Which rule of its table a row broke.
  public enum Constraint: String, Sendable {
    case unique, foreignKey, notNull, check, type, other
  }
}
