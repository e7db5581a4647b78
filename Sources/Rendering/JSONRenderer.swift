import Language

/// Writes JSON (RFC 8259). NaN and infinities, which JSON cannot say, are null.
struct JSONRenderer {
  /// Nesting beyond this is refused.
  static let depthLimit = 256
  /// Bytes of one list or record beyond which it is refused: parts may be shared, so that a small value writes as an endless one.
  static let bytesLimit = 64 << 20

  /// A JSON text for each row or element, against one for all.
  let lines: Bool
  let write: (String) throws -> Void

  init(lines: Bool, write: @escaping (String) throws -> Void) {
    self.lines = lines
    self.write = write
  }

  func show(_ value: Value) throws {
    let value = unwrapped(value)
    if case .list(let items) = value, lines {
      for item in items { try write(try JSONRenderer.text(item) + "\n") }
      return
    }
    guard case .table(let table) = value else {
      try write(try JSONRenderer.text(value) + "\n")
      return
    }
    let names = try table.columns().map { JSONRenderer.quoted($0.name) }
    var first = true
    try table.forEachRow(limit: nil) { values in
      var out = lines ? "" : first ? "[" : ",\n"
      first = false
      try JSONRenderer.appendObject(zip(names, values), to: &out, depth: 1)
      try write(lines ? out + "\n" : out)
      return true
    }
    if !lines { try write(first ? "[]\n" : "]\n") }
  }

  /// One value as JSON on one line.
  static func text(_ value: Value) throws -> String {
    var out = ""
    try append(value, to: &out, depth: 0)
    return out
  }

  private static func append(_ value: Value, to out: inout String, depth: Int) throws {
    guard depth <= depthLimit else { throw RenderError.nestedTooDeeply(limit: depthLimit) }
    switch value {
    case .null: out += "null"
    case .bool(let flag): out += flag ? "true" : "false"
    case .int(let number): out += String(number)
    case .float(let number): out += number.isFinite ? formatFloat(number) : "null"
    case .string(let string): out += quoted(string)
    case .vector(let vector): appendVector(vector, to: &out)
    case .range(let first, let last): out += "[\(first),\(last)]"
    case .function(let function): out += quoted(signatureLine(function.signature))
    case .row(let row): out += quoted(row.span.text)
    case .handle: try append(unwrapped(value), to: &out, depth: depth + 1)
    case .list(let items):
      out += "["
      for (index, item) in items.enumerated() {
        if index > 0 { out += "," }
        try append(item, to: &out, depth: depth + 1)
        try checkLength(out)
      }
      out += "]"
    case .record(let record):
      try appendObject(zip(record.names.map(quoted), record.values), to: &out, depth: depth + 1)
    case .table(let table):
      let names = try table.columns().map { quoted($0.name) }
      var first = true
      out += "["
      try table.forEachRow(limit: nil) { values in
        if !first { out += "," }
        first = false
        try appendObject(zip(names, values), to: &out, depth: depth + 1)
        return true
      }
      out += "]"
    }
  }

  private static func appendObject(
    _ fields: some Sequence<(String, Value)>, to out: inout String, depth: Int
  ) throws {
    out += "{"
    for (index, (name, value)) in fields.enumerated() {
      if index > 0 { out += "," }
      out += name
      out += ":"
      try append(value, to: &out, depth: depth + 1)
      try checkLength(out)
    }
    out += "}"
  }

  static func checkLength(_ text: String) throws {
    guard text.utf8.count <= bytesLimit else { throw RenderError.tooLong(limit: bytesLimit) }
  }

  private static func appendVector(_ vector: [Float], to out: inout String) {
    out += "["
    for (index, element) in vector.enumerated() {
      if index > 0 { out += "," }
      out += element.isFinite ? formatFloat(element) : "null"
    }
    out += "]"
  }

  /// A JSON string. Also escapes what a terminal would act on (U+007F to U+009F) and line separators.
  static func quoted(_ string: String) -> String {
    var out = "\""
    if string.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }) {
      return out + string + "\""
    }
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\r": out += "\\r"
      case "\t": out += "\\t"
      case "\u{8}": out += "\\b"
      case "\u{C}": out += "\\f"
      default:
        if scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value)
          || scalar.value == 0x2028 || scalar.value == 0x2029
        {
          let digits = String(scalar.value, radix: 16)
          out += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
        } else {
          out.unicodeScalars.append(scalar)
        }
      }
    }
    return out + "\""
  }
}

/// One value as JSON on one line.
///
/// Errors: those of a table's store, and ``RenderError`` where it is nested too deeply or too long.
public func jsonText(_ value: Value) throws -> String { try JSONRenderer.text(value) }

/// A string as JSON, in quotes.
public func jsonQuoted(_ text: String) -> String { JSONRenderer.quoted(text) }
