/// Words for what engines refuse. Every engine must come to the same sentence, so it holds only what all of them tell: an engine's
/// own words stand in the notes.
extension StoreError {
  var refusalWording: Wording? {
    switch self {
    case .syntax(let statement, let offset):
      return Wording(
        code: "V0334",
        message: SQLScanner.token(of: statement, at: offset).map { "the SQL text is wrong at `\($0)`" }
          ?? "the SQL text ends too soon", notes: [unchangedData])
    case .differentWidths:
      return Wording(
        code: "V0335", message: "two parts of the SQL text have different numbers of columns",
        notes: [unchangedData])
    case .constraint(let kind, let message):
      return Wording(
        code: "V0321", message: constraintMessage(kind, message),
        notes: [unchangedData, "the store says: \(message)"], help: constraintHelp(kind))
    case .noFunction(let name):
      return Wording(
        code: "V0364", message: "there is no SQL function `\(name)` that takes these values",
        notes: [unchangedData])
    case .ambiguousColumn(let name):
      return Wording(
        code: "V0365", message: "several tables of the query have a column `\(name)`",
        help: "write the table before it, as in `t.\(name)`")
    default: return catalogWording
    }
  }

  private var catalogWording: Wording? {
    switch self {
    case .nameTaken(let name):
      return Wording(
        code: "V0363", message: "the name `\(name)` is taken by a table, a view or an index",
        notes: [unchangedData], help: "give another name, or drop what has it first")
    case .unknownIndex(let name):
      return Wording(code: "V0336", message: "there is no index `\(name)`", notes: [unchangedData])
    case .wrongKind(let name, let isView):
      return Wording(
        code: "V0366",
        message: "`\(name)` is \(isView ? "a view and not a table" : "a table and not a view")",
        notes: [unchangedData], help: "`sql \"drop \(isView ? "view" : "table") …\"` takes it away")
    case .viewIsReadOnly(let name):
      return Wording(
        code: "V0367", message: "`\(name)` is a view, which can only be read", notes: [unchangedData],
        help: "change the table that it shows")
    case .transactionOpen:
      return Wording(
        code: "V0368", message: "a transaction is open already", help: "end it with `commit` or `rollback`")
    case .noTransaction: return Wording(code: "V0369", message: "no transaction is open")
    default: return nil
    }
  }

  private func constraintMessage(_ kind: Constraint, _ message: String) -> String {
    switch kind {
    case .unique(let table, let columns):
      let names = columns.map { "`\($0)`" }.joined(separator: ", ")
      return columns.isEmpty
        ? "`\(table)` has a row with the same value under a unique index already"
        : "`\(table)` has a row with the same \(names) already"
    case .foreignKey: return "a row refers to a row that does not exist, or is still referred to"
    case .notNull(let column): return "`\(column)` needs a value, got null"
    case .check(let name):
      return name.map { "a row does not pass the check `\($0)` of its table" }
        ?? "a row does not pass a check of its table"
    case .type, .other: return message
    }
  }

  private func constraintHelp(_ kind: Constraint) -> String? {
    if case .unique = kind { return useAnotherKey }
    return nil
  }

  var useAnotherKey: String { "use another key, or update the existing row" }
}
