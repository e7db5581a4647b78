import Basics

// Fields, indexes and slices.

extension Interpreter {
  func field(_ name: Name, of value: Value, _ span: SourceSpan) throws -> Value {
    let fields: Record
    switch value {
    case .record(let record): fields = record
    case .handle(let handle): fields = handle.fields
    case .table: throw LanguageError.fieldOfTable(name.text).diagnostic(at: name.span)
    default: throw LanguageError.noFields(name.text, value.typeName).diagnostic(at: name.span)
    }
    if let found = fields[name.text] { return found }
    let suggestion = didYouMean(name.text, in: fields.names)
    throw LanguageError.noSuchField(
      name.text, kind: value.typeName, suggestion: suggestion, known: suggestion == nil ? fields.names : []
    ).diagnostic(at: name.span)
  }

  /// `base[index]`: an element by number (negative from the end), a slice by range (both ends included, cut to what
  /// there is), a field by its name.
  func element(of base: Value, at index: Value, _ span: SourceSpan) throws -> Value {
    switch (base, index) {
    case (.list(let items), .int(let at)): return items[try offset(at, items.count, span)]
    case (.vector(let items), .int(let at)): return .float(Double(items[try offset(at, items.count, span)]))
    case (.string(let text), .int(let at)): return try character(of: text, at, span)
    case (.range(let low, let high), .int(let at)): return try element(ofRange: low, high, at, span)
    case (.list(let items), .range(let low, let high)):
      return .list(Array(items[Interpreter.slice(low, high, items.count)]))
    case (.vector(let items), .range(let low, let high)):
      return .vector(Array(items[Interpreter.slice(low, high, items.count)]))
    case (.string(let text), .range(let low, let high)):
      let characters = Array(text)
      return .string(String(characters[Interpreter.slice(low, high, characters.count)]))
    case (.record, .string(let name)), (.handle, .string(let name)):
      return try field(Name(name, span), of: base, span)
    default: throw LanguageError.badIndex(base: base.typeName, index: index.typeName).diagnostic(at: span)
    }
  }

  func offset(_ index: Int64, _ count: Int, _ span: SourceSpan) throws -> Int {
    let from = index < 0 ? index + Int64(count) : index
    guard from >= 0, from < Int64(count) else {
      throw LanguageError.indexOutOfRange(index, count: count).diagnostic(at: span)
    }
    return Int(from)
  }

  /// The elements between two numbers, both included, negative from the end, cut to what there is.
  static func slice(_ low: Int64, _ high: Int64, _ count: Int) -> Range<Int> {
    let size = Int64(count)
    let first = max(0, low < 0 ? low + size : low)
    let last = min(size - 1, high < 0 ? high + size : high)
    guard first <= last else { return 0..<0 }
    return Int(first)..<(Int(last) + 1)
  }

  private func character(of text: String, _ at: Int64, _ span: SourceSpan) throws -> Value {
    let count = text.count
    let offset = try offset(at, count, span)
    return .string(String(text[text.index(text.startIndex, offsetBy: offset)]))
  }

  private func element(ofRange low: Int64, _ high: Int64, _ at: Int64, _ span: SourceSpan) throws -> Value {
    let start = at < 0 ? high : low
    let (value, over) = start.addingReportingOverflow(at < 0 ? at + 1 : at)
    guard !over, low <= high, value >= low, value <= high else {
      throw LanguageError.indexOutOfRange(at, count: Interpreter.rangeCount(low, high)).diagnostic(at: span)
    }
    return .int(value)
  }

  /// Numbers in a range, at most `Int.max`.
  static func rangeCount(_ low: Int64, _ high: Int64) -> Int {
    guard low <= high else { return 0 }
    let (difference, over) = high.subtractingReportingOverflow(low)
    guard !over, difference < Int64.max else { return Int.max }
    return Int(difference) + 1
  }
}
