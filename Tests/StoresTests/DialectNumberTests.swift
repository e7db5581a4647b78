import Support
import Testing
import Vectors

@testable import Stores

/// Sums and distances equal SQLite's to the last bit.
@Suite(.enabled(if: DatabaseServer.isAvailable)) struct DialectNumberTests {
  let stores: TwoStores
  init() throws { stores = try TwoStores() }

  private func expectSums(_ what: String, _ values: [SQLValue]) throws {
    let rows = values.enumerated().map { [SQLValue.int(Int64($0 % 3)), $1] }
    for overAll in [false, true] {
      try stores.expectEqual("\(what) over all \(overAll)") { store in
        let all = try Relation.literal(store, columns: ["g", "x"], rows: rows)
        let list = [named("s", aggregate("sum", col("x"))), named("m", aggregate("mean", col("x")))]
        return overAll
          ? try all.derive(list) : try all.group([named("g", col("g"))]).summarize(list)
      }
    }
  }

  @Test func sumsAreExact() throws {
    var random = SeededGenerator(seed: 5)
    try expectSums("plain", (0..<300).map { _ in .float(random.unit() * 100 - 50) })
    try expectSums("tenths", (0..<300).map { .float(Double($0) / 10) })
    let bits = (0..<200).map { _ in Double(bitPattern: random.next()) }.filter(\.isFinite)
    try expectSums("any bits", bits.map { .float($0) })
    try expectSums("any bits and less", (bits + bits.map { -$0 }).shuffled(using: &random).map { .float($0) })
    let least = Double.leastNonzeroMagnitude
    try expectSums("least", [.float(least), .float(-3 * least), .float(least), .null, .float(5 * least)])
    try expectSums("huge", [1e308, 1e308, 1e308, 1e308, -1e308, 1, 7].map { .float($0) })
    try expectSums("cancelled", [1e308, 1e16, 1, -1e308, -1e16, 1e-300].map { .float($0) })
    try expectSums(
      "infinite", [.float(.infinity), .float(-.infinity), .float(1), .float(.infinity), .null, .float(2)])
    try expectSums("both", [.float(.infinity), .float(2), .float(-1), .float(-.infinity)])
    try expectSums(
      "halves to even", [.float(1), .float(0x1p-53), .float(0), .float(1), .float(0x1p-53), .float(0x1p-105)])
    try expectSums("nulls", [.null, .float(1), .null, .null])
    try expectSums("ints", [.int(.max), .int(2), .int(-1), .int(-5), .int(-9_007_199_254_740_993)])
    for value in Tricky.floats.compactMap({ $0 }) { try expectSums("one", [.float(value)]) }
  }

  @Test func distancesHaveTheCanonicalBits() throws {
    var random = SeededGenerator(seed: 7)
    for dimension in [1, 2, 3, 15, 16, 17, 63, 64, 65, 128, 384, 1000] {
      var rows: [[SQLValue]] = (0..<4).map { _ in
        [.vector(random.vector(dimension)), .vector(random.vector(dimension))]
      }
      rows.append([
        .vector(random.vector(dimension).map { $0 * 1e-25 }),
        .vector(random.vector(dimension).map { $0 * 1e-20 }),
      ])
      rows.append([.vector(random.vector(dimension).map { $0 * 1e15 }), .vector(random.vector(dimension))])
      rows.append([.vector(Array(repeating: 0, count: dimension)), .vector(random.vector(dimension))])
      rows.append([
        .vector(Array(repeating: -1e-38, count: dimension)),
        .vector(Array(repeating: -0.0, count: dimension)),
      ])
      rows.append([rows[0][0], rows[0][0]])
      rows.append([rows[0][0], .null])
      try stores.expectEqual("dimension \(dimension)") { store in
        let metrics = ["l2", "cosine", "ip", "l1", "hamming"].map {
          named($0, .call("distance", [col("v"), col("w"), text($0)]))
        }
        return try Relation.literal(store, columns: ["v", "w"], rows: rows).select(
          metrics + [named("n", call("norm", col("v"))), named("d", call("dimension", col("v")))])
      }
    }
  }

  @Test func vectorsOfDifferentLengthAreRefused() throws {
    let columns = ["v", "w"].map { ColumnDescription(name: $0, type: .vector(dimension: nil)) }
    try stores.server.make(TableDefinition(name: "x", columns: columns, key: []))
    try stores.server.script("INSERT INTO x VALUES ('[1]', '[1,2]')")
    let distance = RowExpression.call("distance", [col("v"), col("w")])
    let all = try Relation.table(stores.server, "x").select([named("d", distance)])
    #expect(throws: ServerFailure.self) { try all.rows() }
  }

  @Test func distancesInASearchAreTheKernels() throws {
    var random = SeededGenerator(seed: 9)
    let query = random.vector(48)
    try stores.make(
      TableDefinition(
        name: "p",
        columns: [
          ColumnDescription(name: "id", type: .int),
          ColumnDescription(name: "v", type: .vector(dimension: 48)),
        ], key: ["id"]), (0..<50).map { [.int(Int64($0)), .vector(random.vector(48))] })
    for metric in ["l2", "cosine", "ip", "l1", "hamming"] {
      try stores.expectEqual("search") { store in
        try Relation.table(store, "p")
          .derive([named("d", .call("distance", [col("v"), .value(.vector(query)), text(metric)]))])
          .sort([SortKey(col("d"))]).limit(10)
      }
    }
  }
}
