import Formats
import Stores

/// The kinds of values seen in a column, and the type that holds them all.
struct ColumnKinds: OptionSet {
  let rawValue: UInt8
  static let bool = ColumnKinds(rawValue: 1)
  static let int = ColumnKinds(rawValue: 2)
  /// An int that is no exact float.
  static let wideInt = ColumnKinds(rawValue: 4)
  static let float = ColumnKinds(rawValue: 8)
  static let text = ColumnKinds(rawValue: 16)

  init(rawValue: UInt8) { self.rawValue = rawValue }

  init(_ cell: Cell) {
    switch cell.kind {
    case .null: self = []
    case .bool: self = .bool
    case .int: self = isExactFloat(cell.int) ? .int : .wideInt
    case .float: self = .float
    case .text, .json: self = .text
    }
  }

  var type: ColumnType {
    if self == .bool { return .bool }
    if isEmpty || !isDisjoint(with: [.bool, .text]) { return .text }
    if !contains(.float) { return .int }
    return contains(.wideInt) ? .text : .float
  }
}

func isExactFloat(_ value: Int64) -> Bool { value.magnitude <= 1 << 53 }

/// What a column takes: asked for every value, so a plain byte or two beside the names.
struct ColumnRule {
  enum Kind: UInt8 { case any, bool, int, float, text, other }
  let kind: Kind
  let isKey: Bool

  init(_ type: ColumnType, isKey: Bool) {
    self.isKey = isKey
    switch type {
    case .int: kind = .int
    case .float: kind = .float
    case .text: kind = .text
    case .bool: kind = .bool
    case .any: kind = .any
    case .blob, .vector: kind = .other
    }
  }

  /// True when the value can go there without loss.
  @inline(__always) func accepts(_ cell: Cell) -> Bool {
    if isKey, cell.kind != .text && cell.kind != .int { return false }
    switch (kind, cell.kind) {
    case (_, .null), (.any, _), (.text, _), (.int, .int), (.float, .float), (.bool, .bool): return true
    case (.int, .float): return Int64(exactly: cell.float) != nil
    case (.float, .int): return isExactFloat(cell.int)
    default: return false
    }
  }

  /// Only what ``accepts(_:)`` let pass. The bytes of the chunk live until the statement has run.
  @inline(__always)
  func bind(
    _ cell: Cell, _ bytes: UnsafePointer<UInt8>, to statement: any ParameterBinding, at index: Int
  ) throws {
    switch (kind, cell.kind) {
    case (_, .null): try statement.bindNull(index)
    case (.text, _), (_, .text), (_, .json):
      let text = UnsafeBufferPointer(start: bytes + Int(cell.offset), count: Int(cell.length))
      try statement.bindUTF8(index, text)
    case (.int, .float): try statement.bindInt(index, Int64(exactly: cell.float) ?? 0)
    case (.float, .int): try statement.bindFloat(index, Double(cell.int))
    case (_, .int): try statement.bindInt(index, cell.int)
    case (_, .float): try statement.bindFloat(index, cell.float)
    case (_, .bool): try statement.bind(index, .bool(cell.bool))
    }
  }
}

/// A column that records go to.
struct LoadColumn {
  let name: String
  let type: ColumnType
  let isKey: Bool

  /// Why it does not accept a value.
  func problem(_ cell: Cell) -> String {
    if isKey, cell.kind == .null { return "the key `\(name)` is null" }
    if isKey, cell.kind != .text && cell.kind != .int {
      return "the key `\(name)` must be text or a whole number"
    }
    let value: String
    switch cell.kind {
    case .null: value = "null"
    case .bool: value = "\(cell.bool)"
    case .int: value = "\(cell.int)"
    case .float: value = "\(cell.float)"
    case .text: value = "text"
    case .json: value = "a nested value"
    }
    return "`\(name)` is a column of \(words), it cannot keep \(value)"
  }

  private var words: String {
    switch type {
    case .int: "whole numbers"
    case .float: "floats"
    case .bool: "true and false"
    case .text: "text"
    case .blob: "bytes"
    case .vector: "vectors"
    case .any: "any values"
    }
  }
}

/// SQL compares names without regard to ASCII case, and only to that.
func foldedName(_ name: String) -> [UInt8] {
  name.utf8.map { $0 >= 65 && $0 <= 90 ? $0 + 32 : $0 }
}
