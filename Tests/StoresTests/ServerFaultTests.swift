import Testing

@testable import Stores

/// One table for what to do about each fault.
@Suite struct ServerFaultTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let state: String?
    let lost: Bool
    let before: FaultClass
    let after: FaultClass
    var testDescription: String { "\(state ?? "none")\(lost ? " lost" : "")" }
    init(_ state: String?, _ lost: Bool, _ before: FaultClass, _ after: FaultClass) {
      (self.state, self.lost, self.before, self.after) = (state, lost, before, after)
    }
  }

  /// The class while nothing final was sent, and after COMMIT or a statement of its own.
  @Test(arguments: [
    Row("40001", false, .retry, .retry), Row("40P01", false, .retry, .retry),
    Row("55P03", false, .retry, .retry),
    Row("40003", false, .ambiguous, .ambiguous), Row("40003", true, .ambiguous, .ambiguous),
    Row("57P01", true, .reconnect, .ambiguous), Row("57P02", true, .reconnect, .ambiguous),
    Row("57P03", true, .reconnect, .reconnect), Row("53300", true, .reconnect, .reconnect),
    Row("08006", true, .reconnect, .ambiguous), Row("08003", false, .reconnect, .ambiguous),
    Row("08P01", false, .fatal, .fatal), Row("08P01", true, .reconnect, .ambiguous),
    Row("25P03", true, .reconnect, .reconnect), Row("57P05", true, .reconnect, .reconnect),
    Row("57014", false, .interrupted, .interrupted),
    Row(nil, true, .reconnect, .ambiguous), Row(nil, false, .fatal, .fatal),
    Row("53100", false, .fatal, .fatal), Row("53400", false, .fatal, .fatal),
    Row("28P01", true, .fatal, .fatal),
    Row("28000", true, .fatal, .fatal), Row("3D000", true, .fatal, .fatal),
    Row("42501", false, .fatal, .fatal),
    Row("22000", false, .fatal, .fatal), Row("21000", false, .fatal, .fatal),
    Row("22021", false, .fatal, .fatal),
    Row("42P01", false, .fatal, .fatal), Row("23505", false, .fatal, .fatal),
    Row("25P02", false, .fatal, .fatal),
  ])
  func classifies(_ row: Row) {
    #expect(FaultClass.of(sqlState: row.state, connectionLost: row.lost, sent: .nothingFinal) == row.before)
    #expect(FaultClass.of(sqlState: row.state, connectionLost: row.lost, sent: .mayBeFinal) == row.after)
  }

  @Test func locksAreTriedLessOften() {
    #expect(FaultClass.attempts("55P03") < FaultClass.attempts("40001"))
  }

  @Test func readsTheStateOfARefusal() {
    let words = """
      connection to server at "h" (10.0.0.1), port 5432 failed: FATAL:  28P01: password authentication failed for user "ada"
      DETAIL:  Role "ada" does not exist.
      LOCATION:  auth_failed, auth.c:326

      """
    let failure = ServerFailure(refused: words, needsPassword: false)
    #expect(failure.sqlState == "28P01")
    #expect(failure.message == "password authentication failed for user \"ada\"")
    #expect(failure.detail == "Role \"ada\" does not exist.")
    #expect(failure.faultClass(.nothingFinal) == .fatal)
  }

  @Test(arguments: [
    (
      "connection to server at \"h\", port 5 failed: Connection refused\n\tIs the server running?",
      FaultClass.reconnect
    ),
    ("connection to server failed: SSL error: certificate verify failed", .fatal),
    ("server certificate for \"a\" does not match host name \"b\"", .fatal),
    (
      "connection to server at \"h\", port 5 failed: FATAL:  53300: sorry, too many clients already",
      .reconnect
    ),
    (
      "connection to server at \"h\", port 5 failed: FATAL:  57P03: the database system is starting up",
      .reconnect
    ),
    ("connection to server at \"h\", port 5 failed: SCHWERWIEGEND:  3D000: Datenbank fehlt", .fatal),
    ("", .reconnect),
  ])
  func refusalsAreClassified(_ words: String, _ expected: FaultClass) {
    #expect(ServerFailure(refused: words, needsPassword: false).faultClass(.nothingFinal) == expected)
  }

  @Test func aMissingPasswordIsNotTriedAgain() {
    let failure = ServerFailure(refused: "fe_sendauth: no password supplied", needsPassword: true)
    #expect(failure.needsPassword)
    #expect(failure.faultClass(.nothingFinal) == .fatal)
  }

  @Test(arguments: [(1, 0), (8, 7), (9, 10), (10, 13), (11, 14), (99, 17), (0, 0), (-5, 0), (Int.max, 17)])
  func positionsBecomeBytes(_ position: Int, _ offset: Int) {
    #expect(ServerFailure.offset(ofCharacter: position, in: "select 表表 fro") == offset)
  }
}
