/// Words for what can go wrong with a server, and for connecting to one.
extension StoreError {
  var serverWording: Wording? {
    switch self {
    case .cannotReach(let server, let detail):
      return Wording(
        code: "V0370", message: "cannot reach \(server): \(detail)", notes: untouched,
        help: "check the host and the port, and that the server is running and lets you through")
    case .loginRefused(let server, let cause): return loginWording(server, cause)
    case .noDatabase(let server, let detail):
      return Wording(
        code: "V0372", message: "\(server): \(detail)", notes: untouched,
        help: "check the name after the last `/` of the URL, or make the database with `createdb`")
    case .notSecure(let server, let detail):
      return Wording(
        code: "V0373", message: "no secure connection to \(server): \(detail)", notes: untouched,
        help: "check sslmode, sslrootcert and the host name against the server's certificate")
    case .tooManyConnections(let server):
      return Wording(
        code: "V0374", message: "\(server) has no connection left", notes: untouched,
        help: "end other programs that use it, or raise max_connections, then try again")
    case .serverStarting(let server, let detail):
      return Wording(
        code: "V0375", message: "\(server) takes no connections yet: \(detail)", notes: untouched,
        help: "try again in a moment")
    case .serverTooOld(let server, let has, let needs):
      return Wording(
        code: "V0376", message: "\(server) has \(has), and vnb needs \(needs) or later", notes: untouched)
    case .missingExtension(let server, _):
      return Wording(
        code: "V0377", message: "missing extension: \(server) has no type for vectors",
        notes: [unchangedData],
        help: "let an administrator run `create extension vector` in this database (the package is pgvector)")
    case .libraryMissing(let detail):
      return Wording(
        code: "V0378", message: "talking to a server needs libpq, which cannot be loaded: \(detail)",
        help: "install the package libpq5")
    case .badAddress(let reason):
      return Wording(
        code: "V0379", message: "this is no server address: \(reason)", notes: untouched,
        help: "write it as `postgresql://user@host:port/database`")
    default: return faultWording
    }
  }

  private var untouched: [String] { ["nothing was opened"] }

  private func loginWording(_ server: String, _ cause: LoginFailure) -> Wording {
    let help: String
    let message: String
    switch cause {
    case .wrongPassword(let detail):
      message = "\(server): \(detail)"
      help = "check the user and the password: in the URL, PGPASSWORD, PGPASSFILE or a service file"
    case .passwordNeeded:
      message = "\(server) asks for a password"
      help = "set PGPASSWORD, or write it into the file ~/.pgpass"
    case .refused(let detail):
      message = "\(server) does not let this user in: \(detail)"
      help = "let an administrator look at pg_hba.conf and at the roles of the server"
    }
    return Wording(code: "V0371", message: message, notes: untouched, help: help)
  }

  private var faultWording: Wording? {
    switch self {
    case .connectionLost(let server, let wasInTransaction):
      return Wording(
        code: "V0380", message: "the connection to \(server) was lost",
        notes: [
          wasInTransaction
            ? "the open transaction was undone; what was committed before it stays" : unchangedData
        ], help: "run this again: a new connection is made")
    case .ambiguous(let server, let detail):
      return Wording(
        code: "V0381", message: "\(server) went before it said whether it was done: \(detail)",
        notes: ["the last statement or transaction may or may not have been done"],
        help: "look before repeating it")
    case .repeatedInVain(let server, let tries, let detail):
      return Wording(
        code: "V0382", message: "\(server) refused this \(tries) times: \(detail)",
        notes: ["the last transaction was undone each time; batches committed before it stay"],
        help: "see what else is working on the same rows, then run this again: it finishes what is left")
    case .transactionFailed(let cause):
      return Wording(
        code: "V0383", message: "the open transaction failed before: \(cause)",
        notes: ["nothing more can be done in it"], help: "end it with `sql \"rollback\"`, then begin again")
    case .temporaryTableLost(let server):
      return Wording(
        code: "V0384",
        message: "the rows of this table were kept in the connection to \(server), which was lost",
        help: "make the table again from its values")
    case .notPermitted(let server, let detail):
      return Wording(
        code: "V0385", message: "\(server): \(detail)", notes: [unchangedData],
        help: "let the owner or an administrator give you the right with GRANT")
    default: return lockWording
    }
  }

  private var lockWording: Wording? {
    switch self {
    case .timedOut(let server, let detail):
      return Wording(
        code: "V0386", message: "\(server) stopped the statement: \(detail)", notes: [unchangedData],
        help: "give it more time with `sql \"set statement_timeout = '10min'\"`")
    case .lockNotAvailable(let server):
      return Wording(
        code: "V0387", message: "rows or a table of \(server) are locked by another program",
        notes: [unchangedData], help: "let the other program finish, then run this again")
    case .serverReadOnly(let server):
      return Wording(
        code: "V0388", message: "\(server) can only be read here", notes: [unchangedData],
        help: "connect to the primary server, or leave the read-only transaction")
    case .conflict(let server, let detail):
      return Wording(
        code: "V0389", message: "another program changed the same rows of \(server): \(detail)",
        notes: [unchangedData], help: "run this again")
    default: return nil
    }
  }
}

extension StoreError {
  /// Why no connection was made. What libpq says holds no password.
  static func connecting(_ failure: ServerFailure, to address: ServerAddress) -> StoreError {
    let server = address.shown
    if failure.needsPassword { return .loginRefused(server: server, cause: .passwordNeeded) }
    switch failure.sqlState {
    case nil:
      return failure.isAboutTrust
        ? .notSecure(server: server, detail: failure.message)
        : .cannotReach(server: server, detail: failure.message)
    case "28P01": return .loginRefused(server: server, cause: .wrongPassword(detail: failure.message))
    case "3D000": return .noDatabase(server: server, detail: failure.message)
    case "53300": return .tooManyConnections(server: server)
    case "57P03": return .serverStarting(server: server, detail: failure.message)
    case let state? where state.hasPrefix("28") || state.hasPrefix("42"):
      return .loginRefused(server: server, cause: .refused(detail: failure.message))
    default: return .cannotReach(server: server, detail: failure.message)
    }
  }

  static func problem(_ problem: ServerOpenFailure) -> StoreError {
    switch problem {
    case .libraryMissing(let detail): .libraryMissing(detail: detail)
    case .badAddress(let reason): .badAddress(reason: reason)
    case .noAnswer(let address, let seconds):
      .cannotReach(server: address, detail: "no answer within \(shortSeconds(seconds))")
    }
  }
}
