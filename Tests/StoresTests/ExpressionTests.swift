import Stores
import Testing
import Vectors

@Suite struct ExpressionTests {
  let store: SQLiteStore
  let all: Relation
  init() throws {
    store = try SQLiteStore.privateStore()
    all = try passages(store)
  }

  /// The value of an expression over one row without columns of interest.
  private func value(_ expression: RowExpression) throws -> SQLValue {
    let one = try Relation.literal(store, columns: ["one"], rows: [[.int(1)]])
    return try one.select([named("x", expression)]).rows()[0][0]
  }

  @Test func nullIsAValueForEqualityOnly() throws {
    #expect(try all.filter(op(col("lang"), .equal, null)).keys() == ["p6"])
    #expect(try all.filter(op(col("lang"), .notEqual, text("de"))).keys() == ["p2", "p3", "p5", "p6"])
    #expect(
      try all.filter(.unary(.not, op(col("lang"), .equal, text("de")))).keys() == ["p2", "p3", "p5", "p6"])
    #expect(try all.filter(op(col("words"), .less, int(15))).keys() == ["p1", "p5"])
    #expect(try all.filter(.unary(.not, op(col("words"), .less, int(15)))).keys() == ["p2", "p3", "p4"])
    #expect(try all.filter(op(col("words"), .equal, col("words"))).count() == 6)
    #expect(try all.filter(.isIn(col("lang"), [text("en"), null])).keys() == ["p2", "p3", "p6"])
    #expect(
      try all.filter(.unary(.not, .isIn(col("lang"), [text("en"), text("de")]))).keys() == ["p5", "p6"])
    #expect(try all.filter(.isIn(col("lang"), [])).keys() == [])
    #expect(try all.filter(.unary(.not, .isIn(col("lang"), []))).count() == 6)
    #expect(try all.filter(col("ok")).keys() == ["p2", "p3", "p4"])
    let flag = try all.select([named("f", op(col("words"), .greater, int(15)))])
    #expect(flag.columns[0].type == .bool)
    #expect(
      try flag.rows().map { $0[0] } == [
        .bool(false), .bool(true), .bool(true), .bool(true), .bool(false), .null,
      ])
  }

  @Test func arithmeticFollowsTheLanguage() throws {
    #expect(try value(op(int(7), .divide, int(2))) == .float(3.5))
    #expect(try value(op(int(7), .divide, int(0))) == .null)
    #expect(try value(op(int(7), .remainder, int(0))) == .null)
    #expect(try value(op(int(-7), .remainder, int(3))) == .int(-1))
    #expect(
      try value(op(op(int(1), .add, int(2)), .multiply, op(int(3), .subtract, op(int(1), .subtract, int(5)))))
        == .int(21))
    #expect(try value(.unary(.negate, .unary(.negate, int(-5)))) == .int(-5))
    #expect(try value(op(int(10), .subtract, op(int(4), .divide, float(8)))) == .float(9.5))
    #expect(try value(op(text("a"), .add, op(text("b"), .add, text("c")))) == .text("abc"))
    #expect(
      try value(.ifElse(condition: op(int(1), .less, int(2)), then: int(1), otherwise: float(2))) == .float(1)
    )
    #expect(storeError { _ = try value(op(int(.max), .add, int(1))) }?.code == "V0345")
    let mixed = op(
      op(op(int(1), .less, int(2)), .and, op(int(1), .greater, int(2))), .or,
      .unary(.not, op(int(3), .equal, int(4))))
    #expect(try value(mixed) == .bool(true))
    let nested = (0..<90).reduce(int(0)) { sum, _ in op(sum, .add, int(1)) }
    #expect(try value(nested) == .int(90))
    let deep = (0..<200).reduce(int(0)) { sum, _ in op(int(1), .add, sum) }
    #expect(storeError { _ = try value(deep) }?.code == "V0331")
    let wide = (0..<60).reduce(int(0)) { sum, _ in op(int(1), .subtract, sum) }
    #expect(storeError { _ = try value(wide) }?.code == "V0331")
  }

  @Test func typesAreCheckedBeforeRunning() throws {
    func code(_ expression: RowExpression) -> String? { storeError { _ = try all.filter(expression) }?.code }
    #expect(code(op(col("words"), .equal, text("10"))) == "V0355")
    #expect(code(op(col("lang"), .add, int(1))) == "V0355")
    #expect(code(op(col("v"), .less, col("v"))) == "V0355")
    #expect(code(col("words")) == "V0361")
    #expect(code(.isIn(col("lang"), [int(1)])) == "V0355")
    #expect(code(op(col("score"), .remainder, int(2))) == "V0355")
    #expect(code(call("lower", col("words"))) == "V0354")
    #expect(code(call("lower")) == "V0354")
    #expect(code(.call("distance", [col("v"), .value(.vector([1, 2, 3]))])) == "V0344")
    #expect(storeError { _ = try all.filter(call("lowr", col("lang"))) }?.help == "did you mean `lower`?")
    #expect(
      storeError { _ = try all.filter(op(col("word"), .equal, int(1))) }?.help == "did you mean `words`?")
    #expect(storeError { _ = try all.sort([SortKey(col("v"))]) }?.code == "V0361")
    #expect(storeError { _ = try all.summarize([named("x", col("words"))]) }?.code == "V0362")
    #expect(
      storeError { _ = try all.summarize([named("x", aggregate("sum", aggregate("count")))]) }?.code
        == "V0356")
    #expect(
      storeError { _ = try all.summarize([named("x", aggregate("sum", col("lang")))]) }?.code == "V0361")
    #expect(storeError { _ = try all.derive([named("LANG", int(1))]) }?.code == "V0360")
    #expect(storeError { _ = try all.select(columns("pid", "pid")) }?.code == "V0351")
    #expect(storeError { _ = try all.select([]) }?.code == "V0352")
    #expect(storeError { _ = try all.limit(-1) }?.code == "V0358")
    #expect(storeError { _ = try Relation.table(store, "pasage") }?.help == "did you mean `passage`?")
    #expect(
      storeError { _ = try (0..<200).reduce(all) { relation, _ in try relation.head(1) } }?.code == "V0331")
  }

  @Test func textFunctions() throws {
    #expect(try value(call("lower", text("ÀB ẞ Σ"))) == .text("àb ß σ"))
    #expect(try value(call("upper", text("straße ﬁ a1"))) == .text("STRASSE FI A1"))
    #expect(try value(call("upper", text("abc-xyz"))) == .text("ABC-XYZ"))
    #expect(try value(call("length", text("e\u{301}表🇩🇪"))) == .int(5))
    #expect(try value(call("trim", text("\u{3000}\t a b \n\u{a0}"))) == .text("a b"))
    #expect(try value(call("words", text(" one\ttwo\u{2003}drei\n"))) == .int(3))
    #expect(try value(call("words", text("  \n"))) == .int(0))
    #expect(try value(call("substring", text("a表cde"), int(1), int(2))) == .text("表c"))
    #expect(try value(call("substring", text("abc"), int(-1), int(9))) == .text("abc"))
    #expect(try value(call("substring", text("abc"), int(2), int(-9))) == .text(""))
    #expect(try value(call("replace", text("aXbX"), text("X"), text("--"))) == .text("a--b--"))
    #expect(try value(call("split_part", text("a, b, c"), text(", "), int(1))) == .text("b"))
    #expect(try value(call("split_part", text("a, b"), text(", "), int(5))) == .text(""))
    #expect(try value(call("split_part", text("a"), text(""), int(0))) == .text("a"))
    #expect(try value(call("contains", text("a%b"), text("%"))) == .bool(true))
    #expect(try value(call("starts_with", text("表x"), text("表"))) == .bool(true))
    #expect(try value(call("ends_with", text("x表"), text("表"))) == .bool(true))
    #expect(try value(call("ends_with", text("表"), text("xx表"))) == .bool(false))
    #expect(try value(call("ends_with", text("a"), text(""))) == .bool(true))
    #expect(try value(call("concat", text("a"), text("b"), text("c"))) == .text("abc"))
    #expect(try value(call("string", op(int(1), .less, int(2)))) == .text("true"))
    #expect(try value(call("string", float(0.1))) == .text("0.1"))
    #expect(try value(call("int", text(" 42 "))) == .int(42))
    #expect(try value(call("int", text("42abc"))) == .null)
    #expect(try value(call("int", float(-2.9))) == .int(-2))
    #expect(try value(call("float", text("1e3"))) == .float(1000))
    #expect(try value(call("float", text("inf"))) == .null)
    #expect(try all.select([named("x", call("lower", col("lang")))]).keys().last == "null")
  }

  @Test func numberFunctions() throws {
    #expect(try value(call("round", float(2.5))) == .float(3))
    #expect(try value(call("round", float(-2.5))) == .float(-3))
    #expect(try value(call("round", float(0.49999999999999994))) == .float(0))
    #expect(try value(call("round", float(3.14159), int(2))) == .float(3.14))
    #expect(try value(call("round", int(1250), int(-2))) == .int(1300))
    #expect(try value(call("floor", float(-1.5))) == .float(-2))
    #expect(try value(call("ceil", int(3))) == .int(3))
    #expect(try value(call("sqrt", float(-1))) == .null)
    #expect(try value(call("ln", float(0))) == .null)
    #expect(try value(call("pow", int(2), int(10))) == .float(1024))
    #expect(try value(call("least", int(3), float(2.5))) == .float(2.5))
    #expect(try value(call("greatest", int(3), null)) == .null)
    #expect(try value(call("coalesce", null, int(4))) == .int(4))
    #expect(try value(call("is_null", null)) == .bool(true))
  }

  @Test func vectorFunctionsEqualTheKernels() throws {
    let one: [Float] = (0..<384).map { Float($0 % 7) - 2.5 }
    let two: [Float] = (0..<384).map { Float($0 % 5) * 0.3 }
    for metric in Metric.allCases {
      let found = try value(
        .call("distance", [.value(.vector(one)), .value(.vector(two)), text(metric.rawValue)]))
      #expect(found == .float(Double(try Distance.between(one, two, metric: metric))))
    }
    #expect(try value(call("dimension", .value(.vector(one)))) == .int(384))
    #expect(try value(call("norm", .value(.vector([3, 4])))) == .float(5))
    let near = try all.derive([named("d", .call("distance", [col("v"), .value(.vector([0, 0]))]))])
      .sort([SortKey(col("d"))]).filter(op(col("d"), .notEqual, null))
    #expect(try near.keys() == ["p1", "p3", "p5", "p4", "p2"])
    #expect(
      try value(.call("distance", [.value(.vector([0, 0])), .value(.vector([1, 0])), text("cosine")]))
        == .null)
    #expect(
      try store.rows("SELECT vec_to_json(v), vec_length(v) FROM passage WHERE pid = 'p2'") == [
        [.text("[3.0,4.0]"), .int(2)]
      ])
  }

  @Test func everyFunctionHasHelpAndSQL() throws {
    for function in RowFunctions.all {
      #expect(!function.doc.isEmpty && function.usage.hasPrefix(function.name + "("))
    }
    #expect(RowFunctions.named("round")?.usage == "round(x, [digits])")
    #expect(RowFunctions.named("concat")?.usage == "concat(a, b, …)")
  }

  @Test func sumsAreExactAndIndependentOfOrder() throws {
    try store.script("CREATE TABLE f (x REAL)", "CREATE TABLE i (x INTEGER)")
    func sum(_ values: [Double]) throws -> [SQLValue] {
      try store.script("DELETE FROM f")
      for value in values { try store.execute("INSERT INTO f VALUES (?1)", [.float(value)]) }
      return try Relation.table(store, "f").summarize([
        named("s", aggregate("sum", col("x"))), named("m", aggregate("mean", col("x"))),
      ]).rows()[0]
    }
    #expect(try sum([1e308, 1, -1e308]) == [.float(1), .float(1.0 / 3)])
    #expect(try sum([0.1, 0.2, 0.3, -0.6])[0] == .float(2.7755575615628914e-17))
    #expect(try sum(Array(repeating: 0.1, count: 10))[0] == .float(1.0))
    let least = Double.leastNonzeroMagnitude
    #expect(try sum([least, least, -1000 * least])[0] == .float(-998 * least))
    #expect(try sum([1e16, 1, 1e-300])[0] == .float(1e16 + 2))
    #expect(try sum([1e16, 1])[0] == .float(1e16))
    #expect(try sum([1e308, 1e308])[0] == .float(.infinity))
    #expect(try sum([.infinity, 1])[0] == .float(.infinity))
    for value in [Int64.max, 1, -2] { try store.execute("INSERT INTO i VALUES (?1)", [.int(value)]) }
    let ints = try Relation.table(store, "i")
    #expect(try ints.summarize([named("s", aggregate("sum", col("x")))]).rows() == [[.int(.max - 1)]])
    #expect(try ints.summarize([named("m", aggregate("mean", col("x")))]).rows() == [[.float(0x1p63 / 3)]])
    try store.script("DELETE FROM i WHERE x = -2")
    #expect(
      storeError { _ = try ints.summarize([named("s", aggregate("sum", col("x")))]).rows() }?.code == "V0345")
  }
}
