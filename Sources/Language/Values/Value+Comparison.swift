// Equality and order.
//
// `==`: numbers by value (`1 == 1.0`), strings by their bytes, lists element by element, records by their fields in any order,
// tables, functions and handles by identity; values of other type pairs are unequal, null equals null.
// `<`: numbers, and strings by their UTF-8 bytes as every store does; bools with false first. Nothing else has an order.

extension Value {
  /// int or float as a double.
  var number: Double? {
    switch self {
    case .int(let value): Double(value)
    case .float(let value): value
    default: nil
    }
  }

  /// Structural equality. See the top of the file.
  public static func areEqual(_ a: Value, _ b: Value) -> Bool { equal(a, b) {} }

  static func equal(_ a: Value, _ b: Value, _ step: () throws -> Void) rethrows -> Bool {
    try step()
    switch (a, b) {
    case (.null, .null): return true
    case (.bool(let x), .bool(let y)): return x == y
    case (.int, .int), (.int, .float), (.float, .int), (.float, .float): return a.order(with: b) == 0
    case (.string(let x), .string(let y)): return sameBytes(x, y)
    case (.range(let x, let y), .range(let z, let w)): return x == z && y == w
    case (.vector(let x), .vector(let y)): return x == y
    case (.list(let x), .list(let y)): return try equal(x, y, step)
    case (.record(let x), .record(let y)): return try equal(x, y, step)
    case (.table(let x), .table(let y)): return x === y
    case (.function(let x), .function(let y)): return x === y
    case (.handle(let x), .handle(let y)): return x === y
    default: return false
    }
  }

  private static func equal(_ x: [Value], _ y: [Value], _ step: () throws -> Void) rethrows -> Bool {
    guard x.count == y.count else { return false }
    for index in x.indices {
      guard try equal(x[index], y[index], step) else { return false }
    }
    return true
  }

  private static func equal(_ x: Record, _ y: Record, _ step: () throws -> Void) rethrows -> Bool {
    guard x.count == y.count else { return false }
    for (index, name) in x.names.enumerated() {
      guard let other = y[name], try equal(x.values[index], other, step) else { return false }
    }
    return true
  }

  private static func sameBytes(_ x: String, _ y: String) -> Bool {
    x == y && x.utf8.count == y.utf8.count && (x.utf8.elementsEqual(y.utf8))
  }

  /// Negative, 0 or positive; nil when the two have no order.
  public func order(with other: Value) -> Int? {
    switch (self, other) {
    case (.int(let x), .int(let y)): x < y ? -1 : x > y ? 1 : 0
    case (.float(let x), .float(let y)): x.isNaN || y.isNaN ? nil : x < y ? -1 : x > y ? 1 : 0
    case (.int(let x), .float(let y)): Value.order(x, y)
    case (.float(let x), .int(let y)): Value.order(y, x).map { -$0 }
    case (.bool(let x), .bool(let y)): x == y ? 0 : x ? 1 : -1
    case (.string(let x), .string(let y)): Value.order(x, y)
    default: nil
    }
  }

  /// Exact: a double past 2^53 is not mixed up with its neighbours.
  private static func order(_ x: Int64, _ y: Double) -> Int? {
    if y.isNaN { return nil }
    if y >= 9_223_372_036_854_775_808 { return -1 }
    if y < -9_223_372_036_854_775_808 { return 1 }
    let whole = Int64(y.rounded(.towardZero))
    if x != whole { return x < whole ? -1 : 1 }
    let fraction = y - y.rounded(.towardZero)
    return fraction > 0 ? -1 : fraction < 0 ? 1 : 0
  }

  private static func order(_ x: String, _ y: String) -> Int {
    if x.utf8.lexicographicallyPrecedes(y.utf8) { return -1 }
    return y.utf8.lexicographicallyPrecedes(x.utf8) ? 1 : 0
  }

  /// Whether `part` occurs in `text`, byte for byte, as on every store. Linear.
  public static func contains(_ text: String, _ part: String) -> Bool {
    ByteSearch(part).first(in: Array(text.utf8), from: 0) != nil
  }
}
