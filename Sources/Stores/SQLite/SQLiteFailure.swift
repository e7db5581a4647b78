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
    case SQLITE_CONSTRAINT: return constraintFailure(connection, extended, message)
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
}

extension String {
  /// The rest after `prefix`, or nil.
  func dropping(prefix: String) -> String? {
    hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
  }
}
