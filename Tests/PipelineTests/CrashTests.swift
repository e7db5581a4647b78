import Stores
import Synchronization
import Testing
import Vectors

@testable import Pipeline

/// Embed, cluster, assign; each in batches.
private func runAll(_ store: any Store) throws {
  _ = try embed(request(FakeModel(), batch: 4), in: store)
  var means = KMeansRequest(table: "passage", input: "passage_vector", workers: 1)
  means.k = 3
  if try clusterings(of: "passage_vector", in: "passage", store: store).isEmpty {
    _ = try kmeans(means, in: store)
  }
  var assignment = AssignRequest(table: "passage", input: "passage_vector", workers: 1)
  assignment.batchSize = 5
  _ = try assign(assignment, in: store)
}

@Suite struct CrashTests {
  /// Dies at the first, second, third … write and runs again: the store ends with the same bytes every time.
  @Test func aRunThatDiesAnywhereIsFinishedByTheNext() throws {
    let calm = try passages(13, nullEvery: 6)
    let counter = FailingStore(calm, failAt: .max)
    try runAll(counter)
    let writes = counter.writes.load(ordering: .relaxed)
    #expect(writes > 30)
    let expected = try dump(calm)
    for place in 1...writes {
      let store = try passages(13, nullEvery: 6)
      #expect(throws: Crash.self) { try runAll(FailingStore(store, failAt: place)) }
      try runAll(store)
      let ended = try dump(store)
      #expect(ended == expected, "died at write \(place)")
    }
  }

  /// Dies again and again, one write further each time.
  @Test func manyDeathsInARowAreFinishedToo() throws {
    let calm = try passages(13)
    try runAll(calm)
    let store = try passages(13)
    var deaths = 0
    for place in 1...200 {
      do {
        try runAll(FailingStore(store, failAt: place))
        break
      } catch is Crash { deaths += 1 }
    }
    #expect(deaths > 3)
    try #expect(dump(store) == dump(calm))
  }
}
