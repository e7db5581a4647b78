import Support
import Testing

@testable import Stores

/// Every function, operator and aggregate over tricky values gives on PostgreSQL what it gives on SQLite.
@Suite(.enabled(if: DatabaseServer.isAvailable)) struct DialectFunctionTests {
  let stores: TwoStores

  init() throws {
    stores = try TwoStores()
    func table(_ name: String, _ type: ColumnType, _ values: [SQLValue]) throws {
      let definition = TableDefinition(
        name: name,
        columns: [ColumnDescription(name: "n", type: .int), ColumnDescription(name: "x", type: type)],
        key: ["n"])
      try stores.make(definition, values.enumerated().map { [.int(Int64($0)), $1] })
    }
    try table("texts", .text, Tricky.texts.map { $0.map { .text($0) } ?? .null })
    try table("ints", .int, Tricky.ints.map { $0.map { .int($0) } ?? .null })
    try table("floats", .float, Tricky.floats.map { $0.map { .float($0) } ?? .null })
    try table("bools", .bool, [.null, .bool(true), .bool(false)])
  }

  private func expect(
    _ table: String, _ name: String, _ expression: RowExpression, where condition: RowExpression? = nil
  ) throws {
    try stores.expectEqual("\(name) over \(table)") { store in
      var relation = try Relation.table(store, table)
      if let condition { relation = try relation.filter(condition) }
      return try relation.derive([named("y", expression)])
    }
  }

  private var x: RowExpression { col("x") }

  @Test func textFunctions() throws {
    for name in ["lower", "upper", "trim", "length", "words", "int", "float", "string", "is_null"] {
      try expect("texts", name, call(name, x))
    }
    for part in Tricky.texts.enumerated().filter({ $0.0 % 4 == 1 }).compactMap({ $0.1 }) + [
      "ß", "İ", "X", "a", "bX",
    ] {
      for name in ["contains", "starts_with", "ends_with", "least", "greatest", "concat", "coalesce"] {
        try expect("texts", "\(name) \(part)", call(name, x, text(part)))
      }
      try expect("texts", "in text \(part)", call("contains", text(part), x))
      try expect("texts", "replace \(part)", call("replace", x, text(part), text("<>")))
      try expect("texts", "compare \(part)", op(x, .less, text(part)))
    }
    for from in [-3, 0, 1, 2, 90, .max] as [Int64] {
      for count in [-1, 0, 1, 3, .max] as [Int64] {
        try expect("texts", "substring \(from) \(count)", call("substring", x, int(from), int(count)))
      }
      try expect(
        "texts", "substring by length",
        call("substring", x, op(call("length", x), .subtract, int(2)), int(from)))
      for separator in [",", "", "X", "表", ", "] {
        try expect("texts", "part \(separator) \(from)", call("split_part", x, text(separator), int(from)))
      }
    }
    try expect(
      "texts", "part by length", call("split_part", x, text(","), op(call("length", x), .subtract, int(4))))
    try expect("texts", "nested", call("upper", call("lower", call("concat", x, call("trim", x), text("É")))))
    try expect("texts", "null part", call("contains", x, null))
    try expect("texts", "null lower", call("lower", null))
    try expect("texts", "plus", op(op(x, .add, text("-")), .add, x))
  }

  @Test func allOfUnicodesLetters() throws {
    var all: [[SQLValue]] = []
    var line = ""
    for number in UInt32(1)..<0x20000 {
      if let scalar = Unicode.Scalar(number), number > 0x3100, number % 40 != 0,
        !scalar.properties.changesWhenCaseMapped
      {
        continue
      }
      guard let scalar = Unicode.Scalar(number), scalar.properties.generalCategory != .unassigned else {
        continue
      }
      line.unicodeScalars.append(scalar)
      if line.unicodeScalars.count == 400 {
        all.append([.text(line)])
        line = ""
      }
    }
    for name in ["lower", "upper", "words", "trim", "length"] {
      try stores.expectEqual("\(name) of Unicode") { store in
        try Relation.literal(store, columns: ["x"], rows: all).select([named("y", call(name, col("x")))])
      }
    }
  }

  @Test func numberFunctions() throws {
    for table in ["ints", "floats"] {
      for name in ["sqrt", "ln", "exp", "floor", "ceil", "round", "float", "string", "is_null"] {
        try expect(table, name, call(name, x))
      }
      for digits in [-400, -310, -308, -3, -2, -1, 0, 1, 2, 3, 5, 15, 22, 23, 400] as [Int64] {
        let fits = op(call("abs", call("float", x)), .less, float(1e18))
        try expect(
          table, "round \(digits)", call("round", x, int(digits)), where: table == "ints" ? fits : nil)
      }
      for y in [0, 1, -1, 2, 3, -3, 0.5, -0.5, 10, 1000, -1000, 0.1, 1e300, -1e-300] {
        try expect(table, "pow \(y)", call("pow", x, float(y)))
        try expect(table, "of \(y)", call("pow", float(y), x))
        try expect(table, "least \(y)", call("least", x, float(y)))
        try expect(table, "greatest \(y)", call("greatest", x, float(y), int(5)))
      }
      try expect(table, "greatest null", call("greatest", x, null))
    }
    let small = op(call("abs", call("float", x)), .less, float(1e15))
    try expect("floats", "int", call("int", x), where: small)
    try expect("ints", "abs", call("abs", x))
    try expect("floats", "abs", call("abs", x))
    for name in ["int", "float", "string"] { try expect("bools", name, call(name, x)) }
    try expect("bools", "least", call("least", x, .value(.bool(true))))
  }

  @Test func roundToDigitsOfTheRow() throws {
    let digits = op(col("n"), .subtract, int(20))
    let fits = op(call("abs", x), .less, float(1e100))
    try expect("floats", "round by row", call("round", x, digits), where: fits)
    let small = op(call("abs", call("float", x)), .less, float(1e17))
    try expect("ints", "round by row", call("round", x, op(col("n"), .subtract, int(9))), where: small)
  }

  @Test func operators() throws {
    let small = op(call("abs", call("float", x)), .less, float(4e18))
    for value in [-3, -1, 0, 1, 2, 7] as [Int64] {
      for symbol in [.add, .subtract, .divide, .remainder] as [RowExpression.BinaryOperator] {
        try expect("ints", "\(symbol.rawValue) \(value)", op(x, symbol, int(value)), where: small)
        try expect("ints", "of \(symbol.rawValue) \(value)", op(int(value), symbol, x), where: small)
      }
    }
    try expect("ints", "min % -1", op(op(int(.min + 1), .subtract, int(1)), .remainder, int(-1)))
    for symbol in [.equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual]
      as [RowExpression.BinaryOperator]
    {
      try expect("floats", symbol.rawValue, op(x, symbol, float(0.5)))
      try expect("ints", symbol.rawValue, op(x, symbol, int(7)))
      try expect("ints", "float \(symbol.rawValue)", op(x, symbol, float(6.5)))
      try expect("bools", symbol.rawValue, op(x, symbol, .value(.bool(true))))
    }
    for value in [null, text("a"), text("ß")] {
      try expect("texts", "==", op(x, .equal, value))
      try expect("texts", "!=", op(x, .notEqual, value))
      try expect("texts", "where", op(x, .equal, value), where: op(x, .equal, value))
      try expect("texts", "where not", int(1), where: .unary(.not, op(x, .equal, value)))
    }
    try expect("texts", "self", op(x, .equal, call("lower", x)))
    try expect("texts", "in", .isIn(x, [text("a"), null, text("表")]))
    try expect("texts", "in", .isIn(x, [text("a"), text("表")]))
    try expect("bools", "if", .ifElse(condition: x, then: text("yes"), otherwise: null))
    try expect("bools", "if", .ifElse(condition: op(x, .equal, null), then: int(1), otherwise: float(2.5)))
    try expect("ints", "negate", .unary(.negate, x))
  }

  @Test func aggregates() throws {
    for table in ["texts", "ints", "floats", "bools"] {
      for name in ["count", "count_distinct", "min", "max", "first"] {
        for direction in [false, true] {
          try stores.expectEqual("\(name) of \(table)") { store in
            try Relation.table(store, table).sort([SortKey(col("x"), descending: direction)])
              .summarize([named("y", aggregate(name, x)), named("n", aggregate("count"))])
          }
        }
        try stores.expectEqual("\(name) of no \(table)") { store in
          try Relation.table(store, table).filter(op(col("n"), .less, int(0)))
            .summarize([named("y", aggregate(name, x))])
        }
      }
    }
  }
}
