import CSQLite

/// SQLite tells most causes by their words alone (resolve.c, build.c, insert.c of 3.40).
extension SQLiteStore {
  func statementFailure(_ connection: OpaquePointer, _ message: String, _ statement: String) -> StoreError {
    let found = Int(sqlite3_error_offset(connection))
    let offset = found < 0 ? nil : found
    if message.hasSuffix(": syntax error") || message.hasPrefix("unrecognized token: ") {
      return .syntax(statement: statement, offset: offset)
    }
    if message == "incomplete input" { return .syntax(statement: statement, offset: nil) }
    if message.hasPrefix("parser stack overflow") { return .tooDeep(limit: 30) }
    if message.hasPrefix("Expression tree is too large") { return .tooDeep(limit: 1000) }
    if message == "integer overflow" { return .integerOverflow(place: "a result of the statement") }
    return nameFailure(message, statement, offset) ?? catalogFailure(message)
      ?? .statement(message: message, statement: statement, offset: offset)
  }

  /// A name that the text uses and nothing has.
  private func nameFailure(_ message: String, _ statement: String, _ offset: Int?) -> StoreError? {
    // `t.x` is told as it stands; only the place in the text says which dot is part of a name.
    func last(_ name: String) -> String {
      let parts = SQLScanner.name(of: statement, at: offset)
      if parts.joined(separator: ".") == name { return parts.last ?? name }
      return name.split(separator: ".", omittingEmptySubsequences: false).last.map(String.init) ?? name
    }
    if let name = message.dropping(prefix: "no such table: ") ?? message.dropping(prefix: "no such view: ") {
      let bare = name.dropping(prefix: "main.") ?? name.dropping(prefix: "temp.") ?? name
      return .unknownTable(bare, known: (try? tableNames(includeInternal: true)) ?? [])
    }
    if let name = message.dropping(prefix: "no such column: ") {
      return .unknownColumn(last(name), known: [])
    }
    if message.hasPrefix("table "), let name = message.after(" has no column named ") {
      return .unknownColumn(name, known: [])
    }
    if let name = message.dropping(prefix: "ambiguous column name: ") { return .ambiguousColumn(last(name)) }
    if let name = message.dropping(prefix: "no such function: ") { return .noFunction(name.lowercased()) }
    if let name = message.between("wrong number of arguments to function ", "()") {
      return .noFunction(name.lowercased())
    }
    if let name = message.between("misuse of aggregate: ", "()")
      ?? message.between("misuse of aggregate function ", "()")
    {
      return .misplacedAggregate(name.lowercased())
    }
    return message.dropping(prefix: "no such index: ").map(StoreError.unknownIndex)
  }

  private func catalogFailure(_ message: String) -> StoreError? {
    for kind in ["table", "view", "index"] {
      if let name = message.between("\(kind) ", " already exists") {
        return .nameTaken(SQLScanner.unquoted(name))
      }
    }
    if let name = message.dropping(prefix: "there is already a table named ")
      ?? message.dropping(prefix: "there is already an index named ")
    {
      return .nameTaken(name)
    }
    if let name = message.dropping(prefix: "duplicate column name: ") { return .duplicateColumn(name) }
    if let name = message.between("cannot modify ", " because it is a view") { return .viewIsReadOnly(name) }
    if let name = message.dropping(prefix: "use DROP TABLE to delete table ") {
      return .wrongKind(name, isView: false)
    }
    if let name = message.dropping(prefix: "use DROP VIEW to delete view ") {
      return .wrongKind(name, isView: true)
    }
    if message == "cannot start a transaction within a transaction" { return .transactionOpen }
    if message.hasPrefix("cannot "), message.hasSuffix(" - no transaction is active") {
      return .noTransaction
    }
    let widths = [
      "same number of terms", "same number of result columns", "values were supplied",
      "sub-select returns",
    ]
    let isInsert = message.after(" values for ")?.hasSuffix(" columns") == true
    return isInsert || widths.contains { message.after($0) != nil } ? .differentWidths : nil
  }

  func constraintFailure(_ connection: OpaquePointer, _ extended: Int32, _ message: String) -> StoreError {
    let subject = message.after(" constraint failed: ") ?? ""
    let kind: StoreError.Constraint
    switch extended {
    case SQLITE_CONSTRAINT_UNIQUE_CODE, SQLITE_CONSTRAINT_PRIMARYKEY_CODE, SQLITE_CONSTRAINT_ROWID_CODE:
      kind = uniqueRule(subject)
    case SQLITE_CONSTRAINT_NOTNULL_CODE: kind = .notNull(column: columnParts(subject).column)
    case SQLITE_CONSTRAINT_FOREIGNKEY_CODE: kind = .foreignKey
    case SQLITE_CONSTRAINT_CHECK_CODE: kind = .check(name: isGivenName(subject) ? subject : nil)
    case SQLITE_CONSTRAINT_DATATYPE_CODE: kind = .type
    default: kind = .other
    }
    return .constraint(kind: kind, message: message)
  }

  /// `t.a, t.b`, or `index 'i'` where the index is about an expression.
  private func uniqueRule(_ subject: String) -> StoreError.Constraint {
    if let index = subject.between("index '", "'") {
      var table = ""
      try? query(SQLiteText.tableOfIndex, [.text(index)]) { row in
        table = row.text(0)
        return false
      }
      return .unique(table: table, columns: [])
    }
    let (table, first) = columnParts(subject.before(", ") ?? subject)
    let rest = subject.pieces(between: ", \(table).").dropFirst()
    return .unique(table: table, columns: [first] + rest)
  }

  /// The longest table's name that `t.c` begins with, and the rest: dots may be part of both.
  private func columnParts(_ subject: String) -> (table: String, column: String) {
    let tables = ((try? tableNames(includeInternal: true)) ?? []).filter { subject.hasPrefix($0 + ".") }
    guard let table = tables.max(by: { $0.count < $1.count }) else {
      return (subject.before(".") ?? "", subject.after(".") ?? subject)
    }
    return (table, String(subject.dropFirst(table.count + 1)))
  }

  /// SQLite says the rule itself where the table's maker gave it no name.
  private func isGivenName(_ subject: String) -> Bool {
    var found = false
    try? query(SQLiteText.definitions, []) { row in
      var scanner = SQLScanner(row.text(0))
      var last = ""
      while let (_, range) = try? scanner.next() {
        let token = scanner.text(range)
        if last == "CONSTRAINT", SQLScanner.unquoted(token) == subject { found = true }
        last = token.uppercased()
      }
      return !found
    }
    return found
  }
}

extension String {
  /// The rest after the first `mark`, or nil.
  fileprivate func after(_ mark: String) -> String? {
    firstRange(of: mark).map { String(self[$0.upperBound...]) }
  }

  fileprivate func before(_ mark: String) -> String? {
    firstRange(of: mark).map { String(self[..<$0.lowerBound]) }
  }

  /// What stands between a beginning and an end, or nil when it does not begin or end so.
  fileprivate func between(_ start: String, _ end: String) -> String? {
    guard let rest = dropping(prefix: start), rest.hasSuffix(end) else { return nil }
    return String(rest.dropLast(end.count))
  }

  fileprivate func pieces(between mark: String) -> [String] {
    var (pieces, rest) = ([String](), self)
    while let range = rest.firstRange(of: mark) {
      pieces.append(String(rest[..<range.lowerBound]))
      rest = String(rest[range.upperBound...])
    }
    return pieces + [rest]
  }
}
