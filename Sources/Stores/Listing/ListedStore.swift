/// A store without data that notes every statement it is asked to run: the list of all SQL that vnb can send to an engine is
/// made by giving it to the very jobs and verbs that work on stores.
///
/// It knows the tables it is made with, and those that statements create. A query gives a few rows whose values go by the
/// names of the columns, the next page of a query gives none, and a count of nulls gives 0.
public final class ListedStore: Store, @unchecked Sendable {
  public let dialect: any Dialect
  public let name = "listed"
  public let isPrivate = false
  public let hasChanges = false
  public let isInTransaction = false
  public let mayRepeat = false
  /// What was asked for, in order, without repetitions.
  public private(set) var statements: [String] = []
  private var known: [TableDescription]
  /// Tables that statements may create.
  private var coming: [TableDescription]
  private var seen: Set<String> = []
  private var temporaries = 0
  private var asked: [String: Int] = [:]

  /// `coming` are tables that are not there until a statement creates them.
  public init(_ dialect: any Dialect, tables: [TableDescription], coming: [TableDescription] = []) {
    self.dialect = dialect
    known = tables
    self.coming = coming
  }

  /// Notes one statement.
  public func note(_ sql: String) {
    if seen.insert(sql).inserted { statements.append(sql) }
    if sql.hasPrefix("ALTER TABLE") { addColumn(sql) }
    guard sql.hasPrefix("CREATE TABLE") else { return }
    for table in coming where sql.contains(dialect.quoteTable(table.name) + " (") { known.append(table) }
    coming.removeAll { table in known.contains { $0.name == table.name } }
  }

  public func tables(includeInternal: Bool) throws -> [TableDescription] {
    noteCatalog()
    return known
  }
  public func describe(_ table: String) throws -> TableDescription? {
    noteCatalog()
    return known.first { $0.name == table }
  }
  public func hasIndex(_ name: String, on table: String, _ column: String) throws -> Bool { true }

  public func query(_ sql: String, _ parameters: [SQLValue], _ body: (any ResultRow) throws -> Bool) throws {
    note(sql)
    // A job that looks again for what it has not done yet comes to an end.
    asked[sql, default: 0] += 1
    if asked[sql, default: 0] > 3, ListedRow.names(sql).count > 1 { return }
    for row in 0..<ListedRow.count(sql) {
      guard try body(ListedRow(sql, row: row, kind: dialect.vectors?.indexKinds.first ?? "")) else { return }
    }
  }
  public func columns(of sql: String, _ parameters: [SQLValue]) throws -> [ColumnDescription] {
    note(sql)
    return ListedRow.names(sql).map { ColumnDescription(name: $0, type: ListedRow.type($0)) }
  }
  public func shape(of sql: String) throws -> StatementShape {
    StatementShape(columns: try columns(of: sql, []), isReadOnly: true)
  }
  @discardableResult public func execute(_ sql: String, _ parameters: [SQLValue]) throws -> Int {
    note(sql)
    return 2
  }
  public func prepare(_ sql: String) throws -> any PreparedStatement {
    note(sql)
    return ListedStatement(sql)
  }

  public func writer(_ plan: WritePlan) throws -> any RowWriter {
    guard let server = dialect as? any ServerDialect else { return try PreparedRowWriter(plan, in: self) }
    for sql in ServerRowWriter.texts(plan, server) { note(sql) }
    return ListedWriter()
  }
  public func temporaryTable(_ columns: [ColumnDescription], rows: [[SQLValue]]) throws -> String {
    temporaries += 1
    let name = "\(SQLiteStore.temporaryPrefix)\(temporaries)"
    let all = dialect is any ServerDialect ? columns + [TemporaryOrder.column] : columns
    note(dialect.createTemporary(name, all))
    known.append(TableDescription(name: name, columns: columns, key: [], isView: false))
    let plan = WritePlan(table: name, columns: all, key: [], action: .insert(.error))
    try writer(plan).finish()
    return name
  }

  public func split(_ script: String) throws -> [Range<Int>] {
    try SQLScanner.statements(script, lexis: dialect.lexis)
  }
  public func transaction<T>(_ body: () throws -> T) throws -> T { try body() }
  public func interrupt() {}
  public func copy(to path: String) throws { throw StoreError.unsupported("copying a list") }
  public func close() throws {}

  /// A column that a job adds to a table: of vectors, as only such are added.
  private func addColumn(_ sql: String) {
    guard
      let at = known.firstIndex(where: {
        sql.hasPrefix("ALTER TABLE \(dialect.quoteTable($0.name)) ADD COLUMN")
      }),
      sql.contains("VECTOR(")
    else { return }
    let table = known[at]
    let names = sql.dropFirst("ALTER TABLE \(dialect.quoteTable(table.name))".count).split(separator: "\"")
    guard names.count > 1, table.column(String(names[1])) == nil else { return }
    let column = ColumnDescription(name: String(names[1]), type: .vector(dimension: ListedRow.dimension))
    known[at] = TableDescription(
      name: table.name, columns: table.columns + [column], key: table.key, isView: false)
  }

  private func noteCatalog() {
    if dialect is any ServerDialect { return }
    SQLiteText.catalog.forEach { note($0) }
  }
}

/// A statement whose values nobody looks at.
private final class ListedStatement: PreparedStatement {
  private let sql: String
  init(_ sql: String) { self.sql = sql }
  func bind(_ index: Int, _ value: SQLValue) throws {}
  func bindUTF8(_ index: Int, _ bytes: UnsafeBufferPointer<UInt8>) throws {}
  func bindInt(_ index: Int, _ value: Int64) throws {}
  func bindFloat(_ index: Int, _ value: Double) throws {}
  func bindNull(_ index: Int) throws {}
  func bindVector(_ index: Int, _ elements: UnsafeBufferPointer<Float>) throws {}
  func clear() throws {}
  func run() throws -> Int { 1 }
  func query(_ body: (any ResultRow) throws -> Bool) throws {
    for row in 0..<ListedRow.count(sql) where try !body(ListedRow(sql, row: row)) { return }
  }
  func finish() {}
}

/// Counts rows and forgets them.
private final class ListedWriter: RowWriter {
  private var rows = 0
  func bind(_ index: Int, _ value: SQLValue) throws {}
  func bindUTF8(_ index: Int, _ bytes: UnsafeBufferPointer<UInt8>) throws {}
  func bindInt(_ index: Int, _ value: Int64) throws {}
  func bindFloat(_ index: Int, _ value: Double) throws {}
  func bindNull(_ index: Int) throws {}
  func bindVector(_ index: Int, _ elements: UnsafeBufferPointer<Float>) throws {}
  func endRow() throws { rows += 1 }
  func flush() throws -> WriteCounts {
    defer { rows = 0 }
    return WriteCounts(rows: rows, written: rows)
  }
  func finish() {}
}
