import Stores

/// Everything in a store, as lines: each table with its columns and key, its rows in the order of their words. Floats and
/// vectors are shown by their bits, so that two dumps are equal only when every byte is.
func dump(_ store: any Store) throws -> String {
  var lines: [String] = []
  for table in try store.tables(includeInternal: true) {
    let columns = table.columns.map { "\($0.name) \($0.type)\($0.isNullable ? "" : " not null")" }
    lines.append("== \(table.name) (\(columns.joined(separator: ", "))) key \(table.key)")
    var rows: [String] = []
    let relation = Relation(node: .table(table.name), store: store, columns: table.columns, key: table.key)
    let (sql, parameters) = try store.dialect.compile(relation)
    try store.query(sql, parameters) { row in
      rows.append((0..<row.columnCount).map { exactWords(row.value($0)) }.joined(separator: " | "))
      return true
    }
    lines += rows.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
  return lines.joined(separator: "\n")
}

private func exactWords(_ value: SQLValue) -> String {
  switch value {
  case .null: "null"
  case .bool(let value): "bool \(value)"
  case .int(let value): "int \(value)"
  case .float(let value): "float \(String(value.bitPattern, radix: 16))"
  case .text(let value): "text \(value)"
  case .blob(let bytes): "blob " + bytes.map { String($0, radix: 16) }.joined(separator: " ")
  case .vector(let elements):
    "vector " + elements.map { String($0.bitPattern, radix: 16) }.joined(separator: " ")
  }
}
