import Language

/// Writes CSV (RFC 4180, lines ended by LF) and TSV (as PostgreSQL's COPY). A table has a header line; a record
/// is a table of one row; lists and scalars are lines without header.
struct DelimitedRenderer {
  enum Style { case csv, tsv }
  let style: Style
  let write: (String) throws -> Void

  init(style: Style, write: @escaping (String) throws -> Void) {
    self.style = style
    self.write = write
  }

  func show(_ value: Value) throws {
    let value = unwrapped(value)
    if let rows = try RowSource(value) {
      try write(line(rows.columns.map { .string($0.name) }))
      try rows.forEachRow(nil) { values in
        try write(try line(values))
        return true
      }
      return
    }
    switch value {
    case .record(let record):
      try write(line(record.names.map { .string($0) }))
      try write(line(record.values))
    case .list(let items): for item in items { try write(line([item])) }
    default: try write(line([value]))
    }
  }

  private func line(_ values: [Value]) throws -> String {
    let fields = try values.map { value in
      if case .null = value { return style == .csv ? "" : "\\N" }
      return escape(try text(value))
    }
    return fields.joined(separator: style == .csv ? "," : "\t") + "\n"
  }

  /// Numbers in full; lists, records and vectors as JSON.
  private func text(_ value: Value) throws -> String {
    switch value {
    case .string(let string): string
    case .float(let number): formatFloat(number)
    case .list, .record, .vector, .table: try JSONRenderer.text(value)
    case .handle: try JSONRenderer.text(unwrapped(value))
    case .range(let first, let last): "\(first)..\(last)"
    case .row(let row): row.span.text
    case .function(let function): signatureLine(function.signature)
    default: try JSONRenderer.text(value)
    }
  }

  private func escape(_ text: String) -> String {
    switch style {
    case .csv:
      // An empty string is quoted, so that it is not read as NULL.
      let needsQuotes = text.isEmpty || text.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
      if !needsQuotes { return text }
      var out = "\""
      for scalar in text.unicodeScalars {
        if scalar == "\"" { out += "\"" }
        out.unicodeScalars.append(scalar)
      }
      return out + "\""
    case .tsv:
      if !text.utf8.contains(where: { [0x5C, 0x09, 0x0A, 0x0D].contains($0) }) { return text }
      var out = ""
      for scalar in text.unicodeScalars {
        switch scalar {
        case "\\": out += "\\\\"
        case "\t": out += "\\t"
        case "\n": out += "\\n"
        case "\r": out += "\\r"
        default: out.unicodeScalars.append(scalar)
        }
      }
      return out
    }
  }
}
