/// One statement of the user with its `:name` parameters replaced by values; the text itself is never interpolated.
struct BoundSQL {
  let fragment: SQLFragment
  /// In upper case: `SELECT`, `INSERT`, …
  let firstWord: String

  /// Throws when the text is not one statement, when a parameter has no value, or when a value has no parameter.
  init(_ text: String, _ values: [String: SQLValue], _ lexis: SQLLexis) throws {
    let statements = try SQLScanner.statements(text, lexis: lexis)
    guard let range = statements.first else { throw StoreError.emptyStatement }
    guard statements.count == 1 else { throw StoreError.severalStatements }
    let statement = String(decoding: Array(text.utf8)[range], as: UTF8.self)
    var scanner = SQLScanner(statement, lexis: lexis)
    var pieces: [SQLFragment.Piece] = []
    var used: [String] = []
    var copied = 0
    var first: String?
    while let (token, place) = try scanner.next() {
      if first == nil { first = scanner.text(place).uppercased() }
      guard token == .parameter else { continue }
      let spelled = scanner.text(place)
      guard spelled.hasPrefix(":") else { throw StoreError.positionalParameter(spelled) }
      let name = String(spelled.dropFirst())
      guard let value = values[name] else {
        throw StoreError.missingParameter(name: name, given: values.keys.sorted())
      }
      pieces.append(.text(scanner.text(copied..<place.lowerBound)))
      pieces.append(.value(value))
      copied = place.upperBound
      if !used.contains(name) { used.append(name) }
    }
    pieces.append(.text(scanner.text(copied..<statement.utf8.count)))
    if let unused = values.keys.sorted().first(where: { !used.contains($0) }) {
      throw StoreError.unusedParameter(name: unused, used: used)
    }
    fragment = SQLFragment(pieces: pieces)
    firstWord = first ?? ""
  }

  /// Names of the `:name` parameters of a text, in order of first use.
  static func parameterNames(_ text: String, _ lexis: SQLLexis) throws -> [String] {
    var scanner = SQLScanner(text, lexis: lexis)
    var names: [String] = []
    while let (token, place) = try scanner.next() {
      let spelled = token == .parameter ? scanner.text(place) : ""
      if spelled.hasPrefix(":"), !names.contains(String(spelled.dropFirst())) {
        names.append(String(spelled.dropFirst()))
      }
    }
    return names
  }
}
