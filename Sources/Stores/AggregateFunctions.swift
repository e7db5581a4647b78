/// A function over many rows: in `summarize` over the rows of a group, in `derive`, `where` and `select` over all rows.
public struct AggregateFunction: Sendable {
  public let name: String
  /// Number of arguments it accepts.
  public let arity: ClosedRange<Int>
  public let doc: String

  /// False for those that work in `summarize` only.
  var runsOverAllRows: Bool { name != "count_distinct" && name != "first" }

  /// The result's type, or an error.
  func check(_ types: [ColumnType]) throws -> ColumnType {
    let usage = arity.upperBound == 0 ? "\(name)()" : "\(name)(\(arity.lowerBound == 0 ? "[x]" : "x"))"
    guard arity.contains(types.count) else {
      throw StoreError.wrongArguments(
        function: name, usage: usage, problem: "it takes \(arity.upperBound) argument, got \(types.count)")
    }
    guard let type = types.first else { return .int }
    switch name {
    case "count", "count_distinct": return .int
    case "sum", "mean":
      guard type.isNumeric else {
        throw StoreError.wrongType(operation: name, expected: "numbers", found: type)
      }
      return name == "mean" ? .float : type
    case "min", "max":
      guard type.isOrdered else {
        throw StoreError.wrongType(operation: name, expected: "values with an order", found: type)
      }
      return type
    default: return type
    }
  }
}

/// Every aggregate there is.
public enum AggregateFunctions {
  public static let all = [
    AggregateFunction(name: "count", arity: 0...1, doc: "number of rows, or of rows where `x` is not null"),
    AggregateFunction(
      name: "count_distinct", arity: 1...1, doc: "number of different values, null not counted"),
    AggregateFunction(
      name: "sum", arity: 1...1,
      doc: "exact for ints (an error past 64 bits); for floats the exact sum, rounded once"),
    AggregateFunction(name: "mean", arity: 1...1, doc: "the exact sum, rounded, over the number of values"),
    AggregateFunction(name: "min", arity: 1...1, doc: "the smallest value"),
    AggregateFunction(name: "max", arity: 1...1, doc: "the largest value"),
    AggregateFunction(name: "first", arity: 1...1, doc: "the value in the first row, in the table's order"),
  ]
  /// The aggregate of this name.
  public static func named(_ name: String) -> AggregateFunction? { all.first { $0.name == name } }
}
