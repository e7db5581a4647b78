/// Many rows in one statement of one parameter for each column, an array of its values: no limit on the number of rows but that of
/// a message, one text for any number of them, and nothing to keep on the server meanwhile.
struct ArrayStatements {
  let dialect: any ServerDialect
  let plan: WritePlan
  let forms: [ColumnForm]

  private var names: [String] { plan.columns.map(\.name) }
  private var target: String { dialect.quoteTable(plan.table) }

  /// COPY straight into the table: for rows that do not conflict.
  var copy: String { "COPY \(target) (\(dialect.list(names))) FROM STDIN (FORMAT binary)" }

  func insert(_ conflict: InsertConflict) -> String {
    "INSERT INTO \(target) (\(dialect.list(names))) SELECT \(values) FROM \(arrays)\(clause(conflict))"
  }

  var update: String {
    let set = names.filter { !plan.key.contains($0) }
      .map { "\(dialect.quote($0)) = vnb_new.\(dialect.quote($0))" }.joined(separator: ", ")
    return "UPDATE \(target) AS vnb_old SET \(set) FROM \(rows) AS vnb_new WHERE \(matches)"
  }

  /// A query of one int: how many of the keys the table has. Parameters: those of all columns.
  var countPresent: String {
    "SELECT count(*) FROM \(rows) AS vnb_new WHERE EXISTS (SELECT 1 FROM \(target) AS vnb_old WHERE \(matches))"
  }

  private func clause(_ conflict: InsertConflict) -> String {
    if plan.key.isEmpty { return "" }
    let start = " ON CONFLICT (\(dialect.list(plan.key)))"
    let others = names.filter { !plan.key.contains($0) }
    if conflict != .replace || others.isEmpty { return start + " DO NOTHING" }
    let set = others.map { "\(dialect.quote($0)) = excluded.\(dialect.quote($0))" }.joined(separator: ", ")
    return start + " DO UPDATE SET \(set)"
  }

  /// The columns by their own names.
  private var rows: String {
    let selected = zip(forms, names).map { form, name in
      form.isBinary ? dialect.quote(name) : "\(value(form, name)) AS \(dialect.quote(name))"
    }
    return "(SELECT \(selected.joined(separator: ", ")) FROM \(arrays))"
  }

  private var values: String { zip(forms, names).map { value($0, $1) }.joined(separator: ", ") }

  private func value(_ form: ColumnForm, _ name: String) -> String {
    if case .cast(let type) = form { return "CAST(\(dialect.quote(name)) AS \(type))" }
    return dialect.quote(name)
  }

  private var arrays: String {
    let parameters = forms.enumerated().map { "\(dialect.placeholder($0 + 1))::\($1.elementName)[]" }
    return "unnest(\(parameters.joined(separator: ", "))) AS vnb_rows(\(dialect.list(names)))"
  }

  private var matches: String {
    plan.key.map { "vnb_old.\(dialect.quote($0)) = vnb_new.\(dialect.quote($0))" }.joined(separator: " AND ")
  }
}
