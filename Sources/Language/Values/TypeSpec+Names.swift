// Types as they are written.

extension TypeSpec {
  /// The names of types without an element type.
  public static let names = [
    "any", "null", "bool", "int", "float", "number", "string", "list", "record", "table", "vector", "range",
    "fn",
    "column", "row", "model", "clustering", "index", "plot", "report",
  ]

  /// A type by its name in the source; nil when there is no such type.
  public init?(name: String, element: TypeSpec? = nil) {
    if let element {
      guard name == "list" else { return nil }
      self = .list(element)
      return
    }
    guard TypeSpec.names.contains(name) else { return nil }
    switch name {
    case "any": self = .any
    case "null": self = .null
    case "bool": self = .bool
    case "int": self = .int
    case "float": self = .float
    case "number": self = .oneOf([.int, .float])
    case "string": self = .string
    case "list": self = .list(.any)
    case "record": self = .record
    case "table": self = .table
    case "vector": self = .vector
    case "range": self = .range
    case "fn": self = .function
    case "column": self = .column
    case "row": self = .row
    default: self = .handle(name)
    }
  }

  /// As it is written, or a phrase such as `int or string`.
  public var text: String {
    switch self {
    case .any: "any"
    case .null: "null"
    case .bool: "bool"
    case .int: "int"
    case .float: "float"
    case .string: "string"
    case .record: "record"
    case .table: "table"
    case .vector: "vector"
    case .range: "range"
    case .function: "fn"
    case .list(.any): "list"
    case .list(let element): "list<\(element.text)>"
    case .column: "column"
    case .row: "row"
    case .handle(let kind): kind
    case .oneOf([.int, .float]): "number"
    case .oneOf(let types): TypeSpec.phrase(types.map(\.text))
    case .optional(let type): "\(type.text) or null"
    }
  }

  private static func phrase(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "nothing" }
    return words.dropLast().joined(separator: ", ") + " or " + last
  }

  /// Receives the argument as syntax: `.name` and expressions of it.
  var takesRow: Bool {
    switch self {
    case .row, .column: true
    case .optional(let type), .list(let type): type.takesRow
    case .oneOf(let types): types.contains { $0.takesRow }
    default: false
    }
  }
}
