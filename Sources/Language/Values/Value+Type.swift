extension Value {
  /// The name of the value's type, as errors and `describe` say it.
  public var typeName: String {
    switch self {
    case .null: "null"
    case .bool: "bool"
    case .int: "int"
    case .float: "float"
    case .string: "string"
    case .list: "list"
    case .record: "record"
    case .table: "table"
    case .vector: "vector"
    case .range: "range"
    case .function: "fn"
    case .handle(let handle): handle.kind
    case .row(let function): function.expression.itemFieldName == nil ? "row" : "column"
    }
  }

  /// The value as a parameter of that type receives it (an int becomes a float where one is asked for), or nil.
  public func converted(to type: TypeSpec) -> Value? {
    switch (type, self) {
    case (.any, _), (.null, .null), (.bool, .bool), (.int, .int), (.float, .float), (.string, .string): self
    case (.float, .int(let value)): .float(Double(value))
    case (.record, .record), (.record, .handle), (.table, .table), (.vector, .vector), (.range, .range): self
    case (.function, .function), (.row, .row): self
    case (.table, .handle(let handle)): handle.asTable.map { .table($0) }
    case (.column, .row(let function)): function.expression.itemFieldName == nil ? nil : self
    case (.list(.any), .list): self
    case (.list(let element), .list(let values)): Value.converted(values, to: element)
    case (.handle(let kind), .handle(let handle)): handle.kind == kind ? self : nil
    case (.oneOf(let types), _): converted(toOneOf: types)
    case (.optional(let inner), _): { if case .null = self { self } else { converted(to: inner) } }()
    default: nil
    }
  }

  private func converted(toOneOf types: [TypeSpec]) -> Value? {
    for type in types {
      if case (.float, .int) = (type, self), types.contains(.int) { continue }
      if let value = converted(to: type) { return value }
    }
    return nil
  }

  private static func converted(_ values: [Value], to element: TypeSpec) -> Value? {
    var result: [Value] = []
    result.reserveCapacity(values.count)
    for value in values {
      guard let value = value.converted(to: element) else { return nil }
      result.append(value)
    }
    return .list(result)
  }
}
