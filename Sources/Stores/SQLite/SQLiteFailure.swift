import CSQLite
import Glibc
import Synchronization

extension SQLiteStore {
  /// The cause of the connection's last failure, in our terms.
  func failure(_ connection: OpaquePointer, statement: String, code: Int32? = nil) -> StoreError {
    let extended = code ?? sqlite3_extended_errcode(connection)
    let message = String(cString: sqlite3_errmsg(connection))
    switch extended & 0xff {
    case SQLITE_INTERRUPT: return .interrupted
    case SQLITE_BUSY, SQLITE_LOCKED:
      let stopped = waiter.wasInterrupted.load(ordering: .relaxed)
      return stopped ? .interrupted : .locked(store: name, seconds: waiter.limit)
    case SQLITE_READONLY: return .readOnly(store: name)
    case SQLITE_FULL: return .diskFull(store: name)
    case SQLITE_CORRUPT, SQLITE_NOTADB: return .corrupt(store: name, detail: message)
    case SQLITE_NOMEM: return .outOfMemory(store: name)
    case SQLITE_TOOBIG: return .tooBig(what: "a value or the statement")
    case SQLITE_CONSTRAINT: return .constraint(kind: constraintKind(extended), message: message)
    case SQLITE_IOERR, SQLITE_CANTOPEN: return inputOutputFailure(connection, extended, message)
    default: return statementFailure(connection, message, statement)
    }
  }

  private func inputOutputFailure(_ connection: OpaquePointer, _ extended: Int32, _ message: String)
    -> StoreError
  {
    if extended == SQLITE_IOERR_GETTEMPPATH_CODE {
      return .cannotOpen(path: name, cause: .noTemporaryFolder)
    }
    let number = sqlite3_system_errno(connection)
    switch number {
    case ENOSPC, EDQUOT: return .diskFull(store: name)
    case EACCES, EPERM, EROFS: return .readOnly(store: name)
    case 0: return .inputOutput(store: name, detail: message)
    default: return .inputOutput(store: name, detail: "\(message) (\(String(cString: strerror(number))))")
    }
  }

  private func constraintKind(_ extended: Int32) -> StoreError.Constraint {
    switch extended {
    case SQLITE_CONSTRAINT_UNIQUE_CODE, SQLITE_CONSTRAINT_PRIMARYKEY_CODE, SQLITE_CONSTRAINT_ROWID_CODE:
      return .unique
    case SQLITE_CONSTRAINT_NOTNULL_CODE: return .notNull
    case SQLITE_CONSTRAINT_FOREIGNKEY_CODE: return .foreignKey
    case SQLITE_CONSTRAINT_CHECK_CODE: return .check
    case SQLITE_CONSTRAINT_DATATYPE_CODE: return .type
    default: return .other
    }
  }

  private func statementFailure(_ connection: OpaquePointer, _ message: String, _ statement: String)
    -> StoreError
  {
    let offset = Int(sqlite3_error_offset(connection))
    if let name = message.dropping(prefix: "no such table: ") {
      return .unknownTable(name, known: (try? tableNames(includeInternal: true)) ?? [])
    }
    if message.hasPrefix("parser stack overflow") { return .tooDeep(limit: 30) }
    if message.hasPrefix("Expression tree is too large") { return .tooDeep(limit: 1000) }
    if message == "integer overflow" { return .integerOverflow(place: "a result of the statement") }
    return .statement(message: message, statement: statement, offset: offset < 0 ? nil : offset)
  }
}

extension String {
  /// The rest after `prefix`, or nil.
  func dropping(prefix: String) -> String? {
    hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
  }
}
