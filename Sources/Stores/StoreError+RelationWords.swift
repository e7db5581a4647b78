/// Words for names, values and relations.
extension StoreError {
  var valueWording: Wording? {
    switch self {
    case .badName(let name, let reason):
      return Wording(code: "V0340", message: "`\(name)` cannot be a name: \(reason)")
    case .nulInText(let place):
      return Wording(
        code: "V0341", message: "\(place) contains a NUL character, which not every store can keep",
        notes: [unchangedData], help: "remove the character from the text")
    case .notANumber(let place):
      return Wording(
        code: "V0342", message: "\(place) is not a number (NaN), which a store cannot keep",
        notes: [unchangedData])
    case .vectorLength(let column, let bytes, let dimension):
      let expected =
        dimension.map { "a vector of dimension \($0) has \($0 * 4)" } ?? "it must be a multiple of 4"
      return Wording(
        code: "V0343", message: "column `\(column)` holds a value of \(bytes) bytes; \(expected)",
        help: "`sql \"select …\"` can find the row by `length(\(column))`")
    case .dimensionMismatch(let left, let right):
      return Wording(
        code: "V0344", message: "vectors of dimension \(left) and \(right) cannot be compared")
    case .integerOverflow(let place):
      return Wording(
        code: "V0345", message: "\(place) does not fit in 64 bits", help: "convert to float first: `float(…)`"
      )
    case .floatRange(let place, let isUnderflow):
      return Wording(
        code: "V0346", message: "\(place) is too \(isUnderflow ? "near to zero" : "large") for a float",
        notes: [unchangedData])
    default: return nil
    }
  }

  var relationWording: Wording? {
    switch self {
    case .tableExists(let name):
      return Wording(
        code: "V0319", message: "there is a table `\(name)` already", notes: ["it was not changed"],
        help: "give another name, or `sql \"drop table …\"` first")
    case .unknownTable(let name, let known):
      return Wording(
        code: "V0322", message: "there is no table `\(name)`",
        help: suggestion(name, known) ?? "`tables` lists what there is")
    case .unknownColumn(let name, let known):
      return Wording(
        code: "V0350", message: "there is no column `\(name)`",
        notes: known.isEmpty ? [] : ["columns: \(known.prefix(20).joined(separator: ", "))"],
        help: suggestion(name, known))
    case .duplicateColumn(let name):
      return Wording(
        code: "V0351", message: "the column name `\(name)` occurs twice",
        help: "give one of them another name")
    case .columnsDifferInCase(let one, let other):
      return Wording(
        code: "V0360",
        message: "the column names `\(one)` and `\(other)` differ only in upper and lower case",
        notes: ["SQLite takes them for the same name"], help: "give one of them another name")
    case .noColumns: return Wording(code: "V0352", message: "a table needs at least one column")
    default: return expressionWording
    }
  }

  private var expressionWording: Wording? {
    switch self {
    case .unknownFunction(let name, let known):
      return Wording(
        code: "V0353", message: "`\(name)` is not a function of rows", help: suggestion(name, known))
    case .wrongArguments(let function, let usage, let problem):
      return Wording(code: "V0354", message: "`\(function)`: \(problem)", help: "use it as `\(usage)`")
    case .typeMismatch(let operation, let left, let right):
      return Wording(
        code: "V0355", message: "`\(operation)` cannot take \(left.words) and \(right.words)",
        help: "convert one side with `int(…)`, `float(…)` or `string(…)`")
    case .wrongType(let operation, let expected, let found):
      return Wording(code: "V0361", message: "`\(operation)` takes \(expected), got \(found.words)")
    case .misplacedAggregate(let name):
      return Wording(
        code: "V0356",
        message: "`\(name)` stands inside another aggregate or in a place that has no rows to run over")
    case .ungroupedColumn(let name):
      return Wording(
        code: "V0362", message: "`\(name)` has many values in a group",
        help: "take one of them, as in `first(.\(name))` or `max(.\(name))`, or group by it")
    case .differentStores(let one, let other):
      return Wording(
        code: "V0357", message: "one table is in `\(one)`, the other in `\(other)`",
        help: "copy one of them into the other store first")
    case .badCount(let what, let value):
      return Wording(code: "V0358", message: "\(what) must be 0 or more, got \(value)")
    case .joinKeys(let left, let right):
      return Wording(
        code: "V0359",
        message: "a join needs as many columns on the left as on the right, got \(left) and \(right)")
    default: return nil
    }
  }
}

extension ColumnType {
  /// With an article, for messages: `an int`, `a vector of dimension 384`.
  public var words: String {
    switch self {
    case .int: return "an int"
    case .float: return "a float"
    case .text: return "a string"
    case .bool: return "a bool"
    case .blob: return "bytes"
    case .vector(let dimension): return dimension.map { "a vector of dimension \($0)" } ?? "a vector"
    case .any: return "a value"
    }
  }
}
