import Basics
import Language
import Stores

extension SQLValue {
  /// The value as a store takes it; nil for values that no column holds (lists, records, functions, tables).
  init?(_ value: Value) {
    switch value {
    case .null: self = .null
    case .bool(let flag): self = .bool(flag)
    case .int(let number): self = .int(number)
    case .float(let number): self = .float(number)
    case .string(let text): self = .text(text)
    case .vector(let elements): self = .vector(elements)
    default: return nil
    }
  }

  /// The value as the language sees it. Bytes without another meaning show as hex digits.
  var value: Value {
    switch self {
    case .null: return .null
    case .bool(let flag): return .bool(flag)
    case .int(let number): return .int(number)
    case .float(let number): return .float(number)
    case .text(let text): return .string(text)
    case .vector(let elements): return .vector(elements)
    case .blob(let bytes): return .string(hexDigits(bytes))
    }
  }
}

/// A value that is to be stored or compared: an error at the argument when no column could hold it.
func sqlValue(_ value: Value, _ call: Call, _ argument: String) throws -> SQLValue {
  if let bound = SQLValue(value) { return bound }
  throw call.fail(.notStorable(type: value.typeName), at: argument)
}

extension ColumnType {
  /// The type's name in the language.
  var typeName: String {
    switch self {
    case .int: "int"
    case .float: "float"
    case .text: "string"
    case .bool: "bool"
    case .blob: "bytes"
    case .vector(.some(let dimension)): "vector(\(dimension))"
    case .vector(nil): "vector"
    case .any: "any"
    }
  }
}
