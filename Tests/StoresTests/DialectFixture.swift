import Stores
import Support
import Testing

@testable import Stores

/// A store on a real PostgreSQL that knows the tables it was given: enough to compile relations and run them.
final class DialectStore: Store, @unchecked Sendable {
  let connection: ServerConnection
  let dialect: any Dialect
  private var known: [String: TableDescription] = [:]
  var name: String { "a test" }
  var isPrivate: Bool { false }
  var hasChanges: Bool { false }

  init(_ connection: ServerConnection) throws {
    self.connection = connection
    dialect = PostgresDialect(
      ServerFacts(serverVersion: connection.serverVersion, pgvectorVersion: [0, 8, 0]))
  }

  /// Makes a table by the dialect's own statement.
  func make(_ table: TableDefinition) throws {
    _ = try execute(dialect.createTable(table), [])
    know(table)
  }

  func know(_ table: TableDefinition) {
    let columns = table.columns.map {
      ColumnDescription(
        name: $0.name, type: $0.type, isNullable: $0.isNullable && !table.key.contains($0.name),
        declaredType: $0.declaredType)
    }
    known[table.name] = TableDescription(name: table.name, columns: columns, key: table.key, isView: false)
  }

  func tables(includeInternal: Bool) throws -> [TableDescription] { Array(known.values) }
  func describe(_ table: String) throws -> TableDescription? { known[table] }
  func query(_ sql: String, _ parameters: [SQLValue], _ body: (any ResultRow) throws -> Bool) throws {
    try connection.run(sql, connection.parameters(parameters), format: .binary) { try body($0) }
  }
  func execute(_ sql: String, _ parameters: [SQLValue]) throws -> Int {
    try connection.run(sql, connection.parameters(parameters), format: .binary).affected
  }
  func columns(of sql: String, _ parameters: [SQLValue]) throws -> [ColumnDescription] { [] }
  func prepare(_ sql: String) throws -> any PreparedStatement { throw StoreError.unsupported("preparing") }
  func split(_ script: String) throws -> [Range<Int>] { [] }
  func transaction<T>(_ body: () throws -> T) throws -> T { try body() }
  var isInTransaction: Bool { false }
  func interrupt() {}
  func copy(to path: String) throws {}
  func close() throws {}
}

/// The same tables on SQLite and on PostgreSQL.
struct TwoStores {
  let lite: SQLiteStore
  let server: DialectStore

  init() throws {
    lite = try SQLiteStore.privateStore()
    server = try DialectStore(ServerFixture.connection())
  }

  func make(_ table: TableDefinition, _ rows: [[SQLValue]]) throws {
    try lite.execute(lite.dialect.createTable(table), [])
    try server.make(table)
    for store in [lite as any Store, server] {
      let sql = store.dialect.insert(into: table.name, columns: table.columns.map(\.name))
      for row in rows { try store.execute(sql, row) }
    }
  }

  /// Runs one relation on both; the rows must be equal to the last bit, in the same order.
  func expectEqual(
    _ what: @autoclosure () -> String, _ build: (any Store) throws -> Relation,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let expected = try build(lite).rows()
    let relation = try build(server)
    do {
      let found = try relation.rows()
      if same(found, expected) { return }
      let at = zip(found, expected).enumerated().first { !same([$0.1.0], [$0.1.1]) }?.0 ?? 0
      let (one, two) = (at < found.count ? found[at] : [], at < expected.count ? expected[at] : [])
      Issue.record(
        """
        \(what()): \(found.count) rows for \(expected.count), differ at \(at)
          PostgreSQL \(one)
          SQLite     \(two)
        \(String((try? relation.explainSQL())?.prefix(3000) ?? ""))
        """, sourceLocation: sourceLocation)
    } catch let failure as ServerFailure {
      Issue.record(
        "\(what()): \(failure.sqlState ?? "") \(failure.message)\n\(String(try relation.explainSQL().prefix(3000)))",
        sourceLocation: sourceLocation)
    }
  }

  private func same(_ left: [[SQLValue]], _ right: [[SQLValue]]) -> Bool {
    left.count == right.count
      && zip(left, right).allSatisfy { one, two in
        one.count == two.count && zip(one, two).allSatisfy { TwoStores.same($0, $1) }
      }
  }

  static func same(_ left: SQLValue, _ right: SQLValue) -> Bool {
    switch (left, right) {
    case (.float(let one), .float(let two)): one == two || one.isNaN && two.isNaN
    case (.text(let one), .text(let two)): Array(one.utf8) == Array(two.utf8)
    default: left == right
    }
  }
}

/// Values that engines are known to treat differently.
enum Tricky {
  static let texts: [String?] = [
    nil, "", " ", "a", "A", "b", "Z", "_", "ß", "İ", "ı", "ŉ", "ﬁ", "ΣΑΣ", "ς", "Straße", "ǅ", "ᾳ", "éa",
    "e\u{301}",
    "表", "🇩🇪 x", "\u{10400}a", "a\u{3000}b\u{2003}c", "\t a b \n\u{a0}", "\u{85}\u{b}x", "a,b,,c", "a%b_c",
    "it's \"q\" \\n",
    "NULL", "true", "42", " -17 ", "+5", "9223372036854775807", "9223372036854775808", "007", "1e3", "1.",
    ".5", "1e400",
    "-1e400", "1e-400", "5e-324", "2.4703282292062328e-324", "0x10", "inf", "nan", "1e", ".", "-", "1_000",
    "４２", "1.7976931348623159e308",
    "aaXbXX", "xx表", "\u{1F600}\u{1F3FD}", "ÀÉÎ", "ẞ", "Ⅷ", "ⓐ", "ﬃx", "ΐ",
  ]
  static let ints: [Int64?] = [
    nil, 0, 1, -1, 2, 3, 7, -7, 10, 255, 2_147_483_647, -2_147_483_648, 9_007_199_254_740_993,
    -9_007_199_254_740_993,
    .max, .min + 1, 1250, -1250, 15, 25,
  ]
  static let floats: [Double?] = [
    nil, 0, 0.5, -0.5, 1.5, 2.5, -2.5, 0.49999999999999994, 0.1, 0.2, 0.3, 1e-5, 1e-4, 0.00012345, 1e15,
    1e16, 123456789012345680,
    9007199254740991, 9007199254740992, 9007199254740994, 1000000000000000.1, 1125899906842624.25,
    4503599627370495.5, 1e100, -1e300,
    1.7976931348623157e308, Double.leastNonzeroMagnitude, 2.2250738585072014e-308,
    -Double.leastNormalMagnitude / 67.3, 3.14159, 1250.5, -1234.5678, 1e22,
    709.782712893384, 709.8, -745.13,
    -745.2, -800, Double.leastNormalMagnitude / 2_000_000, .infinity, -.infinity, 0.045, 1.005, 2.675, 4e18,
    4.7e18, 9.2e18, 1e19,
  ]
}
