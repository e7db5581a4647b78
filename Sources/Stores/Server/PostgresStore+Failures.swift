extension PostgresStore {
  /// A failure in the words that every engine uses.
  func storeError(_ failure: ServerFailure, _ kind: StatementKind, wasInside: Bool) -> StoreError {
    if failure.connectionLost {
      if kind.controlsTransactions, kind.firstWord == "COMMIT" || kind.firstWord == "END" {
        return ambiguous(failure)
      }
      let isHarmless = wasInside || kind.onlyReads
      return isHarmless
        ? .connectionLost(server: name, wasInTransaction: wasInside) : ambiguous(failure)
    }
    switch failure.sqlState ?? "" {
    case "40003": return ambiguous(failure)
    case "25P02":
      return .transactionFailed(cause: transactionFault?.message ?? "a statement in it failed")
    case "40001", "40P01": return .conflict(server: name, detail: failure.message)
    case "55P03": return .lockNotAvailable(server: name)
    case "57014": return .timedOut(server: name, detail: failure.message)
    case "25006": return .serverReadOnly(server: name)
    case "42501": return .notPermitted(server: name, detail: failure.message)
    case "53100": return .diskFull(store: name)
    case "53200": return .outOfMemory(store: name)
    case "22003": return rangeError(failure, kind)
    case let state where state.hasPrefix("23"): return constraintError(failure)
    case let state where state.hasPrefix("42"): return nameError(failure, kind.text)
    default: return plainError(failure, kind.text)
    }
  }

  /// Ints are named (`bigint out of range`, `value "…" is out of range for type integer`), floats are not (`value out of range: overflow`).
  private func rangeError(_ failure: ServerFailure, _ kind: StatementKind) -> StoreError {
    let place = "a result of the statement"
    let words = failure.message
    if words.hasPrefix("value out of range: ") {
      return .floatRange(place: place, isUnderflow: words.hasSuffix("underflow"))
    }
    let isInt = ["bigint", "integer", "smallint"].contains {
      words.hasPrefix($0) || words.hasSuffix("type \($0)")
    }
    return isInt && words.contains("out of range")
      ? .integerOverflow(place: place) : plainError(failure, kind.text)
  }

  private func plainError(_ failure: ServerFailure, _ statement: String) -> StoreError {
    if failure.sqlState == "55000" || failure.sqlState == "0A000",
      let name = failure.quotedName(after: "into view ") ?? failure.quotedName(after: "update view ")
        ?? failure.quotedName(after: "from view ")
    {
      return .viewIsReadOnly(name)
    }
    let detail = failure.detail.map { " (\($0))" } ?? ""
    return .statement(message: failure.message + detail, statement: statement, offset: failure.offset)
  }

  func constraintError(_ failure: ServerFailure) -> StoreError {
    let message = failure.message
    switch failure.sqlState {
    case "23505":
      return .constraint(
        kind: .unique(table: failure.table ?? "", columns: failure.keyColumns), message: message)
    case "23502": return .constraint(kind: .notNull(column: failure.column ?? ""), message: message)
    case "23503": return .constraint(kind: .foreignKey, message: message)
    case "23514": return .constraint(kind: .check(name: failure.givenRule), message: message)
    default: return .constraint(kind: .other, message: message)
    }
  }

  private func nameError(_ failure: ServerFailure, _ statement: String) -> StoreError {
    switch failure.sqlState {
    case "42601": return syntaxError(failure, statement)
    case "42P01":
      if failure.message.contains("FROM-clause entry for table") {
        let parts = SQLScanner.name(of: statement, at: failure.offset)
        return .unknownColumn(parts.last ?? "", known: [])
      }
      let name =
        failure.quotedName(after: "relation ") ?? failure.quotedName(after: "table ")
        ?? failure.quotedName(after: "view ") ?? ""
      if lostTables.contains(name) { return .temporaryTableLost(server: name.isEmpty ? "" : self.name) }
      return .unknownTable(name, known: knownTables())
    case "42703": return .unknownColumn(failure.columnName, known: [])
    case "42803" where failure.message.hasPrefix("aggregate function"):
      let name = SQLScanner.name(of: statement, at: failure.offset).last ?? ""
      return .misplacedAggregate(name.lowercased())
    case "42883":
      if failure.message.hasPrefix("operator"),
        let mark = SQLScanner.questionMark(before: failure.offset, of: statement)
      {
        return .positionalParameter(mark)
      }
      return failure.functionName.map { .noFunction($0) } ?? plainError(failure, statement)
    case "42702":
      return .ambiguousColumn(failure.quotedName(after: "column reference ") ?? "")
    case "42P07", "42710":
      guard let name = failure.quotedName(after: "relation ") ?? failure.quotedName(after: "type ") else {
        return plainError(failure, statement)
      }
      return .nameTaken(name)
    case "42701":
      return failure.quotedName(after: "column ").map { .duplicateColumn($0) }
        ?? plainError(failure, statement)
    case "42704": return missingObject(failure, statement)
    case "42809": return wrongKind(failure) ?? plainError(failure, statement)
    default: return plainError(failure, statement)
    }
  }

  private func syntaxError(_ failure: ServerFailure, _ statement: String) -> StoreError {
    let message = failure.message
    if message.hasPrefix("syntax error"),
      let mark = SQLScanner.questionMark(before: failure.offset, of: statement)
    {
      return .positionalParameter(mark)
    }
    if message.hasPrefix("syntax error at or near") || message.hasPrefix("unterminated") {
      return .syntax(statement: statement, offset: failure.offset)
    }
    if message.hasPrefix("syntax error at end") { return .syntax(statement: statement, offset: nil) }
    let widths = [
      "more expressions than", "more target columns than", "same number of columns", "same length",
    ]
    return widths.contains { message.contains($0) } ? .differentWidths : plainError(failure, statement)
  }

  private func missingObject(_ failure: ServerFailure, _ statement: String) -> StoreError {
    if failure.message.contains("type \"vector\"") {
      return .missingExtension(server: name, database: address.value("dbname") ?? "")
    }
    return failure.quotedName(after: "index ").map { .unknownIndex($0) } ?? plainError(failure, statement)
  }

  private func wrongKind(_ failure: ServerFailure) -> StoreError? {
    guard let name = failure.quotedName(after: "") else { return nil }
    if failure.message.hasSuffix("is not a view") { return .wrongKind(name, isView: false) }
    if failure.message.hasSuffix("is not a table") { return .wrongKind(name, isView: true) }
    return nil
  }

  /// For the nearest name; none when the connection can tell nothing now.
  private func knownTables() -> [String] {
    guard let connection, connection.transactionStatus != .failed, !connection.isBusy else { return [] }
    return ((try? tables(includeInternal: false)) ?? []).map(\.name)
  }
}

extension ServerFailure {
  /// `x` of `… relation "x" …`; quotes inside are doubled nowhere, so the last one before a blank or the end counts.
  func quotedName(after word: String) -> String? {
    guard let start = message.firstRange(of: word + "\"") else { return nil }
    let rest = message[start.upperBound...]
    let end = rest.firstRange(of: "\" ")?.lowerBound ?? rest.lastIndex(of: "\"")
    return end.map { String(rest[..<$0]) }
  }

  /// `column t.x does not exist`, `column "x" of relation "t" does not exist`.
  var columnName: String {
    if let quoted = quotedName(after: "column ") { return quoted }
    let words = message.split(separator: " ")
    guard words.count > 1, words[0] == "column" else { return column ?? "" }
    let last = words[1].split(separator: ".").last.map(String.init) ?? ""
    return SQLScanner.unquoted(last)
  }

  /// `function f(integer) does not exist`; nil for an operator.
  var functionName: String? {
    guard message.hasPrefix("function "), let open = message.firstIndex(of: "(") else { return nil }
    let name = message[message.index(message.startIndex, offsetBy: 9)..<open]
    return name.split(separator: ".").last.map { $0.lowercased() }
  }

  /// The check's name unless the server made it: `t_check`, `t_a_check1`, cut to 63 bytes; CockroachDB's `check_a`.
  var givenRule: String? {
    guard let constraint, let table else { return constraint }
    if constraint.hasPrefix("check_") { return nil }
    var name = Substring(constraint)
    while let last = name.last, last.isASCII, last.isNumber { name.removeLast() }
    let start = "\(table)_"
    let isMade = name.hasSuffix("_check") && (name.hasPrefix(start) || constraint.utf8.count >= 62)
    return isMade ? nil : constraint
  }

  /// Of `could not determine data type of parameter $2`: 2.
  var typelessParameter: Int? {
    guard sqlState == "42P18" || sqlState == "42P08", let mark = message.firstIndex(of: "$") else {
      return nil
    }
    let number = Int(message[message.index(after: mark)...].prefix { $0.isASCII && $0.isNumber })
    return number.flatMap { (1...65_535).contains($0) ? $0 : nil }
  }

  /// `Key (a, b)=(1, 2) already exists.`
  var keyColumns: [String] {
    guard let detail, let open = detail.firstRange(of: "Key ("), let close = detail.firstRange(of: ")=(")
    else {
      return []
    }
    let names = String(detail[open.upperBound..<close.lowerBound])
    // An expression is no column.
    if names.contains("(") { return [] }
    return names.split(separator: ",").map { part in
      SQLScanner.unquoted(String(part.drop { $0 == " " }))
    }
  }
}
