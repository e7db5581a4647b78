import Support
import Testing

@testable import Stores

/// Random pipelines give on PostgreSQL the rows that they give on SQLite, in the same order.
@Suite(.enabled(if: DatabaseServer.isAvailable)) struct DialectRelationTests {
  let stores: TwoStores

  init() throws {
    stores = try TwoStores()
    var random = SeededGenerator(seed: 11)
    func column(_ name: String, _ type: ColumnType) -> ColumnDescription {
      ColumnDescription(name: name, type: type)
    }
    func maybe(_ value: SQLValue, _ random: inout SeededGenerator) -> SQLValue {
      random.below(6) == 0 ? .null : value
    }
    let rows = (0..<60).map { at -> [SQLValue] in
      [
        .text((Tricky.texts[at % Tricky.texts.count] ?? "null") + "\(at % 7)/\(at)"),
        maybe(.text(["en", "de", "ß", "Ünï", "表", "En", ""][random.below(7)]), &random),
        maybe(.int(Int64(random.below(20)) - 10), &random),
        maybe(.float(Double(random.below(64)) / 8 - 3), &random), maybe(.bool(random.below(2) == 0), &random),
        maybe(.vector((0..<3).map { _ in Float(random.below(5)) - 2 }), &random),
      ]
    }
    try stores.make(
      TableDefinition(
        name: "t",
        columns: [
          column("pid", .text), column("g", .text), column("i", .int), column("f", .float),
          column("b", .bool), column("v", .vector(dimension: 3)),
        ], key: ["pid"]), rows)
    let others = (0..<40).map { at -> [SQLValue] in
      [
        .int(Int64(at / 3)), .int(Int64(at % 3)),
        maybe(.text(["en", "de", "ß", "表", "x"][random.below(5)]), &random),
        maybe(Tricky.floats[random.below(Tricky.floats.count)].map { .float($0) } ?? .null, &random),
        maybe(Tricky.texts[random.below(Tricky.texts.count)].map { .text($0) } ?? .null, &random),
      ]
    }
    try stores.make(
      TableDefinition(
        name: "u",
        columns: [
          column("id", .int), column("part", .int), column("lang", .text), column("x", .float),
          column("s", .text),
        ], key: ["id", "part"]), others)
  }

  @Test func pipelines() throws {
    for seed in 0..<200 { try pipeline(seed) }
  }

  private func pipeline(_ seed: Int) throws {
    try stores.expectEqual("pipeline \(seed)") { store in
      var random = RandomRelations(store: store, random: SeededGenerator(seed: UInt64(seed) + 1))
      return try random.relation(steps: 1 + seed % 5)
    }
  }

  @Test func aTableIsReadInKeyOrderThroughItsIndex() throws {
    let page = try Relation.table(stores.server, "t").limit(5)
    let plan = try stores.server.rows(
      "EXPLAIN " + stores.server.dialect.compile(page).sql, stores.server.dialect.compile(page).parameters)
    try stores.server.script("SET enable_sort = off", "SET enable_seqscan = off")
    let text = try stores.server.rows(
      "EXPLAIN " + stores.server.dialect.compile(page).sql, stores.server.dialect.compile(page).parameters)
    #expect(!plan.isEmpty)
    #expect("\(text)".contains("t_pkey") && !"\(text)".contains("Sort"))
  }
}

/// Builds relations by a random walk; the same seed gives the same on every store.
struct RandomRelations {
  let store: any Store
  var random: SeededGenerator

  mutating func relation(steps: Int) throws -> Relation {
    var relation = try source()
    for _ in 0..<steps { relation = try step(relation) }
    return relation
  }

  private mutating func source() throws -> Relation {
    switch random.below(5) {
    case 0: return try .table(store, "u")
    case 1:
      return try .literal(
        store, columns: ["g", "i", "f", "z"],
        rows: (0..<random.below(6)).map { RandomRelations.row($0) })
    default: return try .table(store, "t")
    }
  }

  private static func row(_ at: Int) -> [SQLValue] {
    let whole: SQLValue = at == 1 ? .null : .int(Int64(at))
    let part: SQLValue = at == 2 ? .int(4) : .float(Double(at) / 2)
    return [.text("ß\(at % 2)"), whole, part, .null]
  }

  private func columns(_ relation: Relation, _ types: [ColumnType]) -> [String] {
    relation.columns.filter { types.contains($0.type) }.map(\.name)
  }

  /// An expression of ints or floats that cannot overflow: floats of table `u` are only compared.
  private mutating func number(_ relation: Relation, _ depth: Int = 0) -> RowExpression {
    let names = columns(relation, [.int, .float]).filter { $0.hasPrefix("i") || $0.hasPrefix("f") }
    if depth > 2 || random.below(3) == 0 || names.isEmpty {
      if let name = random.pick(names), random.below(3) > 0 { return col(name) }
      return random.below(2) == 0 ? int(Int64(random.below(9)) - 4) : float(Double(random.below(9)) / 4)
    }
    switch random.below(9) {
    case 0: return op(number(relation, depth + 1), .add, number(relation, depth + 1))
    case 1: return op(number(relation, depth + 1), .subtract, number(relation, depth + 1))
    case 2: return op(number(relation, depth + 1), .multiply, int(2))
    case 3: return op(number(relation, depth + 1), .divide, number(relation, depth + 1))
    case 4: return call("length", string(relation, depth + 1))
    case 5: return call("round", number(relation, depth + 1), int(Int64(random.below(3))))
    case 6:
      return .ifElse(
        condition: condition(relation, depth + 1), then: number(relation, depth + 1), otherwise: int(1))
    case 7: return call("coalesce", number(relation, depth + 1), int(3))
    default:
      return call(
        random.below(2) == 0 ? "least" : "greatest", number(relation, depth + 1), number(relation, depth + 1))
    }
  }

  private mutating func string(_ relation: Relation, _ depth: Int = 0) -> RowExpression {
    let names = columns(relation, [.text])
    if depth > 2 || random.below(3) == 0 || names.isEmpty {
      if let name = random.pick(names), random.below(4) > 0 { return col(name) }
      return text(["en", "ß", "", "Z", "表"][random.below(5)])
    }
    switch random.below(7) {
    case 0: return call("lower", string(relation, depth + 1))
    case 1: return call("upper", string(relation, depth + 1))
    case 2: return op(string(relation, depth + 1), .add, string(relation, depth + 1))
    case 3: return call("string", number(relation, depth + 1))
    case 4: return call("substring", string(relation, depth + 1), int(Int64(random.below(3))), int(2))
    case 5: return call("greatest", string(relation, depth + 1), string(relation, depth + 1))
    default:
      return .ifElse(
        condition: condition(relation, depth + 1), then: string(relation, depth + 1), otherwise: null)
    }
  }

  private mutating func condition(_ relation: Relation, _ depth: Int = 0) -> RowExpression {
    let symbols: [RowExpression.BinaryOperator] = [
      .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual,
    ]
    let symbol = symbols[random.below(6)]
    if depth > 2 || random.below(2) == 0 {
      return random.below(2) == 0
        ? op(string(relation, depth + 1), symbol, string(relation, depth + 1))
        : op(number(relation, depth + 1), symbol, number(relation, depth + 1))
    }
    switch random.below(6) {
    case 0: return op(condition(relation, depth + 1), .and, condition(relation, depth + 1))
    case 1: return op(condition(relation, depth + 1), .or, condition(relation, depth + 1))
    case 2: return .unary(.not, condition(relation, depth + 1))
    case 3:
      let name = random.pick(relation.columns.map(\.name)) ?? ""
      return op(col(name), random.below(2) == 0 ? .equal : .notEqual, null)
    case 4: return .isIn(string(relation, depth + 1), [text("en"), null, text("ß")])
    default: return call("contains", string(relation, depth + 1), string(relation, depth + 1))
    }
  }

  private mutating func expression(_ relation: Relation) -> RowExpression {
    switch random.below(6) {
    case 0, 1: return number(relation)
    case 2, 3: return string(relation)
    case 4: return condition(relation)
    default:
      let name = ["sum", "mean", "min", "max", "count"][random.below(5)]
      return op(aggregate(name, number(relation)), .add, number(relation))
    }
  }

  private mutating func step(_ relation: Relation) throws -> Relation {
    switch random.below(10) {
    case 0, 1: return try relation.filter(condition(relation))
    case 2, 3:
      let prefix = random.below(2) == 0 ? "i" : "q"
      let value = expression(relation)
      let type = try relation.select([named("q", value)]).columns[0].type
      let name = type == .int || type == .float ? prefix : "q"
      return try relation.derive([named("\(name)\(random.below(3))", value)])
    case 4:
      return try relation.sort([
        SortKey(random.below(2) == 0 ? string(relation) : number(relation), descending: random.below(2) == 0)
      ])
    case 5:
      let ordered = relation.columns.filter { $0.type.isOrdered }.map(\.name)
      return try relation.sort([SortKey(col(random.pick(ordered) ?? ""), descending: random.below(2) == 0)])
    case 6: return try relation.limit(random.below(30), offset: random.below(4))
    case 7:
      if random.below(2) == 0 { return try relation.distinct() }
      return try relation.distinct(by: [random.below(2) == 0 ? string(relation) : number(relation)])
    case 8: return try summarized(relation)
    default: return try joined(relation)
    }
  }

  private mutating func summarized(_ relation: Relation) throws -> Relation {
    let key = random.below(2) == 0 ? string(relation) : number(relation)
    let list = (0..<(1 + random.below(3))).map { at -> NamedExpression in
      let name = ["sum", "mean", "min", "max", "count", "count_distinct", "first"][random.below(7)]
      let value =
        name == "sum" || name == "mean" || random.below(2) == 0 ? number(relation) : string(relation)
      return named("i\(at)x", aggregate(name, value))
    }
    if random.below(4) == 0 { return try relation.summarize(list) }
    return try relation.group([named("g", key)]).summarize(list)
  }

  private mutating func joined(_ relation: Relation) throws -> Relation {
    guard let name = columns(relation, [.text]).first(where: { $0 == "g" || $0 == "lang" }) else {
      return relation
    }
    let other =
      try relation.columns.contains { $0.name == "lang" }
      ? Relation.table(store, "t") : Relation.table(store, "u")
    let kind = [Relation.JoinKind.inner, .left, .semi, .anti][random.below(4)]
    return try relation.join(
      other, kind: kind, left: [name], right: [other.columns.contains { $0.name == "lang" } ? "lang" : "g"])
  }
}
