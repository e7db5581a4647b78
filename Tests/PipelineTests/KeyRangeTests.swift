import Stores
import Testing

@testable import Pipeline

@Suite struct KeyRangeTests {
  /// Keys that a careless text form would mix up.
  static let keys: [SQLValue] = [
    .int(0), .int(-1), .int(.min), .int(.max), .text(""), .text("i7"), .text(" "), .text("\u{301}e"),
    .text("x\"; drop table t; --"), .text("表"), .text("\u{1F600}\u{10FFFF}"), .text("a\nb\0c"),
    .float(-0.5), .float(.greatestFiniteMagnitude), .float(0.1), .bool(true), .bool(false),
  ]

  @Test(arguments: keys) func keysComeBackFromTheirText(_ key: SQLValue) throws {
    #expect(KeyText.key(try #require(KeyText.text(of: key))) == key)
  }

  @Test(arguments: ["", "7", "i", "i7x", "f-", "b2", "x00", "q"])
  func aDamagedTextIsNoKey(_ text: String) { #expect(KeyText.key(text) == nil) }

  @Test func embedKeepsToItsRange() throws {
    for (lower, upper, expected) in [
      (nil, nil, 20), ("p00003", nil, 16), (nil, "p00003", 4), ("p00003", "p00007", 4),
      ("p00007", "p00003", 0),
      ("p00003x", "p00004x", 1),
    ] as [(String?, String?, Int)] {
      for batch in [1, 3, 1000] {
        let store = try passages(20)
        var part = request(FakeModel(), batch: batch)
        part.range = KeyRange(above: lower.map { .text($0) }, through: upper.map { .text($0) })
        let report = try embed(part, in: store)
        #expect(report.embedded == expected && report.pending == 0)
        try #expect(
          values(store, "select count(passage_vector) from passage") == [.int(Int64(expected))])
        let (low, high) = (lower ?? "", upper ?? "z")
        try #expect(
          values(store, "select pid from passage where passage_vector is not null").allSatisfy {
            guard case .text(let key) = $0 else { return false }
            return key > low && key <= high
          })
      }
    }
  }

  @Test func assignKeepsToItsRange() throws {
    let store = try points(blobs(20, centers: 2, dimension: 4), dimension: 4)
    var means = KMeansRequest(table: "point", input: "v", workers: 1)
    means.k = 2
    _ = try kmeans(means, in: store)
    for (lower, upper, expected) in [(3, 7, 4), (7, 20, 13), (-5, 3, 3)] as [(Int64, Int64, Int)] {
      var part = AssignRequest(table: "point", input: "v", workers: 1)
      part.range = KeyRange(above: .int(lower), through: .int(upper))
      part.batchSize = 3
      let report = try assign(part, in: store)
      #expect(report.assigned == expected && report.existing == 0 && report.pending == 0)
      #expect(try assign(part, in: store).existing == expected)
    }
    try #expect(values(store, "select count(*) from point_v_clusters") == [.int(20)])
  }

  @Test func whatABatchsHookThrowsUndoesTheBatch() throws {
    let store = try passages(10)
    var part = request(FakeModel(), batch: 4)
    part.inBatch = { rows in if rows > 4 { throw Crash() } }
    #expect(throws: Crash.self) { try embed(part, in: store) }
    try #expect(values(store, "select count(passage_vector) from passage") == [.int(4)])
  }
}
