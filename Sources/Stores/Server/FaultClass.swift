/// What to do when a server fails: decided here and nowhere else.
/// SQLSTATEs: https://www.postgresql.org/docs/18/errcodes-appendix.html
enum FaultClass: Sendable, Equatable {
  /// Nothing was stored: roll back, wait, and run the whole transaction again.
  case retry
  /// Nothing was stored and the connection is gone (or was never made): connect again, then as `retry`.
  case reconnect
  /// It may have been stored: look before running it again, unless running it twice does no harm.
  case ambiguous
  /// A person or a time limit stopped it.
  case interrupted
  /// Running it again would fail again.
  case fatal

  /// What the server may have been told to make final when the fault came.
  enum Sent: Sendable, Equatable {
    /// Nothing, or statements inside a transaction whose COMMIT was not sent.
    case nothingFinal
    /// COMMIT, or a statement outside a transaction, which is one of its own.
    case mayBeFinal
  }

  static func of(sqlState: String?, connectionLost: Bool, sent: Sent) -> FaultClass {
    let afterLoss: FaultClass = sent == .mayBeFinal ? .ambiguous : .reconnect
    guard let sqlState else { return connectionLost ? afterLoss : .fatal }
    switch sqlState {
    // Serialization failure, deadlock, lock not to be had in time.
    case "40001", "40P01", "55P03": return .retry
    // Statement completion unknown.
    case "40003": return .ambiguous
    // Query cancelled: by a person or by statement_timeout.
    case "57014": return .interrupted
    // The server is starting or stopping, or has no connection left: it took nothing.
    case "57P03", "53300": return .reconnect
    // Idle for too long, alone or in a transaction, or a transaction too long: the server had rolled back.
    case "25P03", "25P04", "57P05": return .reconnect
    // Shut down or crashed with us connected.
    case "57P01", "57P02": return afterLoss
    // A protocol violation on a living connection is about what was sent: sending it again does not help.
    case "08P01" where !connectionLost: return .fatal
    case _ where sqlState.hasPrefix("08"): return afterLoss
    default: return .fatal
    }
  }

  /// How often one transaction is tried in all. Somebody who holds a lock for long will go on holding it.
  /// A name that is taken stays so, unless it was a race.
  static func attempts(_ sqlState: String?) -> Int {
    ["55P03", "42P07", "42710", "42701"].contains(sqlState) ? 3 : 10
  }
}
