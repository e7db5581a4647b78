extension Relation {
  /// Streams the rows in the relation's order, at most `limit`; `body` returns false to stop. Values have the types of `columns`.
  public func forEachRow(limit: Int? = nil, _ body: ([SQLValue]) throws -> Bool) throws {
    try forEachResultRow(limit: limit) { row in
      var values: [SQLValue] = []
      values.reserveCapacity(columns.count)
      for (at, column) in columns.enumerated() { values.append(try Relation.value(row, at, column)) }
      return try body(values)
    }
  }

  /// Like `forEachRow`, with the store's own row: no copies unless asked for.
  public func forEachResultRow(limit: Int? = nil, _ body: (any ResultRow) throws -> Bool) throws {
    let limited = try limit.map { try self.limit($0) } ?? self
    let (sql, parameters) = try store.dialect.compile(limited)
    try store.query(sql, parameters, body)
  }

  /// The query as a piece of a larger statement.
  public func fragment() throws -> SQLFragment {
    var compiler = RelationCompiler(dialect: store.dialect, store: store)
    return try compiler.fragment(self)
  }

  /// All rows; for small results.
  public func rows(limit: Int? = nil) throws -> [[SQLValue]] {
    var all: [[SQLValue]] = []
    try forEachRow(limit: limit) { row in
      all.append(row)
      return true
    }
    return all
  }

  /// Number of rows, counted by the store.
  public func count() throws -> Int {
    var compiler = RelationCompiler(dialect: store.dialect, store: store)
    let (sql, parameters) = try compiler.compileCount(self)
    var count = 0
    try store.query(sql, parameters) { row in
      count = Int(row.int(0))
      return false
    }
    return count
  }

  /// Makes a new table of the rows, in one transaction; the number of rows. The key is kept. Refuses an existing table.
  @discardableResult public func materialize(into table: String) throws -> Int {
    try Relation.checkName(table)
    if try store.describe(table) != nil { throw StoreError.tableExists(table) }
    for name in [table] + columns.map(\.name) { try Relation.checkNewName(name) }
    let dialect = store.dialect
    let definition = TableDefinition(name: table, columns: columns, key: key)
    let (sql, parameters) = try dialect.compile(self)
    return try store.transaction {
      try store.execute(dialect.createTable(definition), [])
      return try store.execute(
        dialect.insert(into: table, columns: columns.map(\.name), from: sql), parameters)
    }
  }

  /// The SQL that runs, for people: values in place of placeholders, long ones shortened. Not meant to be run.
  public func explainSQL() throws -> String {
    let (sql, parameters) = try store.dialect.compile(self)
    var text = sql
    for (at, value) in parameters.enumerated().reversed() {
      text = Relation.replace(
        store.dialect.placeholder(at + 1), in: text, by: value.shown(store.dialect), store.dialect.lexis)
    }
    return text
  }

  private static func replace(
    _ placeholder: String, in text: String, by shown: String, _ lexis: SQLLexis
  ) -> String {
    var scanner = SQLScanner(text, lexis: lexis)
    var result = ""
    var copied = 0
    while let (token, range) = try? scanner.next() {
      guard token == .parameter, scanner.text(range) == placeholder else { continue }
      result += scanner.text(copied..<range.lowerBound) + shown
      copied = range.upperBound
    }
    return result + scanner.text(copied..<text.utf8.count)
  }

  /// A value as its column's type. Where the engine answered in another type the reason is told: an int result that became a float
  /// has overflowed, a vector of another length is damaged.
  static func value(_ row: any ResultRow, _ index: Int, _ column: ColumnDescription) throws -> SQLValue {
    let value = row.value(index)
    switch (column.type, value) {
    case (.bool, .int(let number)) where number == 0 || number == 1: return .bool(number == 1)
    case (.float, .int(let number)): return .float(Double(number))
    // Not every engine keeps the sign of zero.
    case (.float, .float(let number)), (.any, .float(let number)): return .float(number + 0)
    case (.int, .float(let number)) where abs(number) >= 0x1p63:
      throw StoreError.integerOverflow(place: "a value of column `\(column.name)`")
    case (.vector(let dimension), .blob(let bytes)):
      guard bytes.count % 4 == 0, dimension == nil || dimension == bytes.count / 4 else {
        throw StoreError.vectorLength(column: column.name, bytes: bytes.count, dimension: dimension)
      }
      return .vector(try row.withVector(index) { Array($0) })
    default: return value
    }
  }
}

extension SQLValue {
  func shown(_ dialect: any Dialect) -> String {
    switch self {
    case .null: return "NULL"
    case .bool(let flag): return flag ? "TRUE" : "FALSE"
    case .int(let number): return "\(number)"
    case .float(let number): return "\(number)"
    case .text(let text): return dialect.literal(text.count > 60 ? text.prefix(57) + "..." : text)
    case .blob(let bytes): return "<\(bytes.count) bytes>"
    case .vector(let elements): return "<vector of \(elements.count)>"
    }
  }
}
