import Language

/// One value on one line, as a table cell or inside a list.
struct CellText {
  enum Kind { case null, number, text }
  var text: String
  var kind: Kind
  var cells: Int

  /// `limit`: cells beyond which the text may be cut with `…`; nil: whole.
  init(_ value: Value, limit: Int?) throws {
    switch value {
    case .null: (text, kind) = ("null", .null)
    case .int(let number): (text, kind) = (String(number), .number)
    case .float(let number): (text, kind) = (Numbers.short(number), .number)
    case .string(let string):
      kind = .text
      text = limit.map { SafeText.clipped(string, cells: $0) } ?? SafeText.line(string)
    default:
      kind = .text
      var writer = InlineWriter(limit: limit.map { $0 * 4 + 64 })
      try writer.write(value, depth: 0)
      text = limit.map { SafeText.clipped(writer.out, cells: $0) } ?? writer.out
    }
    cells = CharacterWidth.of(text)
  }

  init(text: String, kind: Kind) {
    self.text = text
    self.kind = kind
    cells = CharacterWidth.of(text)
  }
}

/// A value on one line, as in a table cell, cut to `cells`; runs no query.
public func inlineText(_ value: Value, cells: Int? = nil) throws -> String {
  try CellText(value, limit: cells).text
}

/// Writes nested values on one line, stopping early once more than `limit` bytes are there.
struct InlineWriter {
  /// Deeper parts are written as `…`.
  static let depthLimit = 32

  var out = ""
  let limit: Int?
  init(limit: Int? = nil) { self.limit = limit }

  private var isFull: Bool { limit.map { out.utf8.count > $0 } ?? false }

  mutating func write(_ value: Value, depth: Int) throws {
    guard depth < InlineWriter.depthLimit else {
      out += "…"
      return
    }
    switch value {
    case .null: out += "null"
    case .bool(let flag): out += flag ? "true" : "false"
    case .int(let number): out += String(number)
    case .float(let number): out += Numbers.short(number)
    case .string(let string): writeQuoted(string)
    case .list(let items): try writeList(items, depth: depth)
    case .record(let record): try writeRecord(record, depth: depth)
    case .table(let table): try writeTable(table)
    case .vector(let vector): out += vectorText(vector)
    case .range(let first, let last): out += "\(first)..\(last)"
    case .function(let function): out += signatureLine(function.signature)
    case .handle:
      if let plot = value.plot {
        out += "<plot: \(plot.kind.rawValue)>"
      } else {
        try write(unwrapped(value), depth: depth + 1)
      }
    case .row(let row): out += SafeText.line(row.span.text)
    }
  }

  private mutating func writeQuoted(_ string: String) {
    guard let limit, string.utf8.count > limit else {
      out += SafeText.quoted(string)
      return
    }
    out += SafeText.quoted(
      string.unicodeScalars.prefix(limit).reduce(into: "") { $0.unicodeScalars.append($1) })
  }

  private mutating func writeList(_ items: [Value], depth: Int) throws {
    out += "["
    for (index, item) in items.enumerated() {
      if isFull { break }
      if index > 0 { out += ", " }
      try write(item, depth: depth + 1)
      try JSONRenderer.checkLength(out)
    }
    out += "]"
  }

  private mutating func writeRecord(_ record: Record, depth: Int) throws {
    out += "{"
    for (index, (name, value)) in zip(record.names, record.values).enumerated() {
      if isFull { break }
      if index > 0 { out += ", " }
      out += isPlainName(name) ? name : SafeText.quoted(name)
      out += ": "
      try write(value, depth: depth + 1)
      try JSONRenderer.checkLength(out)
    }
    out += "}"
  }

  private mutating func writeTable(_ table: any TableValue) throws {
    let columns = try table.columns().map { SafeText.line($0.name) + ": " + $0.type }
    out += "table(" + columns.joined(separator: ", ") + ")"
  }
}

/// `[0.0123, -0.4, 0.25, … 384]`: the first numbers and, where some are left out, the dimension.
func vectorText(_ vector: [Float], head: Int = 3) -> String {
  let shown = vector.count <= head + 1 ? vector.count : head
  var parts = vector.prefix(shown).map { elementText($0, significant: 4) }
  if shown < vector.count { parts.append("… \(vector.count)") }
  return "[" + parts.joined(separator: ", ") + "]"
}

private func elementText(_ element: Float, significant: Int) -> String {
  // Through the float's own shortest digits: 0.1 is `0.1`, not the double 0.10000000149.
  Numbers.short(Double(formatFloat(element)) ?? Double(element), significant: significant)
}

func isPlainName(_ name: String) -> Bool {
  guard let first = name.utf8.first, first == 95 || isLetter(first) else { return false }
  return name.utf8.allSatisfy { $0 == 95 || isLetter($0) || (48...57).contains($0) }
}

private func isLetter(_ byte: UInt8) -> Bool { (65...90).contains(byte) || (97...122).contains(byte) }
