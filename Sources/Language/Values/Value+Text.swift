extension Value {
  /// The value as `print` and `{x}` in a string write it: strings bare, everything inside lists and records as in the source.
  public var displayText: String {
    if case .string(let text) = self { return text }
    return sourceText
  }

  /// The value as it would be written in a program, as far as it can be; at most about 1 MB.
  public var sourceText: String {
    var writer = ValueWriter()
    writer.write(self)
    return writer.text
  }
}

/// A string in quotes, escaped so that it reads back.
public func quotedText(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    case "\n": result += "\\n"
    case "\r": result += "\\r"
    case "\t": result += "\\t"
    case "{": result += "\\{"
    case "}": result += "\\}"
    case _ where scalar.value < 0x20 || scalar.value == 0x7F:
      result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}

private struct ValueWriter {
  var text = ""
  /// Values may share parts, so that a small one writes as an endless one.
  private let limit = 1 << 20
  private var depth = 0

  mutating func write(_ value: Value) {
    guard text.utf8.count < limit, depth < Limits.valueDepth * 2 else {
      if !text.hasSuffix("…") { text += "…" }
      return
    }
    switch value {
    case .null: text += "null"
    case .bool(let flag): text += flag ? "true" : "false"
    case .int(let int): text += String(int)
    case .float(let float): text += formatFloat(float)
    case .string(let string): text += quotedText(string)
    case .range(let low, let high): text += "\(low)..\(high)"
    case .list(let items): writeList(items)
    case .record(let record): write(record)
    case .vector(let elements): write(elements)
    case .table: text += "<table>"
    case .function(let function): text += "<fn \(function.signature.name)>"
    case .handle(let handle): text += "<\(handle.kind)>"
    case .row(let function): text += function.span.text
    }
  }

  private mutating func writeList(_ items: [Value]) {
    depth += 1
    text += "["
    for (index, item) in items.enumerated() where text.utf8.count < limit {
      if index > 0 { text += ", " }
      write(item)
    }
    text += "]"
    depth -= 1
  }

  private mutating func write(_ record: Record) {
    depth += 1
    text += "{"
    for index in 0..<record.count where text.utf8.count < limit {
      if index > 0 { text += ", " }
      let name = record.names[index]
      text += (isPlainName(name) ? name : quotedText(name)) + ": "
      write(record.values[index])
    }
    text += "}"
    depth -= 1
  }

  private mutating func write(_ elements: [Float]) {
    let shown = elements.prefix(6).map { formatFloat($0) }.joined(separator: ", ")
    text += "<vector \(elements.count): \(shown)\(elements.count > 6 ? ", …" : "")>"
  }
}
