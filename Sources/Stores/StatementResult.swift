/// What one statement of the user gave.
public enum StatementResult: Sendable {
  /// A SELECT: not run yet. Or the rows of a statement that gives some when it runs, such as `INSERT … RETURNING`.
  case rows(Relation)
  /// An INSERT, UPDATE or DELETE: rows changed.
  case changed(Int)
  /// Anything else: CREATE, DROP, BEGIN, …
  case done
}

/// What a statement would do, found without running it.
public struct StatementShape: Sendable {
  /// Names and types of the result; empty when it gives none.
  public let columns: [ColumnDescription]
  /// It cannot change the database file.
  public let isReadOnly: Bool
  public init(columns: [ColumnDescription], isReadOnly: Bool) {
    self.columns = columns
    self.isReadOnly = isReadOnly
  }
}

extension Store {
  /// Runs one statement with its `:name` parameters bound. A parameter without a value and a value without a parameter are
  /// errors. A statement that fails leaves the data as it was.
  public func run(_ statement: String, named values: [String: SQLValue] = [:]) throws -> StatementResult {
    let bound = try BoundSQL(statement, values, dialect.lexis)
    let (sql, parameters) = bound.fragment.rendered(dialect)
    let shape = try shape(of: sql, parameters)
    if shape.isReadOnly, bound.isQuery {
      return .rows(try Relation.sql(self, statement, parameters: values))
    }
    if !shape.columns.isEmpty { return .rows(try collect(sql, parameters, shape, statement)) }
    let changed = try execute(sql, parameters)
    return bound.isChange ? .changed(changed) : .done
  }

  /// Runs the statements of a script one after another and stops at the first that fails. Each value must be used by at least one
  /// statement.
  public func runScript(_ script: String, named values: [String: SQLValue] = [:]) throws -> [StatementResult]
  {
    let bytes = Array(script.utf8)
    let statements = try split(script).map { String(decoding: bytes[$0], as: UTF8.self) }
    let names = try statements.map { try BoundSQL.parameterNames($0, dialect.lexis) }
    let used = names.flatMap { $0 }
    if let unused = values.keys.sorted().first(where: { !used.contains($0) }) {
      throw StoreError.unusedParameter(name: unused, used: used)
    }
    return try zip(statements, names).map { statement, names in
      try run(statement, named: values.filter { names.contains($0.key) })
    }
  }

  /// Runs a statement that is not a query and gives rows; few are expected.
  private func collect(
    _ sql: String, _ parameters: [SQLValue], _ shape: StatementShape, _ statement: String
  ) throws -> Relation {
    let list = SelectList(statement, after: "RETURNING")
    let columns = Relation.uniqueNames(SelectList.named(shape.columns, list))
    var rows: [[SQLValue]] = []
    func read() throws {
      try query(sql, parameters) { row in
        rows.append(columns.indices.map { row.value($0) })
        let count = rows.count * columns.count
        if count > Relation.literalLimit {
          throw StoreError.tooManyValues(count: count, limit: Relation.literalLimit)
        }
        return true
      }
    }
    // Too many rows undo the change as well.
    if shape.isReadOnly { try read() } else { try transaction { try read() } }
    return try Relation.literal(self, columns: columns.map(\.name), rows: rows)
  }
}

extension BoundSQL {
  private static let changes: Set<String> = ["INSERT", "UPDATE", "DELETE", "REPLACE", "WITH"]

  /// A statement that can stand inside another one.
  var isQuery: Bool { ["SELECT", "WITH", "VALUES"].contains(firstWord) }
  /// A statement that counts rows; a WITH that is not a query begins one.
  var isChange: Bool { BoundSQL.changes.contains(firstWord) }
}
