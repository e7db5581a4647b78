// Reading arguments in a verb. The binding has checked the types, so that a mismatch here is a slip in the verb: it gives
// a diagnostic at the call, never a crash.

extension Call {
  private func position(_ name: String) -> Int? { signature.parameters.firstIndex { $0.name == name } }

  /// The argument or its default; null when there is no such parameter.
  public subscript(name: String) -> Value {
    guard let index = position(name), index < values.count else { return .null }
    return values[index]
  }

  /// Where the argument stands; the whole call when it was not given.
  public func span(of name: String) -> SourceSpan {
    guard let index = position(name), index < places.count else { return span }
    return places[index] ?? span
  }

  /// The argument as it was written, when it was written in this call.
  public func syntax(of name: String) -> Expression? {
    guard let index = position(name), index < syntax.count else { return nil }
    return syntax[index]
  }

  /// True when the user gave the argument, as against its default.
  public func isGiven(_ name: String) -> Bool {
    guard let index = position(name), index < places.count else { return false }
    return places[index] != nil
  }

  private func mismatch(_ name: String, _ expected: String) -> Diagnostic {
    LanguageError.wrongType(
      function: signature.name, parameter: name, expected: expected, got: self[name].typeName
    ).diagnostic(at: span(of: name))
  }

  /// The argument, which must be a string.
  public func string(_ name: String) throws -> String {
    guard case .string(let value) = self[name] else { throw mismatch(name, "string") }
    return value
  }

  /// The string, or nil for null.
  public func optionalString(_ name: String) throws -> String? {
    if case .null = self[name] { return nil }
    return try string(name)
  }

  /// The argument, which must be an int.
  public func int(_ name: String) throws -> Int {
    guard case .int(let value) = self[name], let int = Int(exactly: value) else {
      throw mismatch(name, "int")
    }
    return int
  }

  /// The int, or nil for null.
  public func optionalInt(_ name: String) throws -> Int? {
    if case .null = self[name] { return nil }
    return try int(name)
  }

  /// The argument, which must be a float or an int.
  public func float(_ name: String) throws -> Double {
    switch self[name] {
    case .float(let value): return value
    case .int(let value): return Double(value)
    default: throw mismatch(name, "float")
    }
  }

  /// The argument, which must be true or false.
  public func bool(_ name: String) throws -> Bool {
    guard case .bool(let value) = self[name] else { throw mismatch(name, "bool") }
    return value
  }

  /// The argument, which must be a list.
  public func list(_ name: String) throws -> [Value] {
    guard case .list(let value) = self[name] else { throw mismatch(name, "list") }
    return value
  }

  /// A list of strings, or one string as a list of one.
  public func strings(_ name: String) throws -> [String] {
    if case .string(let value) = self[name] { return [value] }
    return try list(name).map { value in
      guard case .string(let text) = value else { throw mismatch(name, "list<string>") }
      return text
    }
  }

  /// A record, or the fields of a handle.
  public func record(_ name: String) throws -> Record {
    switch self[name] {
    case .record(let value): return value
    case .handle(let handle): return handle.fields
    default: throw mismatch(name, "record")
    }
  }

  /// The argument, which must be a table.
  public func table(_ name: String) throws -> any TableValue {
    guard case .table(let value) = self[name] else { throw mismatch(name, "table") }
    return value
  }

  /// The argument, which must be a vector.
  public func vector(_ name: String) throws -> [Float] {
    guard case .vector(let value) = self[name] else { throw mismatch(name, "vector") }
    return value
  }

  /// The argument, which must be a function.
  public func function(_ name: String) throws -> any FunctionValue {
    guard case .function(let value) = self[name] else { throw mismatch(name, "fn") }
    return value
  }

  /// The argument, which must be a handle: a model, a clustering, a report.
  public func handle(_ name: String) throws -> any HandleValue {
    guard case .handle(let value) = self[name] else { throw mismatch(name, "handle") }
    return value
  }

  /// The argument, which must be an expression over the current row.
  public func row(_ name: String) throws -> RowFunction {
    guard case .row(let value) = self[name] else { throw mismatch(name, "row") }
    return value
  }

  /// The name of the column given as `.name`.
  public func column(_ name: String) throws -> String {
    guard case .row(let function) = self[name], let column = function.columnName else {
      throw mismatch(name, "column")
    }
    return column
  }

  /// The further positional arguments; empty when the signature takes none.
  public var rest: [Value] {
    for (index, parameter) in signature.parameters.enumerated() {
      if case .rest = parameter.kind, case .list(let items) = values[index] { return items }
    }
    return []
  }

  /// The further named arguments; empty when the signature takes none.
  public var named: Record {
    for (index, parameter) in signature.parameters.enumerated() {
      if case .named = parameter.kind, case .record(let record) = values[index] { return record }
    }
    return Record()
  }

  /// The further arguments, positional and named, in the order they were written.
  public var restAndNamed: [(name: String?, value: Value)] {
    let (rest, named) = (rest, named)
    var all: [(name: String?, value: Value)] = []
    var taken = 0
    for (at, (name, value)) in zip(named.names, named.values).enumerated() {
      let before = at < restBefore.count ? max(taken, min(restBefore[at], rest.count)) : rest.count
      all += rest[taken..<before].map { (nil, $0) }
      all.append((name, value))
      taken = before
    }
    return all + rest[taken...].map { (nil, $0) }
  }

  /// A diagnostic at an argument, or at the whole call.
  public func fail(
    _ code: String, _ message: String, argument: String? = nil, label: String = "", notes: [String] = [],
    help: String? = nil
  ) -> Diagnostic {
    Diagnostic(
      code, message, at: argument.map { span(of: $0) } ?? span, label: label, notes: notes, help: help)
  }
}
