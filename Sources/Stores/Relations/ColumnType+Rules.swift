/// Which types go together in row expressions. `any` is a column whose type the store does not know: it goes with all.
extension ColumnType {
  var isVector: Bool {
    if case .vector = self { return true }
    return false
  }
  var isNumeric: Bool { self == .int || self == .float || self == .any }
  var isTextual: Bool { self == .text || self == .any }
  /// Can be sorted and compared with `<`.
  var isOrdered: Bool { !isVector && self != .blob }

  func isComparable(with other: ColumnType) -> Bool {
    if self == .any || other == .any { return true }
    if isNumeric && other.isNumeric { return true }
    if isVector && other.isVector { return true }
    return self == other
  }

  /// The type of a value that is one or the other; nil when there is none.
  func unified(with other: ColumnType) -> ColumnType? {
    if self == other { return self }
    if self == .any { return other == .int || other == .float ? .any : other }
    if other == .any { return other.unified(with: self) }
    if isNumeric && other.isNumeric { return .float }
    if isVector && other.isVector { return .vector(dimension: nil) }
    return nil
  }
}
