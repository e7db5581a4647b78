import Support
import Testing

@testable import Stores

/// Stores on a fresh database of a real server.
enum PostgresFixture {
  static func store(vector: Bool = true) throws -> PostgresStore {
    try PostgresStore.open(DatabaseServer.shared().database(vector: vector))
  }

  /// Two stores on the same fresh database.
  static func pair() throws -> (PostgresStore, PostgresStore) {
    let url = try DatabaseServer.shared().database()
    return (try PostgresStore.open(url), try PostgresStore.open(url))
  }
}

extension Store {
  /// All rows, for comparing.
  func allRows(_ sql: String, _ parameters: [SQLValue] = []) throws -> [[SQLValue]] {
    var rows: [[SQLValue]] = []
    try query(sql, parameters) { row in
      rows.append((0..<row.columnCount).map { row.value($0) })
      return true
    }
    return rows
  }

  /// The error of something that must fail.
  func refusal<T>(_ body: () throws -> T) -> StoreError? {
    do {
      _ = try body()
      return nil
    } catch {
      return error as? StoreError ?? (error as? RowRefusal)?.cause
    }
  }
}
