import Basics
import CPostgres

/// What a server, or libpq on the way to it, refused. Fields are those of the protocol's ErrorResponse
/// (https://www.postgresql.org/docs/15/protocol-error-fields.html).
struct ServerFailure: Error, Sendable, Equatable {
  enum Stage: Sendable, Equatable { case connecting, running }

  /// Five characters; nil when libpq and not the server is speaking.
  var sqlState: String?
  /// `ERROR`, `FATAL`, `PANIC`, `WARNING`, …, never translated; empty when libpq is speaking.
  var severity = ""
  /// One sentence, without the severity, passwords masked.
  var message: String
  var detail: String?
  var hint: String?
  /// Bytes from the start of the statement to the fault.
  var offset: Int?
  var schema: String?
  var table: String?
  var column: String?
  var dataType: String?
  var constraint: String?
  /// The connection is of no use any more.
  var connectionLost = false
  var stage = Stage.running
  /// The server asked for a password and none was given.
  var needsPassword = false

  /// What to do about it; `sent` is what the server may have been told to make final.
  func faultClass(_ sent: FaultClass.Sent) -> FaultClass {
    if stage == .connecting, sqlState == nil { return isAboutTrust || needsPassword ? .fatal : .reconnect }
    if isCatalogRace { return .retry }
    return FaultClass.of(sqlState: sqlState, connectionLost: connectionLost, sent: sent)
  }

  /// Two programs made or changed the same thing at the same moment, which `IF NOT EXISTS` does not prevent: the server tells
  /// of its own catalogue. The second attempt finds the thing there.
  private var isCatalogRace: Bool {
    switch sqlState {
    case "23505": schema == "pg_catalog"
    case "XX000": message.hasPrefix("tuple concurrently ")
    default: false
    }
  }

  /// A table, type or column is there that was not when we looked: perhaps another program was first.
  var isAboutTakenName: Bool { ["42P07", "42710", "42701"].contains(sqlState) }

  /// The server was reached, and its certificate or ours did not do: trying again changes nothing.
  var isAboutTrust: Bool {
    // Names of hosts and databases stand in quotes and say nothing.
    let parts = message.lowercased().split(separator: "\"", omittingEmptySubsequences: false)
    let message = stride(from: 0, to: parts.count, by: 2).map { String(parts[$0]) }.joined()
    return ["certificate", "ssl", "does not match host name", "private key"].contains { message.contains($0) }
  }
}

extension ServerFailure {
  /// From an error or notice of the server.
  init(_ library: vnb_pq, _ result: OpaquePointer?, statement: String = "") {
    func field(_ code: Character) -> String? {
      guard let value = library.resultErrorField(result, Int32(code.asciiValue ?? 0)) else { return nil }
      return PasswordMask.masked(String(cString: value))
    }
    let whole = library.resultErrorMessage(result).map { String(cString: $0) } ?? ""
    self.init(
      sqlState: field("C"), severity: field("V") ?? field("S") ?? "",
      message: field("M") ?? ServerFailure.oneLine(whole), detail: field("D"), hint: field("H"),
      offset: field("P").flatMap { Int($0) }.map { ServerFailure.offset(ofCharacter: $0, in: statement) },
      schema: field("s"), table: field("t"), column: field("c"), dataType: field("d"),
      constraint: field("n"))
  }

  /// From libpq's own words about a lost connection.
  init(lost words: String) {
    self.init(message: ServerFailure.oneLine(words), connectionLost: true)
  }

  /// From the words of a refused connection in verbose form, such as
  /// `connection to server at "h", port 5432 failed: FATAL:  28P01: password authentication failed for user "u"`.
  /// Only the text holds the SQLSTATE. With several hosts the last one that has one counts.
  init(refused words: String, needsPassword: Bool) {
    let lines = words.split(separator: "\n").map(String.init)
    var failure = ServerFailure(
      message: ServerFailure.oneLine(lines.first ?? words), connectionLost: true, stage: .connecting,
      needsPassword: needsPassword)
    for line in lines {
      if let (severity, state, message) = ServerFailure.verbose(line) {
        failure.severity = severity
        failure.sqlState = state
        failure.message = PasswordMask.masked(message)
        (failure.detail, failure.hint) = (nil, nil)
      } else if let text = ServerFailure.text(after: "DETAIL:", line) {
        failure.detail = text
      } else if let text = ServerFailure.text(after: "HINT:", line) {
        failure.hint = text
      }
    }
    self = failure
  }

  private static func text(after label: String, _ line: String) -> String? {
    guard line.hasPrefix(label) else { return nil }
    return PasswordMask.masked(String(line.dropFirst(label.count).drop { $0 == " " }))
  }

  /// `…: SEVERITY:  28P01: message` taken apart. The severity may be in any language.
  private static func verbose(_ line: String) -> (severity: String, state: String, message: String)? {
    let parts = line.split(separator: ":  ", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let severity = parts[0].split(separator: " ").last else { return nil }
    let state = parts[1].prefix(5)
    let rest = parts[1].dropFirst(5)
    guard state.utf8.count == 5, rest.hasPrefix(": "),
      state.utf8.allSatisfy({ (48...57).contains($0) || (65...90).contains($0) })
    else { return nil }
    return (String(severity), String(state), String(rest.dropFirst(2)))
  }

  /// The first line of libpq's text without a severity in front.
  static func oneLine(_ text: String) -> String {
    let line = text.split(separator: "\n").first.map(String.init) ?? "the connection failed"
    return PasswordMask.masked(line.hasPrefix("ERROR:  ") ? String(line.dropFirst(8)) : line)
  }

  /// The protocol counts characters from 1; ours are bytes from 0.
  static func offset(ofCharacter position: Int, in statement: String) -> Int {
    let scalars = statement.unicodeScalars
    let index = scalars.index(
      scalars.startIndex, offsetBy: max(0, min(position, 1 << 40) - 1), limitedBy: scalars.endIndex)
    return statement.utf8.distance(from: statement.startIndex, to: index ?? statement.endIndex)
  }
}
