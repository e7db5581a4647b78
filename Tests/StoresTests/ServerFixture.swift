import Support
import Testing

@testable import Stores

/// Connections to a fresh database of a real server.
enum ServerFixture {
  static func connection(_ parameters: String = "") throws -> ServerConnection {
    let url = try DatabaseServer.shared().database()
    return try ServerConnection(ServerAddress(url + parameters))
  }
}

extension ServerConnection {
  /// All rows, for comparing.
  func rows(
    _ sql: String, _ parameters: [SQLValue] = [], format: ServerFormat = .automatic
  ) throws -> [[SQLValue]] {
    var rows: [[SQLValue]] = []
    try run(sql, self.parameters(parameters), format: format) { row in
      rows.append((0..<row.columnCount).map { row.value($0) })
      return true
    }
    return rows
  }

  /// The failure of a statement that must fail.
  func failure(_ sql: String, _ parameters: [SQLValue] = []) throws -> ServerFailure? {
    let values = try self.parameters(parameters)
    do {
      try run(sql, values, format: .text)
      return nil
    } catch let failure as ServerFailure {
      return failure
    }
  }
}
