/// Words for statements and parameters.
extension StoreError {
  var statementWording: Wording? {
    switch self {
    case .statement(let message, let statement, let offset):
      var notes = [unchangedData]
      if let offset, let near = excerpt(statement, at: offset) { notes.insert("near `\(near)`", at: 0) }
      return Wording(code: "V0320", message: message, notes: notes)
    case .keyExists(let table):
      return Wording(
        code: "V0333", message: "a row with this key exists already in `\(table)`", notes: [unchangedData],
        help: useAnotherKey)
    case .severalStatements:
      return Wording(
        code: "V0323", message: "one statement was expected and several were given", notes: [unchangedData])
    case .emptyStatement: return Wording(code: "V0324", message: "the SQL text holds no statement")
    case .unfinishedStatement(let what, _):
      return Wording(code: "V0325", message: "the SQL text ends inside \(what)", notes: [unchangedData])
    case .positionalParameter(let text):
      return Wording(
        code: "V0326", message: "`\(text)` cannot be given a value", help: "name the parameter, as in `:name`"
      )
    default: return refusalWording ?? parameterWording
    }
  }

  private var parameterWording: Wording? {
    switch self {
    case .missingParameter(let name, let given):
      return Wording(
        code: "V0327", message: "the SQL text uses `:\(name)`, and no value was given for it",
        notes: [unchangedData], help: suggestion(name, given) ?? "give it as an option: `\(name): …`")
    case .unusedParameter(let name, let used):
      return Wording(
        code: "V0328", message: "a value was given for `:\(name)`, which the SQL text does not use",
        notes: [unchangedData], help: suggestion(name, used))
    case .parameterCount(let expected, let given):
      return Wording(
        code: "V0329", message: "the statement takes \(expected) values, got \(given)", notes: [unchangedData]
      )
    case .tooManyValues(let count, let limit):
      return Wording(
        code: "V0330", message: "a statement can carry \(limit) values, this one has \(count)",
        help: "put the rows into a table first, then join it")
    case .tooDeep(let limit):
      return Wording(
        code: "V0331", message: "the pipeline or expression is nested deeper than \(limit) levels",
        help: "save a part of it into a table and go on from there")
    case .tooBig(let what):
      return Wording(code: "V0332", message: "\(what) is larger than the store allows (1,000,000,000 bytes)")
    default: return nil
    }
  }

  /// A little of the text from `offset` on, for the eye.
  private func excerpt(_ text: String, at offset: Int) -> String? {
    let bytes = Array(text.utf8)
    guard offset >= 0, offset < bytes.count else { return nil }
    let tail = String(decoding: bytes[offset..<min(bytes.count, offset + 160)], as: UTF8.self)
    let line = tail.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false).first ?? ""
    return line.isEmpty ? nil : String(line.prefix(30))
  }
}
